/**
 * What the equipment may give at a receptor now, by the budget tiers (docs/acoustics.md, Budget tiers): an inspector
 * measures one minute, so its cap holds every second; the rolling hour and the pace of the night stand behind it.
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

/** The budget tier an allowance comes from. */
export type BudgetTimeBase = 'minute' | 'hour' | 'night';

/** The permissible level of the equipment at one receptor. */
export interface Allowance {
  /** By the model, dB; the uncertainty of the model is not taken off. */
  readonly allowedDb: number;
  readonly limitDb: number;
  /** The tier that gives it. */
  readonly timeBase: BudgetTimeBase;
  /** What lowered the limit of the site file; absent: nothing. */
  readonly lowered?: LoweredLimit;
}

/** A limit that follows the background, or that a tone lowers. */
export interface LoweredLimit {
  /** The limit in the site file, dB. */
  readonly siteDb: number;
  /** The background that the limit follows, its uncertainty taken off, dB; null: it does not follow it. */
  readonly backgroundDb: number | null;
  /** False: the lowest background that the site file knows stands for it. */
  readonly isMeasured: boolean;
  /** Taken off for a tone, dB. */
  readonly penaltyDb: number;
}

/** A night that uses its budget this much faster than time passes is held to the mean that is left. */
const PACE_MAX = 1.1;
/** Before this much of the night is over, the rolling hour is one of the day and the pace says nothing. */
const NIGHT_BEGUN_S = 3600;
/** What an hour that is used up leaves, dB below the limit. */
const USED_UP_DB = 10;

/** The allowance at a receptor. `isStrict`: the night's limit holds. `equipmentLevel`: the equipment's level so far. */
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

/** The allowances of the last cycle by receptor, from the states of all rules; empty where night-noise does not run. */
export function allowancesOf(rules: Readonly<Record<string, unknown>>): Readonly<Record<string, Allowance>> {
  const state = rules['night-noise'] as
    | { readonly allowances: Readonly<Record<string, Allowance>> }
    | undefined;
  return state?.allowances ?? {};
}
