/**
 * Decibel arithmetic. Levels are dB, energies are dimensionless (squared pressure over its reference); only energies
 * are added, never decibels. Without energy there is no level, so the result is null, never NaN or infinity.
 */

/**
 * Energy of a level in dB: 10^(L/10). Throws on a level without a finite energy: such a reading should have been a
 * fault.
 */
export function energyOf(levelDb: number): number {
  const energy = 10 ** (levelDb / 10);
  if (!(energy < Number.POSITIVE_INFINITY)) throw new Error(`assertion: ${levelDb} dB is no level`);
  return energy;
}

/** Level of an energy in dB; null where there is no energy. */
export function levelOf(energy: number): number | null {
  return energy > 0 && energy < Number.POSITIVE_INFINITY ? 10 * Math.log10(energy) : null;
}

/** Energy mean of levels of equal duration, dB (GB 12348-2008 3.3); null without levels. */
export function meanLevels(levelsDb: readonly number[]): number | null {
  return levelsDb.length === 0 ? null : levelOf(energySum(levelsDb) / levelsDb.length);
}

/** Level of `totalDb` without `backgroundDb`, dB (ISO 1996-2:2017 10.4); null where nothing remains. */
export function differenceLevels(totalDb: number, backgroundDb: number): number | null {
  return levelOf(energyOf(totalDb) - energyOf(backgroundDb));
}

function energySum(levelsDb: readonly number[]): number {
  let energy = 0;
  for (const levelDb of levelsDb) energy += energyOf(levelDb);
  return energy;
}
