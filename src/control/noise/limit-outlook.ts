/** Where given power limits lead: the operating point and the power that flows. */

import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { PermittedMoves } from '../outputs/relay-wear.ts';
import type { DemandSpread } from './demand-spread.ts';
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
  /** What was asked of it lately. */
  readonly asked: DemandSpread;
  readonly tempC: number;
  /** Steps of its limit, percent, ascending; the lowest is the one the cars' least power allows. */
  readonly steps: readonly number[];
  readonly limitPct: number;
  /** What its cars needed at least lately, percent: below it the next car would raise the limit again. */
  readonly likelyLeastPct: number;
  /** Moves of its relays in the last eight hours; absent where its limit is a register. */
  readonly relayMoves?: number;
  /** Time since its limit moved, s. */
  readonly stillS: number;
  /** What its relays allow now; beyond `LATE_K` they move regardless. */
  readonly moves: PermittedMoves;
}

/** Powers that differ by less are the same. */
const EQUAL = 1e-9;

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
}

/** What these limits lead to in steady state. */
export function outlook(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
): Outlook {
  const { tempC } = pointAt(cabinets, limits, constraints);
  const served = cabinets.reduce(
    (sum, cabinet, index) => sum + powerAt(loadAt(cabinet, limits[index] ?? 100), tempC),
    0,
  );
  return { limits, tempC, served };
}

/** Among equals the highest limits. */
export function most(candidates: readonly Outlook[]): Outlook {
  const height = ({ limits }: Outlook): number => limits.reduce((sum, limit) => sum + limit, 0);
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
