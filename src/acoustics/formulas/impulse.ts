/**
 * How impulsive a sound is. Diagnostics; the onset of a bang needs samples of 10 to 25 ms, not of one second.
 * For diagnostics of recorded sound. Control does not call it; sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { meanLevels } from '../levels/level.ts';

/** NT ACOU 112:2002: slower onsets are not impulses. */
const LEAST_ONSET_DB_PER_S = 10;

/** Prominence P, and KI in dB, of an onset (NT ACOU 112, ISO/PAS 1996-3). P is null for no onset at all. */
export function impulseProminence(
  onsetDbPerS: number,
  differenceDb: number,
): { prominence: number | null; adjustmentDb: number } {
  if (onsetDbPerS <= 0 || differenceDb <= 0) return { prominence: null, adjustmentDb: 0 };
  const prominence = 3 * Math.log10(onsetDbPerS) + 2 * Math.log10(differenceDb);
  const counts = onsetDbPerS > LEAST_ONSET_DB_PER_S && prominence > 5;
  return { prominence, adjustmentDb: counts ? 1.8 * (prominence - 5) : 0 };
}

/** The takt maximum level of an interval series. */
export interface TaktLevel {
  /** LAFTeq, dB. */
  readonly taktDb: number;
  readonly laeqDb: number;
  /** KI, dB. */
  readonly adjustmentDb: number;
}

/** Energy mean of the maxima of 5-s intervals, compared with LAeq (TA Laerm 2.9 and A.3.3.6); null for no interval. */
export function taktMaximum(intervalsDb: readonly (readonly number[])[]): TaktLevel | null {
  const measured = intervalsDb.filter((interval) => interval.length > 0);
  const taktDb = meanLevels(measured.map((interval) => Math.max(...interval)));
  const laeqDb = meanLevels(measured.flat());
  return taktDb === null || laeqDb === null ? null : { taktDb, laeqDb, adjustmentDb: taktDb - laeqDb };
}
