/**
 * Sound exposure levels: the energy of an event referred to one second, so that events add up (ISO 1996-1).
 * For assessments by exposure levels. Control does not call it; sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** Squared reference pressure 20 uPa over 8 h, Pa2 h (IEC 61252). */
const DAILY_REFERENCE_PA2H = 20e-6 ** 2 * 8;

/** LAE of a steady level that lasts `seconds`, dB. */
export function exposureOfLevel(levelDb: number, seconds: number): number | null {
  return levelOf(energyOf(levelDb) * seconds);
}

/** LAE of a series of levels, each lasting `stepS`, dB; null for none. */
export function exposureOfSeries(levelsDb: readonly number[], stepS: number): number | null {
  return levelOf(levelsDb.reduce((sum, levelDb) => sum + energyOf(levelDb) * stepS, 0));
}

/** LAeq over `seconds` from the LAE of the events in it, dB; null for none. */
export function levelOfExposures(exposuresDb: readonly number[], seconds: number): number | null {
  if (seconds <= 0) return null;
  return levelOf(exposuresDb.reduce((sum, exposureDb) => sum + energyOf(exposureDb), 0) / seconds);
}

/** LEX,8h of a sound exposure in Pa2 h, dB (IEC 61252). */
export function dailyExposureLevel(exposurePa2h: number): number | null {
  return levelOf(exposurePa2h / DAILY_REFERENCE_PA2H);
}
