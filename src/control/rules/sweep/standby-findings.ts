/**
 * What a commissioning sweep says of the electronics at rest. At a receptor their sound cannot be told from the background,
 * because neither goes away. Under the cover it stands alone, and the fans have just told how much of what sounds there
 * arrives at the receptor.
 *
 *   under the cover at rest, without the slow fans  *  fan at the receptor / fan under the cover
 *
 * Without a meter there it is only bounded: nothing takes sound away, so it is at most the quietest background.
 */

import { energyOf, levelOf } from '../../../acoustics/levels/level.ts';
import { exceededLevel } from '../../../acoustics/levels/percentile.ts';
import type { CabinetPlan, ControlPlan } from '../../../plan/control-plan.ts';
import { leastOf, type SweepState, sweepSteps } from './fan-sweep.ts';
import { fanFinding } from './sweep-findings.ts';

/** One cabinet at one receptor. */
export interface StandbyFinding {
  readonly cabinet: string;
  readonly receptor: string;
  /** Level of its electronics at rest, dB; null where only the bound is known. */
  readonly standbyDb: number | null;
  /** It cannot be more than this, dB; null where the meter gave no level. */
  readonly atMostDb: number | null;
}

const FAN_LAW = 5;
/** What stays beside the slow fans must be this share of what is heard: less is the error of the fan law. */
const LEAST_REST = 0.2;
/** The level of the quietest twentieth of the background steps. */
const QUIET_PERCENT = 95;

/** Every cabinet at every receptor. */
export function standbyFindings(state: SweepState, plan: ControlPlan): readonly StandbyFinding[] {
  return plan.cabinets.flatMap((cabinet) =>
    plan.receptors.map(({ id }) => {
      const atMostDb = restDb(state, plan, id, QUIET_PERCENT);
      const there = underCover(state, plan, cabinet, id);
      const energy = there === null || atMostDb === null ? there : Math.min(there, energyOf(atMostDb));
      return {
        cabinet: cabinet.id,
        receptor: id,
        standbyDb: energy === null ? null : levelOf(energy),
        atMostDb,
      };
    }),
  );
}

/** By the meter under the cover: energy at the receptor; null without one, or where it heard nothing but fans. */
function underCover(
  state: SweepState,
  plan: ControlPlan,
  cabinet: CabinetPlan,
  receptor: string,
): number | null {
  const meter = plan.otherLevels.find((level) => level.place === 'cover' && level.cabinet === cabinet.id);
  const measuredDb = meter === undefined ? null : restDb(state, plan, meter.id, 50);
  if (meter === undefined || measuredDb === null) return null;
  const ratios: number[] = [];
  let slowFans = 0;
  for (const { output } of cabinet.fans) {
    const inside = fanFinding(state, plan, output, meter.id).fullDb;
    const outside = fanFinding(state, plan, output, receptor).fullDb;
    if (inside === null) return null;
    slowFans += energyOf(inside) * (leastOf(plan, output) / 100) ** FAN_LAW;
    if (outside !== null) ratios.push(energyOf(outside - inside));
  }
  const measured = energyOf(measuredDb);
  const rest = measured - slowFans;
  if (ratios.length === 0 || rest < LEAST_REST * measured) return null;
  return (rest * ratios.reduce((sum, ratio) => sum + ratio, 0)) / ratios.length;
}

/** What a meter heard in the steps with all fans at their slowest, dB. */
function restDb({ levelsDb }: SweepState, plan: ControlPlan, meter: string, percent: number): number | null {
  const samples = sweepSteps(plan).flatMap(({ fan }, step) =>
    fan === null ? (levelsDb[step]?.[meter] ?? []) : [],
  );
  return exceededLevel(samples, percent);
}
