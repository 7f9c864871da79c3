/** What the events of a night tell beside themselves: devices that were lost, and the background of a quiet window. */

import type { Background } from '../../acoustics/assessment/background.ts';

import type { Event } from '../../model/event.ts';
import type { Message } from '../../model/message.ts';
import { deviceOf } from '../../model/reading.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { DeviceFailure } from './shape/equipment-data.ts';

/** Devices that were lost, in the order in which that began; a failure that has not ended is open. */
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

/** Two minutes of a night, less what the model says of the slowest fans: standard uncertainty, dB. */
const WINDOW_UNCERTAINTY_DB = 1.5;

/** The latest one at a receptor; null where there was none, or the equipment covered it. */
export function quietWindowAt(receptor: string, events: readonly Event[]): Background | null {
  const found = events.findLast(
    ({ subject, message }) => subject === receptor && message.key === 'quiet-window-result',
  );
  if (found === undefined || found.message.key !== 'quiet-window-result') return null;
  const { seconds, background } = found.message.values;
  const levelDb = backgroundDb(background);
  if (levelDb === null) return null;
  const measuredIn = { atMs: found.wallMs - seconds * 1000, seconds };
  return { source: 'quiet-window', levelDb, uncertaintyDb: WINDOW_UNCERTAINTY_DB, measuredIn };
}

/** How good the forecast of a night was, as it was told in the morning; null: none was told. */
export function forecastScoreOf(night: string, later: readonly Event[]): Message | null {
  const found = later.findLast(
    ({ message }) => message.key === 'night-scored' && message.values.night === night,
  );
  return found?.message ?? null;
}

function backgroundDb(message: Message): number | null {
  return message.key === 'background-level' ? message.values.levelDb : null;
}
