/** How each receptor stands now: what the equipment gives there, what it may give, and what says so. For telling. */

import { levelOf } from '../acoustics/levels/level.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import type { GateState } from './attribution/receptor-attribution.ts';
import type { Rung } from './noise/allowance.ts';
import { receptorsNow } from './noise/receptor-limits.ts';
import { allowancesOf } from './rules/night-noise.ts';
import type { TickResult } from './tick.ts';

export interface ReceptorStanding {
  readonly receptor: string;
  readonly limitDb: number;
  /** By its model, dB; null where the site has no source. */
  readonly equipmentDb: number | null;
  /** What it may give by its model, and the rung of the ladder that says so; null where no noise rule runs. */
  readonly mayDb: number | null;
  readonly rung: Rung | null;
  /** The equipment is at most so much louder than its model, dB; below 0: quieter. */
  readonly doubtDb: number;
  readonly gate: GateState;
  /** Why the gate stands so. */
  readonly why: string;
}

/** One standing for each receptor of the plan, in its order. */
export function receptorStandings(
  { state, sound, attribution, isNight }: Pick<TickResult, 'state' | 'sound' | 'attribution' | 'isNight'>,
  plan: ControlPlan,
): readonly ReceptorStanding[] {
  const allowances = allowancesOf(state.rules);
  const receptors = receptorsNow(sound, allowances, plan.rules['night-noise'].marginDb);
  return plan.receptors.flatMap(({ id, nightDb, dayDb }) => {
    const own = attribution.find(({ receptor }) => receptor === id);
    if (own === undefined) return [];
    const allowance = allowances[id];
    return {
      receptor: id,
      limitDb: allowance?.limitDb ?? (isNight ? nightDb : dayDb),
      equipmentDb: own.equipmentDb,
      mayDb: receptors.find(({ receptor }) => receptor === id)?.mayDb ?? null,
      rung: allowance?.rung ?? null,
      doubtDb: levelOf(sound.find(({ receptor }) => receptor === id)?.doubt ?? 1) ?? 0,
      gate: own.gate,
      why: own.reason,
    };
  });
}
