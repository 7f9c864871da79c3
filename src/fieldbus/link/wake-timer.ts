/** One timer that rings not later than asked, possibly earlier: who set it looks at the time when it rings. */

import type { Cancel, Clock } from '../../ports/clock.ts';

export interface WakeTimer {
  /** Rings at `atMs` or before; a later time than the one already set changes nothing. */
  at(atMs: number): void;
  cancel(): void;
}

/** Moving an alarm back costs nothing, which spares most requests a timer of their own. */
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
