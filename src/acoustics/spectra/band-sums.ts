/** Octaves and weighted levels of a band spectrum. */

import { octavesHz, thirdsHz, widthOf } from '../../model/sound/bands.ts';
import { nominalWeightings } from '../formulas/weighting.ts';
import { energyOf, levelOf } from '../levels/level.ts';

/** Octave levels of a spectrum, dB, by nominal frequency: of thirds the sum of three. Octaves that are not whole are left out. */
export function octaveLevels(
  bandsHz: readonly number[],
  bandsDb: readonly number[],
): ReadonlyMap<number, number> {
  if (widthOf(bandsHz) === 'octave') {
    return new Map(bandsHz.flatMap((hz, band) => (bandsDb[band] === undefined ? [] : [[hz, bandsDb[band]]])));
  }
  const levels = new Map<number, number>();
  for (const hz of octavesHz) {
    const centre = thirdsHz.indexOf(hz);
    const parts = [centre - 1, centre, centre + 1].map((at) => bandsDb[bandsHz.indexOf(thirdsHz[at] ?? -1)]);
    const known = parts.filter((levelDb) => levelDb !== undefined);
    const sumDb = levelOf(known.reduce((sum, levelDb) => sum + energyOf(levelDb), 0));
    if (known.length === 3 && sumDb !== null) levels.set(hz, sumDb);
  }
  return levels;
}

/** Weighted level of a spectrum, dB; null without bands. */
export function weightedSum(
  bandsHz: readonly number[],
  bandsDb: readonly number[],
  weighting: 'A' | 'C',
): number | null {
  const energy = bandsHz.reduce((sum, hz, band) => {
    const row = nominalWeightings.get(hz);
    const levelDb = bandsDb[band];
    return row === undefined || levelDb === undefined ? sum : sum + energyOf(levelDb + row[weighting]);
  }, 0);
  return levelOf(energy);
}
