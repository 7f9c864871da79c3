/**
 * Levels of a long period in classes of 0.1 dB, as sound level meters keep them: a night is 28,800 samples, its
 * histogram a few hundred numbers. A class is named by its centre, so a percentile is at most 0.05 dB off.
 * Plain JSON; never changed in place.
 */

import { interpolate, rankOf } from './percentile.ts';

const CLASSES_PER_DB = 10;
/** No sound level is lower; bounds the memory that a broken meter can use. */
const LOWEST_DB = -20;
const HIGHEST_DB = 200;

/** Counts of samples by class of 0.1 dB. */
export interface LevelHistogram {
  /** Centre of the first class in tenths of a dB. */
  readonly firstClass: number;
  /** Samples in each class, ascending, without empty classes at the ends. */
  readonly counts: readonly number[];
}

/** The histogram of no samples. */
export function emptyHistogram(): LevelHistogram {
  return { firstClass: 0, counts: [] };
}

/** The histogram with more samples of equal duration, dB. */
export function addLevels(histogram: LevelHistogram, levelsDb: readonly number[]): LevelHistogram {
  if (levelsDb.length === 0) return histogram;
  const classes = levelsDb.map(classOf);
  let first = histogram.counts.length === 0 ? Number.POSITIVE_INFINITY : histogram.firstClass;
  let last = histogram.counts.length === 0 ? Number.NEGATIVE_INFINITY : lastClass(histogram);
  for (const levelClass of classes) {
    first = Math.min(first, levelClass);
    last = Math.max(last, levelClass);
  }
  const counts = new Array<number>(last - first + 1).fill(0);
  histogram.counts.forEach((count, index) => {
    counts[histogram.firstClass - first + index] = count;
  });
  for (const levelClass of classes) counts[levelClass - first] = (counts[levelClass - first] ?? 0) + 1;
  return { firstClass: first, counts };
}

/** LN of the histogram, dB, type 7 between the centres of the classes; null for no samples. */
export function exceededInHistogram(histogram: LevelHistogram, exceededPct: number): number | null {
  const count = histogram.counts.reduce((sum, samples) => sum + samples, 0);
  return interpolate(rankOf(exceededPct, count), count, (rank) => centreAt(histogram, rank));
}

function centreAt(histogram: LevelHistogram, rank: number): number | null {
  let below = 0;
  for (const [index, count] of histogram.counts.entries()) {
    below += count;
    if (rank < below) return (histogram.firstClass + index) / CLASSES_PER_DB;
  }
  return null;
}

function classOf(levelDb: number): number {
  if (Number.isNaN(levelDb)) throw new Error('assertion: NaN is no level');
  return Math.round(Math.min(Math.max(levelDb, LOWEST_DB), HIGHEST_DB) * CLASSES_PER_DB);
}

function lastClass(histogram: LevelHistogram): number {
  return histogram.firstClass + histogram.counts.length - 1;
}
