/** A spectrum of sound as one vector: its bands are good together or not at all. */

import type { ChannelId, Quality } from './reading.ts';

/** The vector channel of a meter: `slm-north.sound.bands`. */
export function bandsChannel(device: string): ChannelId {
  return `${device}.sound.bands`;
}

/** One spectrum on its way into the minutes, counted once like a sample. */
export interface SpectrumSample {
  readonly channel: ChannelId;
  /** Levels without weighting in the order of the plan's bands, dB; null when the meter had none. Empty: it has no bands. */
  readonly bandsDb: readonly number[] | null;
  /** LCeq of the same stretch where the meter gives one, dB. */
  readonly lceqDb: number | null;
  /** Duration of the stretch, which ends when it was taken. */
  readonly seconds: number;
  readonly takenMs: number;
  readonly quality: Quality;
}
