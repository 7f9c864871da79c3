/**
 * The limits that truly held: that of the site file, and at a receptor whose limit follows the background, the true sound
 * without the equipment in the last quarter of an hour. What a tone would take off depends on the policy, so it is not in
 * here: a bound without it is still one.
 */

import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { differenceLevels, meanLevels } from '../../acoustics/levels/level.ts';
import { exceededLevel } from '../../acoustics/levels/percentile.ts';
import type { ControlPlan, ReceptorPlan } from '../../plan/control-plan.ts';

/** Limits at night by receptor, dB. */
export type NightLimits = Readonly<Record<string, number>>;

/** Follows the truth of a night, second by second. */
export interface TrueLimits {
  second(truth: StationTruth): void;
  /** Of the time up to now. */
  now(): NightLimits;
}

const REFERENCE_S = 900;
/** Sound without any rest has no background that could be followed. */
const SILENT_DB = 0;

/** Before the first second the limits are those of the site file. */
export function createTrueLimits({ receptors }: ControlPlan): TrueLimits {
  const rests = new Map<string, number[]>();
  for (const { id, relative } of receptors) if (relative !== undefined) rests.set(id, []);
  return {
    second(truth) {
      for (const [id, levels] of rests) {
        const { totalDb = null, equipmentDb = 0 } = truth.receptors[id] ?? {};
        if (totalDb === null) continue;
        levels.push(differenceLevels(totalDb, equipmentDb) ?? SILENT_DB);
        if (levels.length > REFERENCE_S) levels.shift();
      }
    },
    now: () =>
      Object.fromEntries(
        receptors.map((receptor) => [receptor.id, limitOf(receptor, rests.get(receptor.id))]),
      ),
  };
}

function limitOf({ nightDb, relative }: ReceptorPlan, restsDb: readonly number[] = []): number {
  if (relative === undefined) return nightDb;
  const levelDb = relative.over === 'l90' ? exceededLevel(restsDb, 90) : meanLevels(restsDb);
  return levelDb === null ? nightDb : Math.min(nightDb, levelDb + relative.byDb);
}
