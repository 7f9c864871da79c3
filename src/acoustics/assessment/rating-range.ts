/** What is added to a level for its character: at least and at most, where not all of it is known. */

/** The sum of some terms, dB. Equal where everything is known. */
export interface RatingRange {
  readonly leastDb: number;
  readonly mostDb: number;
}

/** Known to be this, dB. */
export function exactly(addDb: number): RatingRange {
  // Not -0: it would be written as such.
  return { leastDb: addDb + 0, mostDb: addDb + 0 };
}

/** It may be all of this, dB, or nothing. */
export function upTo(addDb: number): RatingRange {
  return { leastDb: Math.min(0, addDb), mostDb: Math.max(0, addDb) };
}
