/** What a report says of the spectra of a night. */

import type { ToneCause } from '../../../acoustics/spectra/tone-cause.ts';

/** What the spectra of a night say. */
export interface NightSpectrum {
  readonly bandsHz: readonly number[];
  /** Mean of the assessed stretch without weighting, dB. */
  readonly bandsDb: readonly number[];
  /** LCeq - LAeq of it, dB. */
  readonly lowFrequencyDb: number | null;
  readonly minutes: readonly SpectrumMinute[];
  /** The bands with a tone in at least one minute, the most frequent first. */
  readonly tones: readonly NightTone[];
}

/** One minute that counts. */
export interface SpectrumMinute {
  readonly startMs: number;
  readonly bandsDb: readonly number[];
  /** Nominal frequencies of its tones. */
  readonly tonesHz: readonly number[];
}

/** A tone of the night. */
export interface NightTone {
  readonly bandHz: number;
  readonly minutes: number;
  /** How far it stood out at most, dB. */
  readonly mostDb: number;
  readonly cause: ToneCause;
}
