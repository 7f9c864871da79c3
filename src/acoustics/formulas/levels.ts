/**
 * Sums, shares and means of levels by hand: for whoever plans a site or checks a measurement.
 * Control does not call it; sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { differenceLevels, energyOf, levelOf, meanLevels } from '../levels/level.ts';
import { ratingLevel } from '../levels/rating.ts';

const REFERENCE_PA = 20e-6;

/** Level of several sources together, dB; null without sources. */
export function sumLevels(levelsDb: readonly number[]): number | null {
  return levelOf(levelsDb.reduce((sum, levelDb) => sum + energyOf(levelDb), 0));
}

/** Level of an effective sound pressure, dB: 1 Pa, a calibrator's tone, is 93.98. Null for silence. */
export function levelOfPressure(pressurePa: number): number | null {
  return levelOf((pressurePa / REFERENCE_PA) ** 2);
}

/** Ldn, dB: the night counts 10 dB more. 16 h of day by GB 3096, 15 h in the US. */
export function dayNightLevel(dayDb: number, nightDb: number, dayHours = 16): number | null {
  return ratingLevel([
    { levelDb: dayDb, hours: dayHours, penaltyDb: 0 },
    { levelDb: nightDb, hours: 24 - dayHours, penaltyDb: 10 },
  ]);
}

/** Share of the time, 0 to 1, that a source may be on so that the mean stays at `allowedDb`. */
export function dutyShare(allowedDb: number, onDb: number, offDb: number): number {
  const span = energyOf(onDb) - energyOf(offDb);
  const room = energyOf(allowedDb) - energyOf(offDb);
  if (span <= 0) return room >= 0 ? 1 : 0;
  return Math.min(1, Math.max(0, room / span));
}

/**
 * Level of a source from levels with it on and with it off, dB (GB 12348-2008 5.5); null where it cannot be told apart.
 */
export function sourceFromOnOff(onDb: readonly number[], offDb: readonly number[]): number | null {
  const on = meanLevels(onDb);
  const off = meanLevels(offDb);
  return on === null || off === null ? null : differenceLevels(on, off);
}

/** Standard normal quantiles as ISO 1996-2 rounds them. */
const gaussZ = { 90: 1.28, 95: 1.65 } as const;

/** LAeq of a residual with normally distributed levels, dB, from L50 and L90 or L95 (ISO 1996-2:2017 annex I). */
export function residualFromPercentiles(l50Db: number, lowDb: number, lowPct: keyof typeof gaussZ): number {
  return l50Db + 0.115 * ((l50Db - lowDb) / gaussZ[lowPct]) ** 2;
}
