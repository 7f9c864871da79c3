/** The monotonic clock of a run that goes on from the one before: times that were saved mean the same to both. */

import type { Clock } from '../../ports/clock.ts';

/** `clock` with its monotonic time moved ahead by `offsetMs`. */
export function continuedClock(clock: Clock, offsetMs: number): Clock {
  if (offsetMs === 0) return clock;
  return {
    nowMs: () => clock.nowMs() + offsetMs,
    wallMs: () => clock.wallMs(),
    wallSync: () => clock.wallSync(),
    at: (atMs, callback) => clock.at(atMs - offsetMs, callback),
  };
}
