/**
 * The tiers of the noise budget: how a place compares with its limit during the period, on each time base. Established
 * systems pair the energy budget of the whole with shorter caps, because an inspector measures one minute and an energy
 * mean hides bursts: peak, rolling minute, rolling hour, night or day.
 *
 *   L_allowed = 10 lg((J_cap - J_used) / t_rest)        headroom = L_allowed - L_now
 *
 * Time without data counts with an assumed level, by default the cap, so that it does not change the allowed level.
 */

import { rollingAllowance } from '../formulas/rolling.ts';
import { emptyLedger, type Ledger, ledgerLevel, mergeLedgers } from '../levels/leq.ts';
import { differenceLevels, energyOf, levelOf } from '../levels/level.ts';
import { type LevelTrack, periodLedger, rollingLevel } from '../periods/level-track.ts';
import {
  allowedLevel,
  budgetEnergy,
  endForecast,
  type NoiseBudget,
  pace,
  secondsLeft,
  usedShare,
} from './budget.ts';

/** Distances to the limit. */
export interface BudgetPolicy {
  /** LAFmax may exceed the limit by this, dB. */
  readonly peakOverDb: number;
  /** Guard distances below the limit, dB. */
  readonly minuteMarginDb: number;
  readonly hourMarginDb: number;
  readonly periodMarginDb: number;
  /** Share of the period's budget that is kept for gaps and late events; it is released as time runs out. */
  readonly reserveShare: number;
}

/** Peak and minute: GB 12348-2008 4.1.2 and 5.4.2; hour, period and reserve were chosen by this project. */
export const defaultBudgetPolicy: BudgetPolicy = {
  peakOverDb: 10,
  minuteMarginDb: 1,
  hourMarginDb: 1,
  periodMarginDb: 2,
  reserveShare: 0.1,
};

/** What the status of a budget is computed from. */
export interface BudgetInput {
  readonly policy: BudgetPolicy;
  /** Limit of the running period, dB. */
  readonly limitDb: number;
  /** End and length of the running period by the local clock. */
  readonly periodEndMs: number;
  readonly periodS: number;
  /** All sound, and the specific sound of the equipment where it is known. */
  readonly total: LevelTrack;
  readonly equipment: LevelTrack | null;
  /** Level of time without data, dB; null: the cap of each tier. */
  readonly assumedDb: number | null;
  /** Background during the remaining time, dB; null: not known. */
  readonly backgroundDb: number | null;
}

/** All tiers at one place. */
export interface BudgetStatus {
  readonly peak: PeakTier;
  readonly total: LedgerStatus;
  readonly equipment: LedgerStatus | null;
  /** Allowed level of the equipment for the rest of the period, dB; null: none, or the background is not known. */
  readonly equipmentAllowedDb: number | null;
}

/** The cap on LAFmax in the running period. */
export interface PeakTier {
  readonly capDb: number;
  readonly highestDb: number | null;
  readonly isExceeded: boolean;
}

/** The energy tiers of one sound. */
export interface LedgerStatus {
  /** LAeq of the last 60 s, dB. */
  readonly nowDb: number | null;
  readonly minute: BudgetTier;
  readonly hour: BudgetTier;
  readonly period: PeriodTier;
}

/** One energy tier. */
export interface BudgetTier {
  readonly capDb: number;
  /** LAeq so far, of the valid samples. */
  readonly levelDb: number | null;
  /** Length of the coming stretch that `allowedDb` is for. */
  readonly restS: number;
  /** Allowed mean level of the coming stretch, dB; null: the cap is exceeded even without any sound. */
  readonly allowedDb: number | null;
  /** Allowed level above the level now, dB; null without one of the two. */
  readonly headroomDb: number | null;
}

/** The tier of the whole period. */
export interface PeriodTier extends BudgetTier {
  readonly usedShare: number;
  /** Used share over elapsed share; 1 is on course. */
  readonly pace: number | null;
  /** LAeq of the whole period if the rest is as loud as the last hour. */
  readonly forecastDb: number | null;
  /** Time until the budget is used up at the level now; null without one. */
  readonly lastsS: number | null;
  /** `reserve`: only the reserve is left. `exhausted`: the cap is exceeded whatever follows. */
  readonly state: 'free' | 'reserve' | 'exhausted';
}

/** The status at the time of the tracks. */
export function budgetStatus(input: BudgetInput): BudgetStatus {
  const { policy, limitDb, equipment, backgroundDb } = input;
  const peakCapDb = limitDb + policy.peakOverDb;
  const highestDb = periodLedger(input.total).maxDb;
  const total = ledgerStatus(input.total, input);
  const { allowedDb } = total.period;
  return {
    peak: { capDb: peakCapDb, highestDb, isExceeded: highestDb !== null && highestDb > peakCapDb },
    total,
    equipment: equipment === null ? null : ledgerStatus(equipment, input),
    equipmentAllowedDb:
      allowedDb === null || backgroundDb === null ? null : differenceLevels(allowedDb, backgroundDb),
  };
}

/** The coming stretch of a rolling window is a sixth of it. */
const MINUTE_REST_S = 10;
const HOUR_REST_S = 600;

function ledgerStatus(track: LevelTrack, input: BudgetInput): LedgerStatus {
  const { policy, limitDb } = input;
  const nowDb = rollingLevel(track, 60);
  const rolling = (windowS: 60 | 3600, restS: number, marginDb: number, past: Ledger): BudgetTier => {
    const capDb = limitDb - marginDb;
    const pastS = windowS - restS;
    const allowedDb = rollingAllowance(
      capDb,
      windowS,
      withHoles(past, pastS, input.assumedDb ?? capDb),
      restS,
    );
    return {
      capDb,
      levelDb: rollingLevel(track, windowS),
      restS,
      allowedDb,
      headroomDb: above(allowedDb, nowDb),
    };
  };
  return {
    nowDb,
    minute: rolling(60, MINUTE_REST_S, policy.minuteMarginDb, lastSeconds(track, 60 - MINUTE_REST_S)),
    hour: rolling(3600, HOUR_REST_S, policy.hourMarginDb, lastMinutes(track, 3600 - HOUR_REST_S)),
    period: periodTier(track, nowDb, input),
  };
}

function periodTier(track: LevelTrack, nowDb: number | null, input: BudgetInput): PeriodTier {
  const { policy, limitDb, periodS, periodEndMs } = input;
  const budget: NoiseBudget = { limitDb, marginDb: policy.periodMarginDb, periodS };
  const capDb = limitDb - policy.periodMarginDb;
  const restS = Math.min(periodS, Math.max(0, (periodEndMs - track.nowMs) / 1000));
  const elapsedS = periodS - restS;
  const ledger = periodLedger(track);
  const used = withHoles(ledger, elapsedS, input.assumedDb ?? capDb);
  const reserved = policy.reserveShare * budgetEnergy(budget) * (restS / periodS);
  const allowedDb = allowedLevel(budget, used + reserved, restS);
  const plannedDb = rollingLevel(track, 3600);
  return {
    capDb,
    levelDb: ledgerLevel(ledger),
    restS,
    allowedDb,
    headroomDb: above(allowedDb, nowDb),
    usedShare: usedShare(budget, used),
    pace: pace(budget, used, elapsedS),
    forecastDb: plannedDb === null ? levelOf(used / elapsedS) : endForecast(budget, used, restS, plannedDb),
    lastsS: nowDb === null ? null : secondsLeft(budget, used, nowDb),
    state: stateOf(used, reserved, budgetEnergy(budget)),
  };
}

function stateOf(used: number, reserved: number, whole: number): PeriodTier['state'] {
  if (used + reserved < whole) return 'free';
  return used < whole ? 'reserve' : 'exhausted';
}

/** Energy of a stretch of `seconds`: what the ledger measured, and the assumed level for the rest. */
function withHoles({ energyS, validS }: Ledger, seconds: number, assumedDb: number): number {
  return energyS + Math.max(0, seconds - validS) * energyOf(assumedDb);
}

function lastSeconds(track: LevelTrack, seconds: number): Ledger {
  let [energyS, validS] = [0, 0];
  for (const sample of track.recent) {
    if (sample.atMs < track.nowMs - seconds * 1000) continue;
    energyS += sample.energyS;
    validS += sample.seconds;
  }
  return { ...emptyLedger(), energyS, validS };
}

/** The open minute and the latest closed ones; of the oldest only the part that lies in the stretch. */
function lastMinutes(track: LevelTrack, seconds: number): Ledger {
  let past = track.open?.minute.ledger ?? emptyLedger();
  for (const minute of track.minutes.toReversed()) {
    const roomS = seconds - past.spanS;
    if (roomS <= 0) break;
    past = mergeLedgers(past, part(minute, Math.min(1, roomS / 60)));
  }
  return past;
}

function part(ledger: Ledger, share: number): Ledger {
  return {
    ...ledger,
    energyS: share * ledger.energyS,
    validS: share * ledger.validS,
    spanS: share * ledger.spanS,
  };
}

function above(allowedDb: number | null, nowDb: number | null): number | null {
  return allowedDb === null || nowDb === null ? null : allowedDb - nowDb;
}
