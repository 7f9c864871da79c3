/**
 * Estimator C: how loud a cabinet's fans are, from pairs of half periods a little faster and a little slower in random
 * order (docs/acoustics.md, Fan dither). People do not know the order, so they cannot spoil the median.
 */

/** The sound of one half of a pair. */
export interface HalfPeriod {
  /** Share of full speed. */
  readonly speed: number;
  /** Energies of its seconds, without those in which the fan settles. */
  readonly energies: readonly number[];
}

/** The latest pairs that count. */
export const PAIRS_MAX = 24;
const LEAST_PAIRS = 6;
const LEAST_SECONDS = 8;

/** Energy of the fans at full speed by one pair; null when a half has too few seconds. Noise can make it negative. */
export function pairEstimate(fast: HalfPeriod, slow: HalfPeriod): number | null {
  const rise = fast.speed ** 5 - slow.speed ** 5;
  const isEnough = Math.min(fast.energies.length, slow.energies.length) >= LEAST_SECONDS;
  return isEnough && rise > 0 ? (median(fast.energies) - median(slow.energies)) / rise : null;
}

/** Median over the pairs; null when there are too few. */
export function ditherEstimate(pairs: readonly number[]): number | null {
  return pairs.length < LEAST_PAIRS ? null : median(pairs);
}

/**
 * The next number of a small generator (Numerical Recipes), 0 to 2^32 - 1. The state is the number, so a seed always
 * gives the same order.
 */
export function nextRandom(seed: number): number {
  return (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
