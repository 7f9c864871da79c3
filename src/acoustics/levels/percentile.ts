/**
 * LN: the level exceeded N percent of the time, so L10 is the 90th percentile and L90 is near the background.
 * Three conventions are in use and differ by up to 1 dB on ten samples, so a report says which one it carries.
 */

/**
 * `linear` is type 7 (R, numpy), used here; `mean-rank` is type 6 (NoiseCapture); `order-statistic` is always a sample.
 */
export type PercentileKind = 'linear' | 'mean-rank' | 'order-statistic';

/** LN of samples of equal duration, dB, with N = `exceededPct`; null for no samples. */
export function exceededLevel(
  levelsDb: readonly number[],
  exceededPct: number,
  kind: PercentileKind = 'linear',
): number | null {
  const sorted = levelsDb.toSorted((a, b) => a - b);
  return interpolate(
    rankOf(exceededPct, sorted.length, kind),
    sorted.length,
    (index) => sorted[index] ?? null,
  );
}

/**
 * The value at a fractional rank among `count` ascending ones, counted from 0. Ranks beyond the ends give the ends.
 * Shared with the histogram, which knows its values by rank only.
 */
export function interpolate(
  rank: number,
  count: number,
  valueAt: (index: number) => number | null,
): number | null {
  if (count === 0) return null;
  const clamped = Math.min(Math.max(rank, 0), count - 1);
  const below = valueAt(Math.floor(clamped));
  const above = valueAt(Math.ceil(clamped));
  if (below === null || above === null) return null;
  return below + (above - below) * (clamped - Math.floor(clamped));
}

/** Fractional rank, from 0, of LN among `count` ascending values. */
export function rankOf(exceededPct: number, count: number, kind: PercentileKind = 'linear'): number {
  const share = 1 - exceededPct / 100;
  switch (kind) {
    case 'linear':
      return (count - 1) * share;
    case 'mean-rank':
      return (count + 1) * share - 1;
    case 'order-statistic':
      return count - Math.max(1, Math.ceil((count * exceededPct) / 100));
  }
}
