/** What the steps of a commissioning sweep say: how loud each fan is at each receptor, or why nobody can say. */

import { energyOf, levelOf } from '../../../acoustics/levels/level.ts';
import { exceededLevel } from '../../../acoustics/levels/percentile.ts';
import type { ControlPlan } from '../../../plan/control-plan.ts';
import { leastOf, SWEEP_SPEEDS_PCT, type SweepState, sweepSteps } from './fan-sweep.ts';

/** One fan at one receptor. */
export interface FanFinding {
  readonly fan: string;
  readonly receptor: string;
  /** Level of this fan alone at full speed, dB; null where `problem` says why not. */
  readonly fullDb: number | null;
  /** How far the speeds lie from the fan law, dB. */
  readonly spreadDb: number | null;
  readonly backgroundDb: number | null;
  readonly problem: string | null;
}

/** A background that swings by more says nothing about what is added to it. */
const SWING_MAX_DB = 3;
/** Less than 3 dB above the background is no measurement (ISO 1996-2:2017 10.4): the fan must add as much again. */
const LEAST_RISE = 1;
/** Neither is one that adds less than this many times the wandering of the background. */
const LEAST_WANDERS = 3;
const FAN_LAW = 5;

/** What the steps say of each fan at each receptor. */
export function sweepFindings(state: SweepState, plan: ControlPlan): readonly FanFinding[] {
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans.map(({ output }) => output));
  return fans.flatMap((fan) => plan.receptors.map(({ id }) => fanFinding(state, plan, fan, id)));
}

/** What they say of one fan at one meter: of a receptor, or under a cover. */
export function fanFinding(
  { levelsDb }: SweepState,
  plan: ControlPlan,
  fan: string,
  meter: string,
): FanFinding {
  const median = (index: number): number | null => exceededLevel(levelsDb[index]?.[meter] ?? [], 50);
  const first = sweepSteps(plan).findIndex((step) => step.fan === fan);
  const points = SWEEP_SPEEDS_PCT.map((pct, offset) => ({ pct, db: median(first + offset) }));
  const afterDb = median(first + SWEEP_SPEEDS_PCT.length);
  return finding(fan, meter, median(first - 1), afterDb, points, leastOf(plan, fan));
}

function finding(
  fan: string,
  receptor: string,
  beforeDb: number | null,
  afterDb: number | null,
  points: readonly { readonly pct: number; readonly db: number | null }[],
  leastPct: number,
): FanFinding {
  const none = { fan, receptor, fullDb: null, spreadDb: null, backgroundDb: beforeDb };
  if (beforeDb === null || afterDb === null || points.some(({ db }) => db === null)) {
    return { ...none, problem: 'the meter gave no level in a step' };
  }
  if (Math.abs(beforeDb - afterDb) > SWING_MAX_DB) {
    const swing = Math.abs(beforeDb - afterDb).toFixed(1);
    return { ...none, problem: `the background swung by ${swing} dB: repeat it in a calmer hour` };
  }
  const background = (energyOf(beforeDb) + energyOf(afterDb)) / 2;
  const rises = points.map(({ pct, db }) => ({
    activity: (pct / 100) ** FAN_LAW - (leastPct / 100) ** FAN_LAW,
    rise: energyOf(db ?? 0) - background,
  }));
  const squares = rises.reduce((sum, { activity }) => sum + activity * activity, 0);
  const full = rises.reduce((sum, { activity, rise }) => sum + activity * rise, 0) / squares;
  const fullDb = levelOf(full);
  const off = Math.sqrt(
    rises.reduce((sum, { activity, rise }) => sum + (rise - full * activity) ** 2, 0) / rises.length,
  );
  const wander = Math.max(off, Math.abs(energyOf(beforeDb) - energyOf(afterDb)));
  if (fullDb === null || full < Math.max(LEAST_RISE * background, LEAST_WANDERS * wander)) {
    return {
      ...none,
      problem: 'the fan cannot be measured above the background: repeat it in a quieter hour',
    };
  }
  return { ...none, fullDb, spreadDb: (levelOf(full + off) ?? fullDb) - fullDb, problem: null };
}
