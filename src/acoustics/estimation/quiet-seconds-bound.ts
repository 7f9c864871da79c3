/**
 * An upper bound on a steady source from its quietest moments: nothing takes sound away, so the measured energy of any
 * second is at least that of the source. The ratio of measured to modelled energy in the quietest seconds of each
 * minute is therefore a ceiling for the ratio of truth to model; it needs no background and no fit. Plain JSON.
 */

/** The ratios of the latest minutes. */
export interface QuietRatio {
  /** The lowest ratios of the running minute, ascending, and the number of its seconds. */
  readonly lowest: readonly number[];
  readonly seconds: number;
  /** One ratio per minute, oldest first; null for a minute in which the source was hardly ever steady. */
  readonly minutes: readonly (number | null)[];
}

/** The third lowest of a minute: a single second may be out of step with the readings of the source. */
const RANK = 3;
const MINUTE_S = 60;
/** The ceiling is the lowest of this many latest minutes, since paths change. */
const MINUTES_MAX = 3;

/** The state before the first sample. */
export function emptyQuietRatio(): QuietRatio {
  return { lowest: [], seconds: 0, minutes: [] };
}

/** Takes one second: measured over modelled energy; null while the source was changing. */
export function quietRatioStep(before: QuietRatio, ratio: number | null): QuietRatio {
  const lowest = ratio === null ? before.lowest : withRatio(before.lowest, ratio);
  const seconds = before.seconds + 1;
  if (seconds < MINUTE_S) return { lowest, seconds, minutes: before.minutes };
  const ofMinute = lowest.length < RANK ? null : (lowest[RANK - 1] ?? null);
  return { lowest: [], seconds: 0, minutes: [...before.minutes.slice(1 - MINUTES_MAX), ofMinute] };
}

/** The ceiling now; null without a minute that gives one. */
export function quietCeiling({ minutes }: QuietRatio): number | null {
  const known = minutes.filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function withRatio(lowest: readonly number[], ratio: number): readonly number[] {
  const last = lowest[RANK - 1];
  if (last !== undefined && ratio >= last) return lowest;
  return [...lowest, ratio].sort((a, b) => a - b).slice(0, RANK);
}
