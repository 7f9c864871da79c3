/** Rolling means of a series of levels of equal duration; mature limits pair their budget with one. */

import { energyOf, levelOf } from '../levels/level.ts';

/**
 * Energy mean of every full window of `window` values, dB. Summed afresh each time, because subtraction would drift.
 */
export function rollingMeans(levelsDb: readonly number[], window: number): readonly (number | null)[] {
  const energies = levelsDb.map(energyOf);
  const means: (number | null)[] = [];
  for (let end = window; end <= energies.length; end++) {
    let sum = 0;
    for (let index = end - window; index < end; index++) sum += energies[index] ?? 0;
    means.push(levelOf(sum / window));
  }
  return means;
}

/**
 * Allowed mean level of the next `nextS` so that the window of `windowS` stays at `capDb`, dB; null for none.
 * `pastEnergyS` is the energy of the latest windowS - nextS.
 */
export function rollingAllowance(
  capDb: number,
  windowS: number,
  pastEnergyS: number,
  nextS: number,
): number | null {
  return nextS > 0 ? levelOf((windowS * energyOf(capDb) - pastEnergyS) / nextS) : null;
}
