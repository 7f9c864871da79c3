/** Devices that were lost in the night, from the events that tell of it, and what that changes in the report. */

import type { Event } from '../../model/event.ts';
import { deviceOf } from '../../model/reading.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { DeviceFailure } from './equipment-data.ts';

/** In the order in which they began; a failure that has not ended is open. */
export function failuresOf(events: readonly Event[], plan: SitePlan): DeviceFailure[] {
  const failures: DeviceFailure[] = [];
  const open = new Map<string, number>();
  for (const { class: kind, severity, state, subject, wallMs, message } of events) {
    if (kind !== 'fault') continue;
    if (state === 'raised' && severity !== 'info' && !open.has(subject)) {
      open.set(subject, failures.length);
      const changes = whatItChanges(subject, plan);
      failures.push({ subject, fromMs: wallMs, toMs: null, message, changes });
    }
    const place = state === 'cleared' ? open.get(subject) : undefined;
    const failure = place === undefined ? undefined : failures[place];
    if (place === undefined || failure === undefined) continue;
    failures[place] = { ...failure, toMs: wallMs };
    open.delete(subject);
  }
  return failures;
}

function whatItChanges(subject: string, { control, outputs }: SitePlan): DeviceFailure['changes'] {
  const fans = control.cabinets.flatMap((cabinet) => cabinet.fans);
  const isOutput = outputs.some(({ id, device }) => id === subject || device === subject);
  if (isOutput || fans.some(({ speed }) => deviceOf(speed) === subject)) return 'equipment';
  return control.receptors.some(({ level }) => deviceOf(level) === subject) ? 'sound' : 'inputs';
}
