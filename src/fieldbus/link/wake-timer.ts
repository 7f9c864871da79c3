/** One timer that rings not later than asked, possibly earlier: who set it looks at the time when it rings. */

import type { Cancel, Clock } from '../../ports/clock.ts';

export interface Alarm {
  /** Rings at `atMs` or before; a later time than the one already set changes nothing. */
  at(atMs: number): void;
  cancel(): void;
}

/** Moving an alarm back costs nothing, which spares most requests a timer of their own. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let setMs = Number.POSITIVE_INFINITY;
  let cancelTimer: Cancel | undefined;
  function rings(): void {
    cancelTimer = undefined;
    setMs = Number.POSITIVE_INFINITY;
    ring();
  }
  return {
    at(atMs) {
      if (atMs >= setMs) return;
      cancelTimer?.();
      setMs = atMs;
      cancelTimer = clock.at(atMs, rings);
    },
    cancel() {
      cancelTimer?.();
      cancelTimer = undefined;
      setMs = Number.POSITIVE_INFINITY;
    },
  };
}
