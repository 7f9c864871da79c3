/** What the limit standards derive from a limit of their table; the tables themselves are data in config/limits. */

import { decimalDifference } from './rounding.ts';

/** Highest LAFmax at night, dB, of frequent and of occasional short sounds (GB 12348-2008 4.1.2, 4.1.3). */
export function nightMaxima(nightLimitDb: number): { frequentDb: number; occasionalDb: number } {
  return { frequentDb: nightLimitDb + 10, occasionalDb: nightLimitDb + 15 };
}

/** Limit inside the dwelling, dB, where the boundary is less than 1 m away (GB 12348 4.1.5, GB 22337 4.1.3). */
export function indoorLimit(boundaryLimitDb: number): number {
  return boundaryLimitDb - 10;
}

/** True when the levels fluctuate by at most 3 dB, so that one minute is a measurement (GB 12348-2008 3.11, 5.4.2). */
export function isSteady(levelsDb: readonly number[]): boolean {
  return levelsDb.length > 0 && decimalDifference(Math.max(...levelsDb), Math.min(...levelsDb)) <= 3;
}
