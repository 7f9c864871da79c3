/** A timer for leases that is cheap to renew. */

import type { Cancel, Clock } from '../../src/ports/clock.ts';

/** Sets the time, monotonic ms. */
export type Alarm = (atMs: number) => void;

/** Rings at the time last set. Moving it later, as a renewal does, sets no new timer. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let dueMs = Number.POSITIVE_INFINITY;
  let timerMs = Number.POSITIVE_INFINITY;
  let cancel: Cancel = () => {};
  const setTimer = () => {
    cancel();
    timerMs = dueMs;
    cancel = clock.at(dueMs, wake);
  };
  const wake = () => {
    timerMs = Number.POSITIVE_INFINITY;
    if (clock.nowMs() < dueMs) setTimer();
    else ring();
  };
  return (atMs) => {
    dueMs = atMs;
    if (timerMs > atMs) setTimer();
  };
}
