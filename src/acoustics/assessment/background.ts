/**
 * What is left of a measured level without the background. GB corrects by a table in whole decibels, ISO by energy;
 * both refuse below 3 dB of margin, where the uncertainty of the result is too large.
 */

import { differenceLevels } from '../levels/level.ts';
import { decimalDifference, roundHalfEven } from '../levels/rounding.ts';
import type { GbRange } from '../rule-set.ts';

/** The level without the station. */
export interface Background {
  /**
   * L90 of the same period, a measurement with the station off, minutes of the night with the fans at their slowest, or
   * the share that attribution gives to other sources.
   */
  readonly source: 'l90' | 'measured' | 'quiet-window' | 'attribution';
  readonly levelDb: number;
  /** Standard uncertainty, dB. */
  readonly uncertaintyDb: number;
  /** When it was heard and for how long, where that was a part of the period. */
  readonly measuredIn?: { readonly atMs: number; readonly seconds: number };
}

/** GB 12348-2008 and GB 22337-2008, 5.7, table 4: from this whole difference on, correct by this. */
const gbTable = [
  { fromDb: 6, correctionDb: -1 },
  { fromDb: 4, correctionDb: -2 },
  { fromDb: 3, correctionDb: -3 },
] as const;
const GB_LEAST_DB = 3;
const GB_MOST_DB = 10;

/** A GB correction, dB, or why there is none. */
export type GbCorrection =
  | {
      readonly status: 'corrected';
      readonly differenceDb: number;
      readonly correctionDb: number;
      readonly resultDb: number;
    }
  | { readonly status: 'no-correction'; readonly resultDb: number }
  /** Less than 3 dB: lower the background and repeat (5.7.3). */
  | { readonly status: 'not-correctable' };

/**
 * The Chinese correction, in whole decibels (HJ 706-2014 5.4). `range` says whether the test for 3 to 10 dB uses the
 * difference already rounded or as measured: HJ 706 is read both ways, and 52.8 over 50 gives different results.
 */
export function gbCorrection(measuredDb: number, backgroundDb: number, range: GbRange): GbCorrection {
  const exactDb = decimalDifference(measuredDb, backgroundDb);
  const differenceDb = roundHalfEven(exactDb);
  const testedDb = range === 'round-first' ? differenceDb : exactDb;
  if (testedDb < GB_LEAST_DB) return { status: 'not-correctable' };
  if (testedDb > GB_MOST_DB) return { status: 'no-correction', resultDb: roundHalfEven(measuredDb) };
  const correctionDb = gbTable.find((row) => differenceDb >= row.fromDb)?.correctionDb ?? 0;
  return {
    status: 'corrected',
    differenceDb,
    correctionDb,
    resultDb: roundHalfEven(measuredDb + correctionDb),
  };
}

/** An ISO correction and whether its margin is sufficient. */
export interface IsoCorrection {
  /** Exact energy difference, dB; null where the residual is as loud as the total. */
  readonly correctedDb: number | null;
  /** True for more than 3 dB of margin. */
  readonly reliable: boolean;
  /** The corrected level, or the measured one as an upper bound. */
  readonly reportableDb: number;
}

/** Takes the residual off a measured level (ISO 1996-2:2017, 10.4). */
export function isoCorrection(measuredDb: number, residualDb: number): IsoCorrection {
  const correctedDb = differenceLevels(measuredDb, residualDb);
  const reliable = correctedDb !== null && decimalDifference(measuredDb, residualDb) > 3;
  return { correctedDb, reliable, reportableDb: reliable ? correctedDb : measuredDb };
}

/** Standard uncertainty of the corrected level, dB (ISO 1996-2:2017 F.7 to F.9); null without margin. */
export function correctedUncertainty(
  measuredDb: number,
  residualDb: number,
  measuredUncertaintyDb: number,
  residualUncertaintyDb: number,
): number | null {
  const share = 10 ** (-0.1 * (measuredDb - residualDb));
  if (share >= 1) return null;
  return Math.hypot(measuredUncertaintyDb, share * residualUncertaintyDb) / (1 - share);
}
