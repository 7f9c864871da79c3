/**
 * Frequency weightings A and C: the formula of IEC 61672-1 annex E, and table 3 for spectra in nominal bands.
 * For meters that give band levels. Control does not call it; sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** Pole frequencies in Hz and the gains at 1 kHz in dB, from the defining frequencies of annex E. */
export const weightingPoles = solvePoles(1000, 10 ** 1.5, 10 ** 3.9, 10 ** 2.45);

/** A weighting at a frequency, dB. */
export function aWeighting(frequencyHz: number): number {
  return rawA(frequencyHz, weightingPoles) - weightingPoles.a1000Db;
}

/** C weighting at a frequency, dB. */
export function cWeighting(frequencyHz: number): number {
  return rawC(frequencyHz, weightingPoles) - weightingPoles.c1000Db;
}

/** Weighted level of a band spectrum, dB; null for no bands. Bands are named by their nominal frequency. */
export function weightedLevel(
  bands: readonly { readonly nominalHz: number; readonly levelDb: number }[],
  weighting: 'A' | 'C',
): number | null {
  return levelOf(
    bands.reduce((sum, { nominalHz, levelDb }) => {
      const row = nominalWeightings.get(nominalHz);
      if (row === undefined) throw new Error(`assertion: ${nominalHz} Hz is no nominal band`);
      return sum + energyOf(levelDb + row[weighting]);
    }, 0),
  );
}

/** IEC 61672-1:2013 table 3: nominal frequency in Hz, A, C in dB. */
const table3: readonly (readonly [number, number, number])[] = [
  [10, -70.4, -14.3],
  [12.5, -63.4, -11.2],
  [16, -56.7, -8.5],
  [20, -50.5, -6.2],
  [25, -44.7, -4.4],
  [31.5, -39.4, -3.0],
  [40, -34.6, -2.0],
  [50, -30.2, -1.3],
  [63, -26.2, -0.8],
  [80, -22.5, -0.5],
  [100, -19.1, -0.3],
  [125, -16.1, -0.2],
  [160, -13.4, -0.1],
  [200, -10.9, 0],
  [250, -8.6, 0],
  [315, -6.6, 0],
  [400, -4.8, 0],
  [500, -3.2, 0],
  [630, -1.9, 0],
  [800, -0.8, 0],
  [1000, 0, 0],
  [1250, 0.6, 0],
  [1600, 1.0, -0.1],
  [2000, 1.2, -0.2],
  [2500, 1.3, -0.3],
  [3150, 1.2, -0.5],
  [4000, 1.0, -0.8],
  [5000, 0.5, -1.3],
  [6300, -0.1, -2.0],
  [8000, -1.1, -3.0],
  [10000, -2.5, -4.4],
  [12500, -4.3, -6.2],
  [16000, -6.6, -8.5],
  [20000, -9.3, -11.2],
];

/** Weightings by nominal third-octave frequency; every third one from 31.5 Hz is an octave. */
export const nominalWeightings: ReadonlyMap<number, { readonly A: number; readonly C: number }> = new Map(
  table3.map(([nominalHz, A, C]) => [nominalHz, { A, C }]),
);

interface Poles {
  readonly f1Hz: number;
  readonly f2Hz: number;
  readonly f3Hz: number;
  readonly f4Hz: number;
}

/** Annex E, equations E.2 to E.5: reference, low and high cut-off of C, and the high-pass of A. */
function solvePoles(referenceHz: number, lowHz: number, highHz: number, aHz: number) {
  const d = Math.SQRT1_2;
  const c = (lowHz * highHz) ** 2;
  const b = (referenceHz ** 2 + c / referenceHz ** 2 - d * (lowHz ** 2 + highHz ** 2)) / (1 - d);
  const root = Math.sqrt(b * b - 4 * c);
  const poles: Poles = {
    f1Hz: Math.sqrt((-b - root) / 2),
    f2Hz: ((3 - Math.sqrt(5)) / 2) * aHz,
    f3Hz: ((3 + Math.sqrt(5)) / 2) * aHz,
    f4Hz: Math.sqrt((-b + root) / 2),
  };
  return { ...poles, a1000Db: rawA(referenceHz, poles), c1000Db: rawC(referenceHz, poles) };
}

function rawA(frequencyHz: number, { f1Hz, f2Hz, f3Hz, f4Hz }: Poles): number {
  assertFrequency(frequencyHz);
  const f = frequencyHz ** 2;
  const highPass = Math.sqrt((f + f2Hz ** 2) * (f + f3Hz ** 2));
  return 20 * Math.log10((f4Hz ** 2 * f ** 2) / ((f + f1Hz ** 2) * highPass * (f + f4Hz ** 2)));
}

function rawC(frequencyHz: number, { f1Hz, f4Hz }: Poles): number {
  assertFrequency(frequencyHz);
  const f = frequencyHz ** 2;
  return 20 * Math.log10((f4Hz ** 2 * f) / ((f + f1Hz ** 2) * (f + f4Hz ** 2)));
}

function assertFrequency(frequencyHz: number): void {
  if (!(frequencyHz > 0)) throw new Error(`assertion: ${frequencyHz} Hz has no weighting`);
}
