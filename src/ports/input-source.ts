/**
 * An input that no device of the site gives: a tariff, a forecast, a value of another system. Its channels are in the
 * plan like those of devices, so rules read them in the same way, and they grow stale in the same way.
 */

import type { ChannelId, Reading } from '../model/reading.ts';

/** A source of readings beside the devices. */
export interface InputSource {
  /**
   * Called once, before the first cycle. From then on the source calls `put` for each reading, with a bad one when it
   * fails; channels that are not in the plan are dropped.
   */
  start(put: (channel: ChannelId, reading: Reading) => void): void;
}
