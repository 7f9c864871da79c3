/** Where the points of a meter stand that are levels, or that make them worthless. */

import type { Shown } from '../../devices/instruments/instrument.ts';
import { isSoundLevel } from '../../model/quantity.ts';

/** Places among the points; -1 where there is none. */
export interface SoundPlaces {
  /** Every sound level: what calibration shifts and overload makes worthless. */
  readonly levels: readonly number[];
  /** The level that is watched for being frozen. */
  readonly watched: number;
  readonly peak: number;
  readonly status: number;
  /** The bands of its spectrum, ascending, and LCeq. */
  readonly bands: readonly number[];
  readonly lceq: number;
}

/** Undefined where no point is a level or the status that may make one worthless. */
export function soundPlacesOf(points: readonly Shown[]): SoundPlaces | undefined {
  const levels = points.flatMap(({ quantity }, place) => (isSoundLevel(quantity) ? [place] : []));
  const status = points.findIndex(({ id }) => id === 'device.status');
  if (levels.length === 0 && status < 0) return undefined;
  const laeq = points.findIndex(({ id }) => id === 'sound.laeq');
  const watched = laeq >= 0 ? laeq : points.findIndex(({ id }) => id === 'sound.laf');
  const placeOf = (id: string) => points.findIndex((point) => point.id === id);
  const bands = points.flatMap(({ quantity }, place) => (quantity === 'sound.band' ? [place] : []));
  return { levels, watched, peak: placeOf('sound.lafmax'), status, bands, lceq: placeOf('sound.lceq') };
}
