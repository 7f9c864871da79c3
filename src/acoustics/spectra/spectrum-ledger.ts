/**
 * The ledger of a stretch of spectra: energies by band and the time they cover, so that stretches add without error
 * (leq.ts is the same for one level). Plain JSON; never changed in place.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** Sums of duration times energy, s. */
export interface SpectrumLedger {
  /** By band; empty before the first spectrum with bands. */
  readonly bandEnergyS: readonly number[];
  readonly bandS: number;
  /** Of LCeq, where the meter gives it. */
  readonly lceqEnergyS: number;
  readonly lceqS: number;
}

/** The spectrum of a stretch, dB. */
export interface SpectrumLevels {
  readonly bandsDb: readonly number[];
  /** Time the bands cover, s. */
  readonly validS: number;
  readonly lceqDb: number | null;
}

/** The ledger of nothing. */
export function emptySpectrumLedger(): SpectrumLedger {
  return { bandEnergyS: [], bandS: 0, lceqEnergyS: 0, lceqS: 0 };
}

/** The ledger with one more spectrum of `seconds`; null levels are a gap. A meter set to other bands begins anew. */
export function addSpectrum(
  ledger: SpectrumLedger,
  bandsDb: readonly number[] | null,
  lceqDb: number | null,
  seconds: number,
): SpectrumLedger {
  const hasBands = bandsDb !== null && bandsDb.length > 0;
  const isOther = hasBands && ledger.bandEnergyS.length !== bandsDb.length;
  const before = isOther ? { energyS: [], validS: 0 } : { energyS: ledger.bandEnergyS, validS: ledger.bandS };
  return {
    bandEnergyS: hasBands
      ? bandsDb.map((levelDb, band) => (before.energyS[band] ?? 0) + seconds * energyOf(levelDb))
      : before.energyS,
    bandS: hasBands ? before.validS + seconds : before.validS,
    lceqEnergyS: lceqDb === null ? ledger.lceqEnergyS : ledger.lceqEnergyS + seconds * energyOf(lceqDb),
    lceqS: lceqDb === null ? ledger.lceqS : ledger.lceqS + seconds,
  };
}

/** What a ledger has gained since an earlier state of it. A meter set to other bands began anew. */
export function ledgerSince(earlier: SpectrumLedger, ledger: SpectrumLedger): SpectrumLedger {
  if (earlier.bandEnergyS.length !== ledger.bandEnergyS.length || earlier.bandS > ledger.bandS) return ledger;
  return {
    bandEnergyS: ledger.bandEnergyS.map((energyS, band) => energyS - (earlier.bandEnergyS[band] ?? 0)),
    bandS: ledger.bandS - earlier.bandS,
    lceqEnergyS: ledger.lceqEnergyS - earlier.lceqEnergyS,
    lceqS: ledger.lceqS - earlier.lceqS,
  };
}

/** Two stretches as one; of other bands the later. */
export function joinedLedgers(one: SpectrumLedger, later: SpectrumLedger): SpectrumLedger {
  if (one.bandEnergyS.length !== later.bandEnergyS.length) return later.bandS > 0 ? later : one;
  return {
    bandEnergyS: one.bandEnergyS.map((energyS, band) => energyS + (later.bandEnergyS[band] ?? 0)),
    bandS: one.bandS + later.bandS,
    lceqEnergyS: one.lceqEnergyS + later.lceqEnergyS,
    lceqS: one.lceqS + later.lceqS,
  };
}

/** The levels of a ledger; null where nothing was valid. Hundredths of a dB, as they are kept. */
export function spectrumLevels(ledger: SpectrumLedger): SpectrumLevels | null {
  const { bandEnergyS, bandS, lceqEnergyS, lceqS } = ledger;
  if (bandS === 0 && lceqS === 0) return null;
  return {
    bandsDb: bandEnergyS.map((energyS) => hundredths(levelOf(energyS / bandS) ?? SILENT_DB)),
    validS: bandS,
    lceqDb: lceqS === 0 ? null : hundredths(levelOf(lceqEnergyS / lceqS) ?? SILENT_DB),
  };
}

/** The energy mean of spectra with the same bands, weighted by the time they cover; null for none. */
export function meanSpectrum(spectra: readonly SpectrumLevels[]): SpectrumLevels | null {
  let ledger = emptySpectrumLedger();
  for (const { bandsDb, validS, lceqDb } of spectra) {
    ledger = addSpectrum(ledger, bandsDb, null, validS);
    ledger = addSpectrum(ledger, null, lceqDb, validS === 0 ? 1 : validS);
  }
  return spectrumLevels(ledger);
}

/** Levels without a finite energy do not occur: a meter's plausible range ends before. */
const SILENT_DB = -100;

function hundredths(levelDb: number): number {
  return Math.round(100 * levelDb) / 100;
}
