/** How far rows are apart, which way they run, and what part of its row a stamp stands for: by the first rows. */

import type { Edge } from '../columns/column-meaning.ts';
import type { Stamp } from '../time/stamp-text.ts';

/** The distance of rows and their direction. */
export interface RowSteps {
  /** Most frequent distance, ms. */
  readonly stepMs: number;
  readonly isNewestFirst: boolean;
}

/** Undefined where no two rows are apart. */
export function rowSteps(stamps: readonly Stamp[]): RowSteps | undefined {
  const counts = new Map<number, number>();
  let backwards = 0;
  for (const [index, stamp] of stamps.entries()) {
    const stepMs = stamp.ms - (stamps[index - 1]?.ms ?? stamp.ms);
    if (stepMs === 0) continue;
    backwards += stepMs < 0 ? 1 : -1;
    const size = Math.abs(stepMs);
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most === undefined ? undefined : { stepMs: most[0], isNewestFirst: backwards > 0 };
}

/** What part of its row a stamp is, and how that is known. */
export interface StampMeaning {
  readonly stamp: Edge;
  readonly stampBy: 'asked' | 'named' | 'head' | 'pattern' | 'granted';
}

/** Shorter steps are not told apart from a clock that is off by a second or two. */
const LEAST_MIDDLE_STEP_MS = 10_000;

/** What is asked, named or shown; where nothing is, a stamp is taken as the begin. */
export function stampMeaning(clues: {
  readonly asked: Edge | undefined;
  readonly named: Edge | null;
  /** Begin of the measurement by the head, on the clock of the stamps. */
  readonly beginMs: number | undefined;
  readonly stamps: readonly Stamp[];
  readonly stepMs: number;
}): StampMeaning {
  const { asked, named, beginMs, stamps, stepMs } = clues;
  if (asked !== undefined) return { stamp: asked, stampBy: 'asked' };
  if (named !== null) return { stamp: named, stampBy: 'named' };
  const first = stamps[0]?.ms;
  if (beginMs !== undefined && first === beginMs) return { stamp: 'begin', stampBy: 'head' };
  if (beginMs !== undefined && first === beginMs + stepMs) return { stamp: 'end', stampBy: 'head' };
  const isMiddle =
    stepMs >= LEAST_MIDDLE_STEP_MS &&
    stamps.length > 1 &&
    stamps.every(({ ms }) => ((ms % stepMs) + stepMs) % stepMs === stepMs / 2);
  return isMiddle ? { stamp: 'middle', stampBy: 'pattern' } : { stamp: 'begin', stampBy: 'granted' };
}
