/**
 * The ledger of a stretch of time: enough to know its level, and to add stretches to longer ones without error
 * (docs/acoustics.md, Ledger of a stretch: averages of averages are wrong as soon as one stretch has a gap). Missing
 * sound is a gap: it lengthens the span and nothing else.
 */

import { energyOf, levelOf } from './level.ts';

/** Energy, valid time, peak and count of a stretch. */
export interface Ledger {
  /** Sum of duration times energy over the valid samples, s. */
  readonly energyS: number;
  /** Duration of the valid samples, s. */
  readonly validS: number;
  /** Highest LAFmax, dB; null where the meter gave none. */
  readonly maxDb: number | null;
  /** Number of valid samples. */
  readonly count: number;
  /** Time covered, valid or not, s. */
  readonly spanS: number;
}

/** The ledger of an empty stretch. */
export function emptyLedger(): Ledger {
  return { energyS: 0, validS: 0, maxDb: null, count: 0, spanS: 0 };
}

/** The ledger with one more sample of `seconds`. A null level is a gap; its peak counts all the same. */
export function addSample(
  ledger: Ledger,
  levelDb: number | null,
  seconds: number,
  peakDb: number | null,
): Ledger {
  if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
    throw new Error(`assertion: a sample cannot last ${seconds} s`);
  }
  const valid = levelDb !== null && Number.isFinite(levelDb);
  return {
    energyS: valid ? ledger.energyS + seconds * energyOf(levelDb) : ledger.energyS,
    validS: valid ? ledger.validS + seconds : ledger.validS,
    maxDb: higher(ledger.maxDb, peakDb !== null && Number.isFinite(peakDb) ? peakDb : null),
    count: valid ? ledger.count + 1 : ledger.count,
    spanS: ledger.spanS + seconds,
  };
}

/** The ledger of two stretches together; they need not touch. */
export function mergeLedgers(a: Ledger, b: Ledger): Ledger {
  return {
    energyS: a.energyS + b.energyS,
    validS: a.validS + b.validS,
    maxDb: higher(a.maxDb, b.maxDb),
    count: a.count + b.count,
    spanS: a.spanS + b.spanS,
  };
}

/** LAeq over the valid time, dB (GB 12348-2008 3.3); null without any valid time. */
export function ledgerLevel(ledger: Ledger): number | null {
  return ledger.validS > 0 ? levelOf(ledger.energyS / ledger.validS) : null;
}

/** Share of the span that is valid, 0 to 1. */
export function validShare(ledger: Ledger): number {
  return ledger.validS > 0 ? Math.min(1, ledger.validS / Math.max(ledger.spanS, ledger.validS)) : 0;
}

/** LAeq of the whole span if every gap had been as loud as `assumedDb`, dB: the level that can be proved. */
export function worstCaseBound(ledger: Ledger, assumedDb: number): number | null {
  const holeS = Math.max(0, ledger.spanS - ledger.validS);
  const totalS = ledger.validS + holeS;
  return totalS > 0 ? levelOf((ledger.energyS + holeS * energyOf(assumedDb)) / totalS) : null;
}

function higher(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}
