/**
 * Which power limit each cabinet gets while the noise caps its fans. Derating is the last step and comes early enough
 * for the heat to follow: only where the caps let a cabinet grow too hot in a few minutes, and then where least power
 * is lost for it. Power returns as soon as the model allows.
 */

import { temperatureAfter } from '../heat/heat-model.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import { coolestPoint, type Listener, type Load, type OperatingPoint } from './operating-point.ts';

/** One cabinet with its limit. */
export interface Steered {
  readonly load: Omit<Load, 'power' | 'humming'>;
  /** Share of rated power it would take without a limit, and takes now. */
  readonly want: number;
  readonly power: number;
  readonly tempC: number;
  /** Steps of its limit, percent, ascending; the lowest is the one the cars' least power allows. */
  readonly steps: readonly number[];
  readonly limitPct: number;
}

export interface StepLimits {
  /** Temperature that no cabinet shall pass, C. */
  readonly limitC: number;
}

/** The caps let a cabinet pass the limit within this time: derate now. The heat lags by so much. */
const AHEAD_S = 150;
/** Power returns only to where it can stay: so much below the limit, K. */
const RETURN_K = 1;

/** The operating point when each cabinet takes what it wants under these limits. */
export function pointAt(
  cabinets: readonly Steered[],
  limits: readonly number[],
  listeners: readonly Listener[],
): OperatingPoint {
  return coolestPoint(
    cabinets.map((cabinet, index) => loadAt(cabinet, limits[index] ?? 100)),
    listeners,
  );
}

/** New limits for all cabinets, percent; the same where nothing must change. */
export function chooseLimits(
  cabinets: readonly Steered[],
  listeners: readonly Listener[],
  { limitC }: StepLimits,
): readonly number[] {
  const limits = cabinets.map(({ limitPct }) => limitPct);
  const now = pointAt(cabinets, limits, listeners);
  if (now.tempC > limitC) {
    return getsTooHot(cabinets, limits, now, limitC) ? lowered(cabinets, limits, listeners, limitC) : limits;
  }
  const hottest = cabinets.findIndex(({ tempC }) => tempC >= limitC);
  // Hotter than the model says it can be at this sound: the model is wrong, the sensor is not.
  if (hottest >= 0 && isCapped(cabinets, limits, now, hottest)) return stepped(cabinets, limits, hottest, -1) ?? limits;
  return raised(cabinets, limits, listeners, limitC) ?? limits;
}

/** Power that these limits take away, as share of rated power. */
export function lostPower(cabinets: readonly Steered[], limits: readonly number[]): number {
  return cabinets.reduce(
    (sum, cabinet, index) => sum + Math.max(0, cabinet.want - limitShare(limits[index] ?? 100)),
    0,
  );
}

function getsTooHot(
  cabinets: readonly Steered[],
  limits: readonly number[],
  { tempC, speeds }: OperatingPoint,
  limitC: number,
): boolean {
  if (tempC === Number.POSITIVE_INFINITY) return true;
  return cabinets.some((cabinet, index) => {
    const { model, outdoorC } = cabinet.load;
    const { power } = loadAt(cabinet, limits[index] ?? 100);
    const speed = Math.min(1, speeds[index] ?? 1);
    const drive = { seconds: AHEAD_S, power, speeds: model.coefficients.slice(2).map(() => speed), outdoorC };
    return temperatureAfter(model, cabinet.tempC, drive) > limitC;
  });
}

/** Step after step, each where it leaves the most power for a point that is cool enough. */
function lowered(
  cabinets: readonly Steered[],
  from: readonly number[],
  listeners: readonly Listener[],
  limitC: number,
): readonly number[] {
  let limits = from;
  for (;;) {
    const candidates = cabinets
      .map((_, index) => stepped(cabinets, limits, index, -1))
      .filter((candidate) => candidate !== undefined)
      .map((candidate) => ({
        limits: candidate,
        tempC: pointAt(cabinets, candidate, listeners).tempC,
        lost: lostPower(cabinets, candidate),
      }));
    if (candidates.length === 0) return limits;
    const enough = candidates.filter(({ tempC }) => tempC <= limitC);
    if (enough.length > 0) return enough.reduce((least, one) => (one.lost < least.lost ? one : least)).limits;
    const next = candidates.reduce((best, one) => (one.tempC < best.tempC ? one : best));
    limits = next.limits;
  }
}

/** One step back where it gives most, or undefined where none can stay. */
function raised(
  cabinets: readonly Steered[],
  limits: readonly number[],
  listeners: readonly Listener[],
  limitC: number,
): readonly number[] | undefined {
  const candidates = cabinets
    .map((_, index) => stepped(cabinets, limits, index, 1))
    .filter((candidate) => candidate !== undefined)
    .filter((candidate) => pointAt(cabinets, candidate, listeners).tempC <= limitC - RETURN_K)
    .map((candidate) => ({ limits: candidate, lost: lostPower(cabinets, candidate) }));
  if (candidates.length === 0) return undefined;
  return candidates.reduce((least, one) => (one.lost < least.lost ? one : least)).limits;
}

/** The limits with one cabinet a step lower or higher; undefined where there is none. */
function stepped(
  cabinets: readonly Steered[],
  limits: readonly number[],
  index: number,
  direction: 1 | -1,
): readonly number[] | undefined {
  const steps = cabinets[index]?.steps ?? [];
  const now = limits[index] ?? 100;
  const next = direction < 0 ? steps.findLast((step) => step < now) : steps.find((step) => step > now);
  return next === undefined ? undefined : limits.with(index, next);
}

function isCapped(
  cabinets: readonly Steered[],
  limits: readonly number[],
  { speeds }: OperatingPoint,
  index: number,
): boolean {
  return (speeds[index] ?? 1) < 1 && cabinets[index] !== undefined && limits[index] !== undefined;
}

function loadAt(cabinet: Steered, limitPct: number): Load {
  const share = limitShare(limitPct);
  const power = Math.min(cabinet.want, share);
  return { ...cabinet.load, power, humming: Math.min(Math.max(cabinet.power, power), share) };
}

function limitShare(limitPct: number): number {
  return (INPUT_PER_OUTPUT * limitPct) / 100;
}
