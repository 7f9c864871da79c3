/**
 * Which power limit each cabinet gets while the noise caps its fans. Derating comes last, and early enough for the heat
 * to follow: only when the caps let a cabinet grow too hot within a few minutes, and where it costs the least power.
 * A cut goes to what can stay, and power returns where it can stay (staying-limits.ts).
 */

import { energyOf } from '../../acoustics/levels/level.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import {
  type ControlledCabinet,
  limitShare,
  loadAt,
  most,
  type Outlook,
  outlook,
  pointAt,
} from './limit-outlook.ts';
import { type OperatingPoint, powerAt, type ReceptorConstraint } from './operating-point.ts';
import { quietestAt, totalOf } from './quietest-operation.ts';
import { betterLimits, leastLikely, lowerLimitsThatStay } from './staying-limits.ts';

/** What bounds the choice of limits. */
export interface StepLimits {
  /** Temperature that no cabinet shall pass, C. */
  readonly limitC: number;
  /** How long better limits have been possible, and the time since the last choice, s. */
  readonly betterS: number;
  readonly seconds: number;
}

/** Derate when the caps let a cabinet pass the limit within this time, because the heat lags by about as much. */
const AHEAD_S = 150;
/** This far above the limit, K, the hold of the relays no longer counts. */
export const LATE_K = 0.4;
/** A cut that lowers the level by less than 0.3 dB is heard by nobody. */
const AUDIBLE = energyOf(0.3);

/** A cut shows in the power within seconds and in the temperature within this time: an earlier second cut would be blind. */
const SHOWS_S = 30;
/** How long better limits must have been better: module fans, paths and cars take minutes to show what they do. */
const PROVED_S = 600;
/** A limit in a register wears nothing. */
const PROVED_WITHOUT_WEAR_S = 60;

/** The chosen limits and the operating point. */
export interface Choice {
  /** New limits, percent; unchanged where nothing must change. */
  readonly limits: readonly number[];
  /** The operating point under the present limits: fans follow the power that flows now. */
  readonly now: OperatingPoint;
  /** How long better limits have been possible, s. */
  readonly betterS: number;
}

/** The operating point now, and the new limits. */
export function chooseLimits(
  cabinets: readonly ControlledCabinet[],
  constraints: readonly ReceptorConstraint[],
  { limitC, betterS, seconds }: StepLimits,
): Choice {
  const limits = cabinets.map(({ limitPct }) => limitPct);
  const now = pointAt(cabinets, limits, constraints);
  const needed = neededLimits(cabinets, limits, now, constraints, limitC);
  if (needed !== undefined) return { limits: needed, now, betterS: 0 };
  const better = betterLimits(cabinets, constraints, limitC);
  if (better === undefined) return { limits, now, betterS: 0 };
  const provedS = better.wears ? PROVED_S : PROVED_WITHOUT_WEAR_S;
  const isProved = better.isForGood || betterS + seconds >= provedS;
  return isProved && better.isWorthIt
    ? { limits: better.limits, now, betterS: 0 }
    : { limits, now, betterS: betterS + seconds };
}

/** What must be while power is short; undefined where it is not. */
function neededLimits(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  now: OperatingPoint,
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] | undefined {
  if (now.tempC > limitC) {
    return getsTooHot(cabinets, limits, now, limitC)
      ? (lowerToStay(cabinets, limits, constraints, limitC) ?? lowered(cabinets, limits, constraints, limitC))
      : limits;
  }
  // Hotter than the model allows at this sound: the model is wrong, not the sensor.
  const hottest = cabinets.findIndex(({ tempC }, index) => tempC >= limitC && (now.speeds[index] ?? 1) < 1);
  if (hottest < 0) return undefined;
  if (cabinets.some(({ stillS }) => stillS < SHOWS_S)) return limits;
  return (
    lower(cabinets, limits, hottest, limitC) ?? lowerAnother(cabinets, limits, hottest, limitC) ?? limits
  );
}

/** Where the cars of the hottest cabinet need all that it gets, the others make room for the sound of its fans. */
function lowerAnother(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  hottest: number,
  limitC: number,
): readonly number[] | undefined {
  const byPower = [...cabinets.keys()]
    .filter((index) => index !== hottest)
    .sort((a, b) => (cabinets[b]?.power ?? 0) - (cabinets[a]?.power ?? 0));
  for (const index of byPower) {
    const less = lower(cabinets, limits, index, limitC);
    if (less !== undefined && limitShare(less[index] ?? 100) < (cabinets[index]?.power ?? 0)) return less;
  }
  return undefined;
}

function getsTooHot(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  { tempC, speeds }: OperatingPoint,
  limitC: number,
): boolean {
  if (tempC === Number.POSITIVE_INFINITY) return true;
  return cabinets.some((cabinet, index) => {
    const { model, outdoorC } = cabinet.load;
    const power = powerAt(loadAt(cabinet, limits[index] ?? 100), limitC);
    const speed = Math.min(1, speeds[index] ?? 1);
    const input = { seconds: AHEAD_S, power, speeds: model.coefficients.slice(2).map(() => speed), outdoorC };
    return temperatureAfter(model, cabinet.tempC, input) > limitC;
  });
}

/** At once to what can stay, so that the next car finds it so; undefined where nothing that is lower can. */
function lowerToStay(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] | undefined {
  const least = cabinets.map((cabinet, index) =>
    mayLower(cabinet, limitC) ? Math.min(leastLikely(cabinet), limits[index] ?? 100) : (limits[index] ?? 100),
  );
  return lowerLimitsThatStay(cabinets, { least, most: limits }, constraints, limitC);
}

/** Lowers step by step, each time where the most power is left at a point that is cool enough. */
function lowered(
  cabinets: readonly ControlledCabinet[],
  from: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] {
  let limits = from;
  for (;;) {
    const candidates = cabinets
      .map((_, index) => lowerWithEffect(cabinets, limits, index, constraints, limitC))
      .filter((candidate) => candidate !== undefined);
    if (candidates.length === 0) return limits;
    const enough = candidates.filter(({ tempC }) => tempC <= limitC);
    if (enough.length > 0) return most(enough).limits;
    const next = candidates.reduce((best, one) => (one.tempC < best.tempC ? one : best));
    limits = next.limits;
  }
}

/** The first step down of a cabinet that has an effect; undefined where none has. */
function lowerWithEffect(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  index: number,
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): Outlook | undefined {
  let less = lower(cabinets, limits, index, limitC);
  while (less !== undefined) {
    const candidate = outlook(cabinets, less, constraints);
    if (candidate.tempC < Number.POSITIVE_INFINITY) return candidate;
    if (isQuieter(cabinets, limits, less, constraints)) return candidate;
    if (isCoolerWhereNeeded(cabinets, limits, less, limitC)) return candidate;
    less = lower(cabinets, less, index, limitC);
  }
  return undefined;
}

/**
 * Where even the slowest fans are too loud, less power must be heard to be taken: at a receptor that is above its
 * allowance.
 */
function isQuieter(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  less: readonly number[],
  constraints: readonly ReceptorConstraint[],
): boolean {
  return constraints.some((constraint) => {
    const now = totalOf(quietestAt(cabinets, limits, constraint));
    return now > constraint.allowed && now >= AUDIBLE * totalOf(quietestAt(cabinets, less, constraint));
  });
}

/** Or to keep a cabinet cool whose fans may not turn faster. */
function isCoolerWhereNeeded(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  less: readonly number[],
  limitC: number,
): boolean {
  return cabinets.some((cabinet, index) => {
    const { load, tempC, demand } = cabinet;
    if (less[index] === limits[index] || limitShare(less[index] ?? 100) >= demand) return false;
    const power = powerAt(loadAt(cabinet, limits[index] ?? 100), limitC);
    const speeds = load.model.coefficients.slice(2).map(() => load.leastSpeed);
    const input = { seconds: AHEAD_S, power, speeds, outdoorC: load.outdoorC };
    return temperatureAfter(load.model, tempC, input) > limitC;
  });
}

/** The limits with one cabinet a step lower; undefined where there is none. */
function lower(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  index: number,
  limitC: number,
): readonly number[] | undefined {
  const cabinet = cabinets[index];
  if (cabinet === undefined || !mayLower(cabinet, limitC)) return undefined;
  const next = cabinet.steps.findLast((step) => step < (limits[index] ?? 100));
  return next === undefined ? undefined : limits.with(index, next);
}

function mayLower({ moves, tempC }: ControlledCabinet, limitC: number): boolean {
  return moves !== 'nothing' || tempC >= limitC + LATE_K;
}
