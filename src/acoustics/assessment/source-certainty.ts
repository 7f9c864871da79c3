/**
 * How sure it is that a level which is known with an uncertainty lies on one side of a limit, and what may be said of the
 * source of a minute above it. Errors of a level in dB are taken as normally distributed.
 */

/** The certainty needed to name a source: above it the source is named, below it it is unknown. */
const SURE = 0.9;

/** The probability that the true level is not above the limit; `uncertaintyDb` is the standard uncertainty. */
export function chanceWithin(levelDb: number, uncertaintyDb: number, limitDb: number): number {
  if (!(uncertaintyDb > 0)) return levelDb <= limitDb ? 1 : 0;
  return normalShare((limitDb - levelDb) / uncertaintyDb);
}

/** Who made a minute above the limit. */
export type MinuteSource = 'equipment' | 'other' | 'unknown';

/** The equipment's level in a minute; `isTrusted` false: nobody vouches for it. */
export interface SourceLevel {
  readonly levelDb: number;
  readonly uncertaintyDb: number;
  readonly isTrusted: boolean;
}

/** `equipment`: it alone was surely above the limit. `other`: it surely was not. Else nothing is said. */
export function sourceOfExcess(equipment: SourceLevel | null, limitDb: number): MinuteSource {
  if (equipment === null || !equipment.isTrusted) return 'unknown';
  const within = chanceWithin(equipment.levelDb, equipment.uncertaintyDb, limitDb);
  if (within >= SURE) return 'other';
  return within <= 1 - SURE ? 'equipment' : 'unknown';
}

/** Standard normal distribution function (Abramowitz and Stegun 7.1.26; error below 1e-7). */
function normalShare(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = terms.reduce((sum, term) => (sum + term) * t, 0) * Math.exp((-z * z) / 2);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}
