/**
 * How the A-weighted energy of each kind of source is spread over thirds. Levels stay what they are: a shape only divides
 * them, so the A-weighted sum of the bands is the level (docs/acoustics.md, Spectra of the simulated station).
 */

import { thirdsHz } from '../../src/model/sound/bands.ts';
import type { SoundKind } from './sound-meters.ts';

/** Parts of A-weighted energy by third, together 1. */
export type Shape = Float64Array;

/** IEC 61672-1:2013 table 3 by third, 12.5 Hz to 16 kHz, dB. */
const aDb = [
  -63.4, -56.7, -50.5, -44.7, -39.4, -34.6, -30.2, -26.2, -22.5, -19.1, -16.1, -13.4, -10.9, -8.6, -6.6, -4.8,
  -3.2, -1.9, -0.8, 0, 0.6, 1.0, 1.2, 1.3, 1.2, 1.0, 0.5, -0.1, -1.1, -2.5, -4.3, -6.6,
] as const;
const cDb = [
  -11.2, -8.5, -6.2, -4.4, -3.0, -2.0, -1.3, -0.8, -0.5, -0.3, -0.2, -0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.1,
  -0.2, -0.3, -0.5, -0.8, -1.3, -2.0, -3.0, -4.4, -6.2, -8.5,
] as const;

/** Energy without weighting for one of A-weighted energy, by third. */
export const unweighted = Float64Array.from(aDb, (db) => 10 ** (-db / 10));
/** C-weighted energy for one of energy without weighting. */
export const cWeighted = Float64Array.from(cDb, (db) => 10 ** (db / 10));

const octaveCentresHz = [16, 31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000];

/** A-weighted octave levels, 16 Hz to 16 kHz, against their sum. */
const octavesDb = {
  /** Mean of three sides of a fan-cooled 225 kW converter, the nearest measured relative of a charger; ends extrapolated. */
  converter: [-64, -45, -31.7, -22.3, -8.4, -5.5, -4.6, -7.7, -13.7, -23.2, -34],
  /** ANSI S3.5-1997, normal vocal effort; low end and 16 kHz by slope. */
  speech: [-90, -70, -45, -24, -11, -3, -6.5, -10, -15.5, -23, -33],
  /** Road traffic far away: EN 1793-3 with what air takes from the high bands; low end by slope. */
  background: [-55, -40, -26, -16.5, -11, -7, -4.2, -7.5, -17, -30, -45],
  /** EN 1793-3 normalised traffic noise spectrum; ends by slope. */
  traffic: [-52, -37, -25, -14.5, -10.2, -7.2, -3.9, -6.4, -12, -21, -31],
  /** Wind at the microphone is low, rain on leaves and roofs is high. Assumed. */
  weather: [-38, -28, -22, -18, -15, -11, -7, -5, -6, -9, -14],
  /** Assumed. */
  dog: [-80, -65, -50, -35, -15, -6, -3, -8, -15, -25, -40],
  /** A diesel engine idling: firing and its harmonics. Assumed. */
  truck: [-45, -28, -15, -11, -8, -6, -5, -9, -16, -25, -36],
  /** Sirens and building works. Assumed. */
  other: [-70, -50, -35, -22, -13, -6, -3.5, -6.5, -12, -20, -30],
} as const;

/** The shape of what a cabinet's fans and electronics sound like without their tones. */
export const converterShape = shapeOf(octavesDb.converter);

/** Of all kinds that are no part of the cabinets. */
export const shapes: Readonly<Record<Exclude<SoundKind, 'equipment'>, Shape>> = {
  vehicles: converterShape,
  background: shapeOf(octavesDb.background),
  people: shapeOf(octavesDb.speech),
  traffic: shapeOf(octavesDb.traffic),
  weather: shapeOf(octavesDb.weather),
  dog: shapeOf(octavesDb.dog),
  truck: shapeOf(octavesDb.truck),
  other: shapeOf(octavesDb.other),
};

/**
 * The shape behind a cover and some metres of air: a cover takes more from high bands than from low ones (about 3 dB an
 * octave, less where openings decide), air some hundredths of a dB a metre above 2 kHz (ISO 9613-1, 10 C, 70 %).
 */
export function transmitted(shape: Shape, insertionLossDb: number, distanceM: number): Shape {
  const slopeDb = Math.min(3, insertionLossDb / 5);
  return normalised(
    shape.map((share, band) => {
      const hz = thirdsHz[band] ?? 1000;
      const coverDb = Math.max(-insertionLossDb, slopeDb * Math.log2(Math.min(hz, 4000) / 500));
      return share * 10 ** (-(coverDb + airDbPerM(hz) * distanceM) / 10);
    }),
  );
}

/** A tone of this frequency through third-octave filters, of which each lets some of its neighbours through. */
export function toneShape(toneHz: number): Shape {
  const hz = Math.round(toneHz);
  const known = toneShapes.get(hz);
  if (known !== undefined) return known;
  const shape = filteredTone(hz);
  toneShapes.set(hz, shape);
  return shape;
}

/** By whole Hz: fans pass the same speeds again and again. */
const toneShapes = new Map<number, Shape>();

function filteredTone(toneHz: number): Shape {
  const last = thirdsHz.length - 1;
  const heldHz = Math.min(Math.max(toneHz, thirdsHz[0] ?? toneHz), thirdsHz[last] ?? toneHz);
  return normalised(
    Float64Array.from(thirdsHz, (_, band) => {
      const off = 3 * Math.log2(heldHz / exactHz(band));
      return 1 / (1 + (2 * off) ** 6);
    }),
  );
}

function shapeOf(levelsDb: readonly number[]): Shape {
  return normalised(Float64Array.from(thirdsHz, (hz) => 10 ** (interpolatedDb(levelsDb, hz) / 10)));
}

function normalised(shape: Shape): Shape {
  const sum = shape.reduce((total, share) => total + share, 0);
  return shape.map((share) => share / sum);
}

/** Straight lines over the logarithm of the frequency; the first and the last go on beyond their ends. */
function interpolatedDb(levelsDb: readonly number[], hz: number): number {
  const place = octaveCentresHz.findIndex((centreHz) => centreHz > hz);
  const high = place === -1 ? octaveCentresHz.length - 1 : Math.max(1, place);
  const [lowHz, highHz] = [octaveCentresHz[high - 1] ?? hz, octaveCentresHz[high] ?? hz];
  const [lowDb, highDb] = [levelsDb[high - 1] ?? 0, levelsDb[high] ?? 0];
  return lowDb + ((highDb - lowDb) * Math.log2(hz / lowHz)) / Math.log2(highHz / lowHz);
}

function airDbPerM(hz: number): number {
  return 0.0037 * (hz / 1000) ** 1.6;
}

/** Band 19 of the list is 1 kHz; ten bands are a decade (IEC 61260-1, 5.2.1). */
function exactHz(band: number): number {
  return 1000 * 10 ** ((band - 19) / 10);
}
