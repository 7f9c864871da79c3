/**
 * What the equipment may give at a receptor now, by the ladder of budgets (docs/acoustics.md, Budget tiers): an
 * inspector measures one minute, so its cap holds every second; the rolling hour and the pace of the night stand
 * behind it.
 */

import {
  type BudgetPolicy,
  budgetStatus,
  defaultBudgetPolicy,
} from '../../acoustics/assessment/budget-tiers.ts';
import { emptyTrack, type LevelTrack } from '../../acoustics/periods/level-track.ts';
import { type NightHours, periodAt } from '../../acoustics/periods/periods.ts';
import { DAY_MIN } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';

export type BudgetTimeBase = 'minute' | 'hour' | 'night';

export interface Allowance {
  /** What the model may give, dB; the doubt about the model is not in it. */
  readonly allowedDb: number;
  readonly limitDb: number;
  /** The rung that says so. */
  readonly timeBase: BudgetTimeBase;
}

/** A night that spends its budget so much faster than time passes is held to the mean that is left. */
const PACE_MAX = 1.1;
/** Before, the rolling hour is one of the day, and the pace says nothing. */
const NIGHT_BEGUN_S = 3600;
/** An hour that is used up leaves next to nothing. */
const USED_UP_DB = 10;

/** The allowance at a receptor; `isStrict`: the night's limit holds. `own`: the equipment's level so far. */
export function allowanceAt(
  receptor: ReceptorPlan,
  equipmentLevel: LevelTrack | undefined,
  image: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin'>,
  night: NightHours,
  isStrict: boolean,
  params: RuleParams['night-noise'],
): Allowance {
  const limitDb = isStrict ? receptor.nightDb : receptor.dayDb;
  const minute: Allowance = { allowedDb: limitDb - params.marginDb, limitDb, timeBase: 'minute' };
  const period = periodAt(image.wallMs, image.utcOffsetMin, night);
  if (period.kind === 'day' || equipmentLevel === undefined || equipmentLevel.open === null) return minute;
  const policy: BudgetPolicy = {
    ...defaultBudgetPolicy,
    minuteMarginDb: params.marginDb,
    hourMarginDb: params.hourMarginDb,
    periodMarginDb: params.nightMarginDb,
  };
  const periodS = ((night.endMin - night.startMin + DAY_MIN) % DAY_MIN) * 60;
  const periodEndMs = period.startWallMs + periodS * 1000;
  const { equipment } = budgetStatus({
    policy,
    limitDb,
    periodEndMs,
    periodS,
    total: emptyTrack(),
    equipment: equipmentLevel,
    assumedDb: null,
    backgroundDb: null,
  });
  if (equipment === null || periodS - equipment.period.restS < NIGHT_BEGUN_S) return minute;
  const hour: Allowance = {
    allowedDb: equipment.hour.allowedDb ?? limitDb - USED_UP_DB,
    limitDb,
    timeBase: 'hour',
  };
  const { pace, capDb } = equipment.period;
  const isFast = pace !== null && pace > PACE_MAX;
  const tiers: Allowance[] = [
    minute,
    hour,
    ...(isFast ? [{ allowedDb: capDb, limitDb, timeBase: 'night' as const }] : []),
  ];
  return tiers.reduce((least, one) => (one.allowedDb < least.allowedDb ? one : least));
}

/** The allowances of the last cycle by receptor, out of the states of all rules; none where night-noise does not run. */
export function allowancesOf(rules: Readonly<Record<string, unknown>>): Readonly<Record<string, Allowance>> {
  const state = rules['night-noise'] as
    | { readonly allowances: Readonly<Record<string, Allowance>> }
    | undefined;
  return state?.allowances ?? {};
}
