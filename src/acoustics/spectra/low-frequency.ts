/**
 * Low frequencies, which A-weighting hides: the difference of C and A, and thirds in a room against the threshold of
 * hearing (DIN 45680:1997 with Beiblatt 1; from memory, docs/acoustics.md says so).
 */

import { nominalWeightings } from '../formulas/weighting.ts';
import { energyOf, levelOf } from '../levels/level.ts';
import { decimalDifference } from '../levels/rounding.ts';

/** DIN 45680:1997 3: above this difference of LCeq and LAeq low frequencies are looked at by themselves. */
export const LOW_FREQUENCY_DB = 20;

/** Threshold of hearing by third, dB (DIN 45680:1997 table 1). */
const hearingThresholdDb: ReadonlyMap<number, number> = new Map([
  [10, 95],
  [12.5, 87],
  [16, 79],
  [20, 71],
  [25, 63],
  [31.5, 55.5],
  [40, 48],
  [50, 40.5],
  [63, 33.5],
  [80, 28],
  [100, 23.5],
]);

/** Beiblatt 1: how far a tone may exceed the threshold of hearing, dB; up to 63 Hz, at 80 and at 100 Hz. */
const toneReferenceDb = {
  day: (hz: number) => (hz <= 63 ? 5 : hz <= 80 ? 10 : 15),
  night: (hz: number) => (hz <= 63 ? 0 : hz <= 80 ? 5 : 10),
} as const;
/** Beiblatt 1: A-weighted sum of the audible thirds of 10 to 80 Hz without a tone, dB. */
const sumReferenceDb = { day: 35, night: 25 } as const;
/** A third so far above both neighbours is a tone here. */
const TONE_STEP_DB = 5;

/** What DIN 45680 says of a spectrum in a room. */
export interface LowFrequencyRoom {
  /** The third that is a tone and exceeds the threshold of hearing most; null without one. */
  readonly tone: {
    readonly bandHz: number;
    readonly overThresholdDb: number;
    readonly allowedDb: number;
  } | null;
  /** A-weighted sum of the audible thirds, dB, and what it may be; null where none is audible. */
  readonly sumDb: number | null;
  readonly allowedSumDb: number;
  readonly isExceeded: boolean;
}

/** Judges thirds measured in a room; null where thirds of 10 or 12.5 to 80 Hz are missing. */
export function lowFrequencyRoom(
  bandsHz: readonly number[],
  bandsDb: readonly number[],
  period: 'day' | 'night',
): LowFrequencyRoom | null {
  const needed = [...hearingThresholdDb.keys()].filter((hz) => hz >= 12.5 && hz <= 80);
  if (needed.some((hz) => !bandsHz.includes(hz))) return null;
  const tone = loudestTone(bandsHz, bandsDb, period);
  const audible = bandsHz.flatMap((hz, band) => {
    const levelDb = bandsDb[band] ?? 0;
    const isAudible = hz <= 80 && levelDb > (hearingThresholdDb.get(hz) ?? Number.POSITIVE_INFINITY);
    return isAudible ? [energyOf(levelDb + (nominalWeightings.get(hz)?.A ?? 0))] : [];
  });
  const sumDb = levelOf(audible.reduce((sum, energy) => sum + energy, 0));
  const allowedSumDb = sumReferenceDb[period];
  const isExceeded =
    tone === null ? sumDb !== null && sumDb > allowedSumDb : tone.overThresholdDb > tone.allowedDb;
  return { tone, sumDb, allowedSumDb, isExceeded };
}

function loudestTone(
  bandsHz: readonly number[],
  bandsDb: readonly number[],
  period: 'day' | 'night',
): LowFrequencyRoom['tone'] {
  let worst: LowFrequencyRoom['tone'] = null;
  for (const [band, bandHz] of bandsHz.entries()) {
    const [below, own, above] = [bandsDb[band - 1], bandsDb[band], bandsDb[band + 1]];
    const thresholdDb = hearingThresholdDb.get(bandHz);
    if (own === undefined || above === undefined || thresholdDb === undefined) continue;
    if (decimalDifference(own, Math.max(below ?? above, above)) < TONE_STEP_DB) continue;
    const overThresholdDb = decimalDifference(own, thresholdDb);
    const allowedDb = toneReferenceDb[period](bandHz);
    const overDb = overThresholdDb - allowedDb;
    if (worst === null || overDb > worst.overThresholdDb - worst.allowedDb)
      worst = { bandHz, overThresholdDb, allowedDb };
  }
  return worst;
}
