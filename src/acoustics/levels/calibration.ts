/** The acoustic check of a meter before and after a measurement (GB 12348-2008 and GB 22337-2008, 5.1.2). */

import { decimalDifference } from './rounding.ts';

/** If the meter drifted by more than this, dB, its levels since the last good check do not count. */
export const GREATEST_DRIFT_DB = 0.5;

/** Difference of two readings of the calibrator, dB, and whether the levels between them count. */
export function calibrationDrift(beforeDb: number, afterDb: number): { driftDb: number; valid: boolean } {
  const driftDb = Math.abs(decimalDifference(beforeDb, afterDb));
  return { driftDb, valid: driftDb <= GREATEST_DRIFT_DB };
}
