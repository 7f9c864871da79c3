/**
 * Which power limit each cabinet gets while the noise caps its fans. Derating comes last, and early enough for the heat
 * to follow: only when the caps let a cabinet grow too hot within a few minutes, and where it costs the least power.
 * Power returns as soon as the model allows.
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
import { raised } from './power-return.ts';
import { quietestAt, totalOf } from './quietest-operation.ts';

/** What bounds the choice of limits. */
export interface StepLimits {
  /** Temperature that no cabinet shall pass, C. */
  readonly limitC: number;
}

/** Derate when the caps let a cabinet pass the limit within this time, because the heat lags by about as much. */
const AHEAD_S = 150;
/** This far above the limit, K, the hold of the relays no longer counts. */
export const LATE_K = 0.4;
/** A cut that lowers the level by less than 0.3 dB is heard by nobody. */
const AUDIBLE = energyOf(0.3);

/** The chosen limits and the operating point. */
export interface Choice {
  /** New limits, percent; unchanged where nothing must change. */
  readonly limits: readonly number[];
  /** The operating point under the present limits: fans follow the power that flows now. */
  readonly now: OperatingPoint;
}

/** The operating point now, and the new limits. */
export function chooseLimits(
  cabinets: readonly ControlledCabinet[],
  constraints: readonly ReceptorConstraint[],
  bounds: StepLimits,
): Choice {
  const limits = cabinets.map(({ limitPct }) => limitPct);
  const now = pointAt(cabinets, limits, constraints);
  return { limits: newLimits(cabinets, limits, now, constraints, bounds), now };
}

function newLimits(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  now: OperatingPoint,
  constraints: readonly ReceptorConstraint[],
  { limitC }: StepLimits,
): readonly number[] {
  if (now.tempC > limitC) {
    return getsTooHot(cabinets, limits, now, limitC)
      ? lowered(cabinets, limits, constraints, limitC)
      : limits;
  }
  const hottest = cabinets.findIndex(({ tempC }) => tempC >= limitC);
  // Hotter than the model allows at this sound: the model is wrong, not the sensor.
  if (hottest >= 0 && (now.speeds[hottest] ?? 1) < 1)
    return lower(cabinets, limits, hottest, limitC) ?? limits;
  return raised(cabinets, limits, constraints, limitC) ?? limits;
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
  if (cabinet === undefined || (cabinet.moves === 'nothing' && cabinet.tempC < limitC + LATE_K))
    return undefined;
  const next = cabinet.steps.findLast((step) => step < (limits[index] ?? 100));
  return next === undefined ? undefined : limits.with(index, next);
}
