/**
 * Which power limit each cabinet gets while the noise caps its fans. Derating comes last, and early enough for the heat
 * to follow: only when the caps let a cabinet grow too hot within a few minutes, and where it costs the least power.
 * Power returns as soon as the model allows.
 */

import { energyOf } from '../../acoustics/levels/level.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { PermittedMoves } from '../outputs/relay-wear.ts';
import {
  coolestPoint,
  type Load,
  type OperatingPoint,
  powerAt,
  type ReceptorConstraint,
} from './operating-point.ts';
import { quietestAt } from './quietest-operation.ts';

/** One cabinet with its limit. */
export interface ControlledCabinet {
  readonly load: Omit<Load, 'power' | 'converters'>;
  /** Power it would take without a limit, and takes now, shares of rated power. */
  readonly demand: number;
  readonly power: number;
  readonly tempC: number;
  /** Steps of its limit, percent, ascending; the lowest is the one the cars' least power allows. */
  readonly steps: readonly number[];
  readonly limitPct: number;
  /** What its relays allow now; beyond `LATE_K` they move regardless. */
  readonly moves: PermittedMoves;
}

/** What bounds the choice of limits. */
export interface StepLimits {
  /** Temperature that no cabinet shall pass, C. */
  readonly limitC: number;
}

/** Derate when the caps let a cabinet pass the limit within this time, because the heat lags by about as much. */
const AHEAD_S = 150;
/** Power returns only where the cabinet then stays this much below the limit, K, and only for at least this share. */
const RETURN_K = 0.7;
const RETURN_SHARE = 0.03;
/** This far above the limit, K, the hold of the relays no longer counts. */
export const LATE_K = 0.4;
/** A cut that lowers the level by less than 0.3 dB is heard by nobody. */
const AUDIBLE = energyOf(0.3);

/** The operating point when each cabinet takes its demand under these limits. */
function pointAt(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
): OperatingPoint {
  return coolestPoint(
    cabinets.map((cabinet, index) => loadAt(cabinet, limits[index] ?? 100)),
    constraints,
  );
}

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
    const { fans, converters } = quietestAt(cabinets, limits, constraint);
    const then = quietestAt(cabinets, less, constraint);
    const isAbove = fans + converters > constraint.allowed;
    return isAbove && fans + converters >= AUDIBLE * (then.fans + then.converters);
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

/** The way back that gives most, or undefined where none can stay. */
function raised(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] | undefined {
  if (cabinets.every(({ steps }, index) => (limits[index] ?? 100) >= (steps.at(-1) ?? 100))) return undefined;
  const least = outlook(cabinets, limits, constraints).served;
  const candidates = cabinets
    .flatMap(({ steps, moves }, index) =>
      (moves === 'up and down' ? steps : [])
        .filter((step) => step > (limits[index] ?? 100))
        .map((step) => limits.with(index, step)),
    )
    .map((candidate) => outlook(cabinets, candidate, constraints))
    .filter(
      ({ tempC, served, isFree }) => tempC <= limitC - RETURN_K && (isFree || served > least + RETURN_SHARE),
    );
  return candidates.length === 0 ? undefined : most(candidates).limits;
}

interface Outlook {
  readonly limits: readonly number[];
  readonly tempC: number;
  /** Power that flows then, sum over all cabinets of shares of rated power. */
  readonly served: number;
  /** Only the cars limit the power of each cabinet. */
  readonly isFree: boolean;
}

/** What these limits lead to in steady state. */
function outlook(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
): Outlook {
  const { tempC } = pointAt(cabinets, limits, constraints);
  let served = 0;
  let demand = 0;
  cabinets.forEach((cabinet, index) => {
    served += powerAt(loadAt(cabinet, limits[index] ?? 100), tempC);
    demand += cabinet.demand;
  });
  return { limits, tempC, served, isFree: served >= demand };
}

function most(candidates: readonly Outlook[]): Outlook {
  // Among equals the highest limits, because a step that limits nobody costs a relay move later.
  const height = ({ limits }: Outlook): number => limits.reduce((sum, limit) => sum + limit, 0);
  return candidates.reduce((best, one) => {
    if (Math.abs(one.served - best.served) > 1e-9) return one.served > best.served ? one : best;
    return height(one) > height(best) ? one : best;
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

function loadAt(cabinet: ControlledCabinet, limitPct: number): Load {
  const share = limitShare(limitPct);
  const power = Math.min(cabinet.demand, share);
  return { ...cabinet.load, power, converters: Math.min(Math.max(cabinet.power, power), share) };
}

function limitShare(limitPct: number): number {
  return (INPUT_PER_OUTPUT * limitPct) / 100;
}
