/** The bands of a spectrum in a device definition: written once, read as a row of points. */

import { z } from 'zod';
import { phrase } from '../../model/phrase.ts';
import { type BandWidth, bandsBetween } from '../../model/sound/bands.ts';
import type { DefinitionProblem } from './problem.ts';

/** Which bands a device gives. */
export const bandsFields = {
  per: z.enum(['octave', 'third']).describe('Width of the bands'),
  from: z.number().describe('Nominal frequency of the first band, Hz: thirds from 12.5, octaves from 31.5'),
  to: z.number().describe('Nominal frequency of the last band, Hz: thirds to 16000, octaves to 8000'),
};

/** Bands as they are written. */
export interface BandsEntry {
  readonly per: BandWidth;
  readonly from: number;
  readonly to: number;
}

/** Id of the point that holds a band. */
export function bandPointId(bandHz: number): string {
  return `sound.band.${bandHz}`;
}

/** The frequency of a point that holds a band; undefined for any other point. */
export function bandHzOf(pointId: string): number | undefined {
  return pointId.startsWith('sound.band.') ? Number(pointId.slice('sound.band.'.length)) : undefined;
}

/** The bands, or none where they are written wrongly. */
export function bandsOf(entry: BandsEntry | undefined): readonly number[] {
  return entry === undefined ? [] : (bandsBetween(entry.per, entry.from, entry.to) ?? []);
}

/** Bands that are none, and bands written as single points. */
export function checkBands(
  entry: BandsEntry | undefined,
  points: readonly { readonly quantity: string }[],
): DefinitionProblem[] {
  const single = points.flatMap(({ quantity }, index) => {
    if (quantity !== 'sound.band') return [];
    const path = ['points', index, 'quantity'];
    return [{ path, message: phrase('band-no-point'), fix: phrase('write-under-bands') }];
  });
  if (entry === undefined || bandsBetween(entry.per, entry.from, entry.to) !== null) return single;
  const message = phrase('no-bands', { from: entry.from, to: entry.to, width: entry.per });
  const fix = phrase('write-nominal');
  return [...single, { path: ['bands', 'from'], message, fix }];
}
