/** Where given power limits lead: the operating point, the power that flows, and whether the cars alone limit it. */

import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { PermittedMoves } from '../outputs/relay-wear.ts';
import {
  coolestPoint,
  type Load,
  type OperatingPoint,
  powerAt,
  type ReceptorConstraint,
} from './operating-point.ts';

/** One cabinet with its limit. */
export interface ControlledCabinet {
  readonly load: Omit<Load, 'power' | 'converters'>;
  /** Power it would take without a limit, and takes now, shares of rated power. */
  readonly demand: number;
  readonly power: number;
  /** What its cars may soon take again, at least the demand; absent: no more than that. */
  readonly expected?: number;
  readonly tempC: number;
  /** Steps of its limit, percent, ascending; the lowest is the one the cars' least power allows. */
  readonly steps: readonly number[];
  readonly limitPct: number;
  /** So many of the night's moves are used up that each further one must be worth it; absent: not yet. */
  readonly isRationed?: boolean;
  /** What its relays allow now; beyond `LATE_K` they move regardless. */
  readonly moves: PermittedMoves;
}

/** Powers that differ by less are the same. */
export const EQUAL = 1e-9;

/** The operating point when each cabinet takes its demand under these limits. */
export function pointAt(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
): OperatingPoint {
  return coolestPoint(
    cabinets.map((cabinet, index) => loadAt(cabinet, limits[index] ?? 100)),
    constraints,
  );
}

/** What some limits lead to. */
export interface Outlook {
  readonly limits: readonly number[];
  readonly tempC: number;
  /** Power that flows then, sum over all cabinets of shares of rated power. */
  readonly served: number;
  /** Only the cars limit the power of each cabinet. */
  readonly isFree: boolean;
}

/** What these limits lead to in steady state. */
export function outlook(
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

/** Among equals the highest limits on the way down, the lowest (`sense` -1) on the way up. */
export function most(candidates: readonly Outlook[], sense: 1 | -1 = 1): Outlook {
  const height = ({ limits }: Outlook): number => sense * limits.reduce((sum, limit) => sum + limit, 0);
  return candidates.reduce((best, one) => {
    if (Math.abs(one.served - best.served) > EQUAL) return one.served > best.served ? one : best;
    return height(one) > height(best) ? one : best;
  });
}

/** A cabinet as it would run under a limit. */
export function loadAt(cabinet: ControlledCabinet, limitPct: number): Load {
  const share = limitShare(limitPct);
  const power = Math.min(cabinet.demand, share);
  return { ...cabinet.load, power, converters: Math.min(Math.max(cabinet.power, power), share) };
}

/** Share of rated power at the input that a limit allows. */
export function limitShare(limitPct: number): number {
  return (INPUT_PER_OUTPUT * limitPct) / 100;
}
