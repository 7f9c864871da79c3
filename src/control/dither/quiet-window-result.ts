/** What a quiet window has heard: the background, almost alone, beside what the model says of the equipment in it. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { exceededLevel } from '../../acoustics/levels/percentile.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message, rounded } from '../../model/message.ts';
import type { DitherInput } from './dither-input.ts';

/** By receptor: the seconds heard since the fans ran down, dB. */
export type QuietSeconds = Readonly<Record<string, readonly number[]>>;

/** One event for each receptor that was heard. */
export function quietWindowEvents(measuredDb: QuietSeconds, input: DitherInput): readonly RuleEvent[] {
  const { plan, sound, heat } = input;
  return sound.flatMap(({ receptor, fans, converters, standby }) => {
    const levelsDb = measuredDb[receptor] ?? [];
    const l50Db = exceededLevel(levelsDb, 50);
    if (l50Db === null) return [];
    let equipment = standby;
    const pct = Math.max(
      ...plan.cabinets.flatMap((cabinet) => cabinet.fans.map(({ output }) => leastPct(plan, output))),
    );
    plan.cabinets.forEach(({ id }, index) => {
      equipment += (fans[index] ?? 0) * (pct / 100) ** 5 + (converters[index] ?? 0) * (heat[id]?.power ?? 0);
    });
    const background = levelOf(energyOf(l50Db) - equipment);
    const equipmentDb = levelOf(equipment);
    const found = message('quiet-window-result', {
      background:
        background === null
          ? message('background-covered')
          : message('background-level', { levelDb: rounded(background, 1) }),
      seconds: levelsDb.length,
      l50Db: rounded(l50Db, 1),
      fanPct: pct,
      equipment:
        equipmentDb === null
          ? message('equipment-none')
          : message('equipment-level', { levelDb: rounded(equipmentDb, 1) }),
    });
    return [
      { class: 'lifecycle', severity: 'info', subject: receptor, message: found, state: 'noted' } as const,
    ];
  });
}

/** The lowest speed that a fan may be told to turn at, percent. */
export function leastPct(plan: DitherInput['plan'], output: string): number {
  return plan.outputs.find(({ id }) => id === output)?.min ?? 0;
}
