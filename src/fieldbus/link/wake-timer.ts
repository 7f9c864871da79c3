/** One timer that rings no later than set, possibly earlier: its owner checks the time when it rings. */

import type { Cancel, Clock } from '../../ports/clock.ts';

/** A timer that may ring early. */
export interface WakeTimer {
  /** Rings at `atMs` or before; a time later than the one already set changes nothing. */
  at(atMs: number): void;
  cancel(): void;
}

/** Moving the alarm back costs nothing, so most requests need no timer of their own. */
export function createWakeTimer(clock: Clock, wake: () => void): WakeTimer {
  let setMs = Number.POSITIVE_INFINITY;
  let cancelTimer: Cancel | undefined;
  function expire(): void {
    cancelTimer = undefined;
    setMs = Number.POSITIVE_INFINITY;
    wake();
  }
  return {
    at(atMs) {
      if (atMs >= setMs) return;
      cancelTimer?.();
      setMs = atMs;
      cancelTimer = clock.at(atMs, expire);
    },
    cancel() {
      cancelTimer?.();
      cancelTimer = undefined;
      setMs = Number.POSITIVE_INFINITY;
    },
  };
}
