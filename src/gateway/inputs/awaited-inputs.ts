/** Tells when all that a start waits for has been read once, so that control need not wait for the next deadline. */

import type { ChannelId } from '../../model/reading.ts';
import type { Latest } from './latest.ts';

/** `latest` that calls `allIn` once, within the `put` that gives the last of the awaited channels its first value. */
export function announceAllIn(latest: Latest, awaited: Iterable<ChannelId>, allIn: () => void): Latest {
  const missing = new Set(awaited);
  return {
    ...latest,
    put(channel, reading) {
      latest.put(channel, reading);
      if (missing.size === 0 || reading.value === null || !missing.delete(channel)) return;
      if (missing.size === 0) allIn();
    },
  };
}
