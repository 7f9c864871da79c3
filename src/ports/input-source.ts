/**
 * An input that no device of the site gives: a tariff, a forecast, a value of another system. Its channels are in the
 * plan like those of devices, so rules read them in the same way, and they grow stale in the same way.
 */

import type { ChannelId, Reading } from '../model/reading.ts';

export interface InputSource {
  /**
   * Called once, before the first cycle. From then on `put` takes a reading whenever there is one, a bad one when the
   * source fails; channels that are not in the plan are not kept.
   */
  start(put: (channel: ChannelId, reading: Reading) => void): void;
}
