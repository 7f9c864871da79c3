/** The acoustic check of a meter before and after a measurement (GB 12348-2008 and GB 22337-2008, 5.1.2). */

import { levelOf } from './level.ts';
import { decimalDifference } from './rounding.ts';

const REFERENCE_PA = 20e-6;
/** A meter that drifted further, dB, did not measure since its last good check. */
export const GREATEST_DRIFT_DB = 0.5;

/** Level of an effective sound pressure, dB: 1 Pa, a calibrator's tone, is 93.98. Null for silence. */
export function levelOfPressure(pressurePa: number): number | null {
  return levelOf((pressurePa / REFERENCE_PA) ** 2);
}

/** How far two readings of the calibrator lie apart, dB, and whether what lies between them counts. */
export function calibrationDrift(beforeDb: number, afterDb: number): { driftDb: number; valid: boolean } {
  const driftDb = Math.abs(decimalDifference(beforeDb, afterDb));
  return { driftDb, valid: driftDb <= GREATEST_DRIFT_DB };
}
