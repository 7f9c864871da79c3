/**
 * The most that a steady source can be, from its quietest moments: nothing takes sound away, so what is heard in any
 * second is at least the source. The ratio of what is heard to what a model says of the source, in the quietest seconds
 * of each minute, is therefore a ceiling for the ratio of truth to model; it needs no background and no fit. Plain JSON.
 */

export interface QuietRatio {
  /** The lowest ratios of the running minute, ascending, and how many seconds it has had. */
  readonly lowest: readonly number[];
  readonly seconds: number;
  /** One ratio a minute, oldest first; null for a minute in which the source hardly stood still. */
  readonly minutes: readonly (number | null)[];
}

/** The third lowest of a minute: a single second may be out of step with what was read of the source. */
const RANK = 3;
const MINUTE_S = 60;
/** The ceiling is the lowest of this many latest minutes, since paths change. */
const MINUTES_MAX = 3;

/** Nothing heard yet. */
export function emptyQuietRatio(): QuietRatio {
  return { lowest: [], seconds: 0, minutes: [] };
}

/** Takes one second: energy heard over energy modelled; null while the source was changing. */
export function quietRatioStep(before: QuietRatio, ratio: number | null): QuietRatio {
  const lowest = ratio === null ? before.lowest : withRatio(before.lowest, ratio);
  const seconds = before.seconds + 1;
  if (seconds < MINUTE_S) return { lowest, seconds, minutes: before.minutes };
  const ofMinute = lowest.length < RANK ? null : (lowest[RANK - 1] ?? null);
  return { lowest: [], seconds: 0, minutes: [...before.minutes.slice(1 - MINUTES_MAX), ofMinute] };
}

/** The ceiling now; null without a minute that says one. */
export function quietCeiling({ minutes }: QuietRatio): number | null {
  const known = minutes.filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function withRatio(lowest: readonly number[], ratio: number): readonly number[] {
  const last = lowest[RANK - 1];
  if (last !== undefined && ratio >= last) return lowest;
  return [...lowest, ratio].sort((a, b) => a - b).slice(0, RANK);
}
