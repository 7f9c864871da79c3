/** What a tone adds to a level, dB, by each method. Tables as data; docs/acoustics.md, Tones. */

import { decimalDifference } from '../levels/rounding.ts';

/** From an audibility above the one before up to this one, this adjustment. */
interface AdjustmentStep {
  readonly upToDb: number;
  readonly adjustmentDb: number;
}

/** ISO 1996-2:2017 table J.1, by the mean audibility of ISO/PAS 20065; DIN 45681:2005 table 1 is the same. */
export const audibilitySteps: readonly AdjustmentStep[] = [
  { upToDb: 0, adjustmentDb: 0 },
  { upToDb: 2, adjustmentDb: 1 },
  { upToDb: 4, adjustmentDb: 2 },
  { upToDb: 6, adjustmentDb: 3 },
  { upToDb: 9, adjustmentDb: 4 },
  { upToDb: 12, adjustmentDb: 5 },
  { upToDb: Number.POSITIVE_INFINITY, adjustmentDb: 6 },
];

/** The same in the coarse steps of TA Laerm A.3.3.5: 3 dB or 6 dB. */
export const coarseSteps: readonly AdjustmentStep[] = [
  { upToDb: 2, adjustmentDb: 0 },
  { upToDb: 9, adjustmentDb: 3 },
  { upToDb: Number.POSITIVE_INFINITY, adjustmentDb: 6 },
];

/** The adjustment of an audibility by a table, dB. */
export function stepAdjustment(steps: readonly AdjustmentStep[], audibilityDb: number): number {
  return steps.find(({ upToDb }) => audibilityDb <= upToDb)?.adjustmentDb ?? 0;
}

/** RD 1367/2007 annex IV: band above the mean of its neighbours; from the first value 3 dB, above the second 6 dB. */
const meanSteps = [
  { fromHz: 20, upToHz: 125, threeDb: 8, sixDb: 12 },
  { fromHz: 160, upToHz: 400, threeDb: 5, sixDb: 8 },
  { fromHz: 500, upToHz: 10_000, threeDb: 3, sixDb: 5 },
] as const;

/** Kt of thirds by RD 1367/2007, dB: that of the most prominent band. */
export function meanNeighbourAdjustment(bandsHz: readonly number[], bandsDb: readonly number[]): number {
  const adjustments = bandsHz.map((hz, band) => {
    const [below, own, above] = [bandsDb[band - 1], bandsDb[band], bandsDb[band + 1]];
    const step = meanSteps.find(({ fromHz, upToHz }) => hz >= fromHz && hz <= upToHz);
    if (below === undefined || own === undefined || above === undefined || step === undefined) return 0;
    const excessDb = decimalDifference(own, (below + above) / 2);
    if (excessDb > step.sixDb) return 6;
    return excessDb >= step.threeDb ? 3 : 0;
  });
  return Math.max(0, ...adjustments);
}

/** RD 1367/2007: Kf by the difference of C and A, dB. */
export function lowFrequencyAdjustment(excessDb: number): number {
  if (excessDb <= 10) return 0;
  return excessDb <= 15 ? 3 : 6;
}
