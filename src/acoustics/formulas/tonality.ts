/**
 * Whether a sound contains a tone. The Chinese emission standards know no penalty for tones; other rule sets do
 * (src/acoustics/formulas/tone-adjustments.ts). Sources: docs/acoustics.md, Formulas for diagnostics and commissioning.
 */

import { decimalDifference } from '../levels/rounding.ts';
import { audibilitySteps, coarseSteps, stepAdjustment } from './tone-adjustments.ts';

/** ISO 1996-2:2017 annex K: how far a third-octave band must exceed both neighbours, up to a nominal frequency. */
const surveySteps = [
  { upToHz: 125, stepDb: 15 },
  { upToHz: 400, stepDb: 8 },
  { upToHz: 10_000, stepDb: 5 },
] as const;
const SURVEY_FROM_HZ = 25;

/** Nominal frequencies of the bands with a tone (survey method); bands are adjacent and ascending. */
export function surveyTones(nominalHz: readonly number[], levelsDb: readonly number[]): readonly number[] {
  return nominalHz.filter((frequencyHz, index) => {
    const [below, band, above] = [levelsDb[index - 1], levelsDb[index], levelsDb[index + 1]];
    const stepDb = surveyStepDb(frequencyHz);
    if (below === undefined || band === undefined || above === undefined) return false;
    if (stepDb === null) return false;
    return decimalDifference(band, Math.max(below, above)) >= stepDb;
  });
}

/** How far the band must exceed both neighbours, dB; null outside the range of the method. */
export function surveyStepDb(frequencyHz: number): number | null {
  if (frequencyHz < SURVEY_FROM_HZ) return null;
  return surveySteps.find((row) => frequencyHz <= row.upToHz)?.stepDb ?? null;
}

/** Audibility of a tone above its critical band and the adjustment Kt, dB (ISO 1996-2:2007, C.3 to C.6). */
export function tonalAudibility(
  toneDb: number,
  maskingDb: number,
  bandCentreHz: number,
): { audibilityDb: number; adjustmentDb: number } {
  const audibilityDb = toneDb - maskingDb + 2 + Math.log10(1 + (bandCentreHz / 502) ** 2.5);
  return { audibilityDb, adjustmentDb: Math.min(6, Math.max(0, audibilityDb - 4)) };
}

/** The adjustment Kt of a tone, dB, in steps of 1 dB or of 3 dB (ISO 1996-2:2017 table J.1). */
export function tonalAdjustment(audibilityDb: number, steps: 'fine' | 'coarse' = 'fine'): number {
  return stepAdjustment(steps === 'fine' ? audibilitySteps : coarseSteps, audibilityDb);
}
