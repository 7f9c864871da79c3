/**
 * How level falls with distance: a small source over hard ground, near enough to ignore air absorption.
 * For commissioning: nominal levels of the site file. Control does not call it; sources: docs/acoustics.md, Propagation and covers.
 */

const HEMISPHERE_DB = 10 * Math.log10(2 * Math.PI);

/** Level at `toM` of a point source that makes `levelDb` at `fromM`: 6 dB less per doubling. */
export function levelAtDistance(levelDb: number, fromM: number, toM: number): number {
  if (!(fromM > 0 && toM > 0)) throw new Error(`assertion: no distance from ${fromM} to ${toM} m`);
  return levelDb - 20 * Math.log10(toM / fromM);
}

/** Sound pressure level at a distance from a sound power level, radiating into a hemisphere, dB. */
export function pressureLevel(powerLevelDb: number, distanceM: number): number {
  return levelAtDistance(powerLevelDb - HEMISPHERE_DB, 1, distanceM);
}

/** Sound power level from the sound pressure level at 1 m over hard ground, dB. */
export function powerLevel(levelAt1mDb: number): number {
  return levelAt1mDb + HEMISPHERE_DB;
}

/** ISO 9613-2: a point source radiates into a sphere, with the constant of the standard and its directivity correction. */
const SPHERE_DB = 11;
/** Hard ground: half of the sphere. */
const HARD_GROUND_DB = 3;

/** Level at a distance by divergence alone, dB (ISO 9613-2:1996, 6 and 7.1): 8 dB below the power at 1 m over hard ground. */
export function divergedLevel(
  powerLevelDb: number,
  distanceM: number,
  directivityDb = HARD_GROUND_DB,
): number {
  return levelAtDistance(powerLevelDb + directivityDb - SPHERE_DB, 1, distanceM);
}
