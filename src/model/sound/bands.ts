/** The bands of a spectrum by their nominal frequency, Hz (IEC 61260-1:2014, annex E). */

/** Thirds from 12.5 Hz to 16 kHz. */
export const thirdsHz: readonly number[] = [
  12.5, 16, 20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600,
  2000, 2500, 3150, 4000, 5000, 6300, 8000, 10_000, 12_500, 16_000,
];

/** Octaves from 31.5 Hz to 8 kHz. */
export const octavesHz: readonly number[] = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000];

/** Width of the bands of a spectrum. */
export type BandWidth = 'octave' | 'third';

/** The bands from `fromHz` to `toHz`, both included; null where one of the two is no band, or the last is the lower. */
export function bandsBetween(width: BandWidth, fromHz: number, toHz: number): readonly number[] | null {
  const all = width === 'octave' ? octavesHz : thirdsHz;
  const [first, last] = [all.indexOf(fromHz), all.indexOf(toHz)];
  return first < 0 || last < first ? null : all.slice(first, last + 1);
}

/** Thirds where neighbours are a third apart; null for bands that are neither thirds nor octaves in a row. */
export function widthOf(bandsHz: readonly number[]): BandWidth | null {
  const isRow = (all: readonly number[]): boolean => {
    const first = all.indexOf(bandsHz[0] ?? Number.NaN);
    return first >= 0 && bandsHz.every((hz, place) => all[first + place] === hz);
  };
  if (bandsHz.length < 2) return null;
  if (isRow(thirdsHz)) return 'third';
  return isRow(octavesHz) ? 'octave' : null;
}
