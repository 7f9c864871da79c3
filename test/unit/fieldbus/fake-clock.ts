/** A clock that moves when the test says so. */

import type { Clock } from '../../../src/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Rings everything due until then, in order. */
  runUntil(ms: number): void;
  runFor(ms: number): void;
  readonly pending: number;
}

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  let order = 0;
  const timers: { atMs: number; order: number; callback: () => void }[] = [];
  const clock: FakeClock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    wallSync: () => ({ synced: true, source: 'fake' }),
    at(atMs, callback) {
      const timer = { atMs: Math.max(atMs, nowMs), order: order++, callback };
      let place = timers.length;
      while (place > 0 && (timers[place - 1]?.atMs ?? 0) > timer.atMs) place--;
      timers.splice(place, 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    runUntil(ms) {
      for (let next = timers[0]; next !== undefined && next.atMs <= ms; next = timers[0]) {
        timers.shift();
        nowMs = next.atMs;
        next.callback();
      }
      nowMs = ms;
    },
    runFor: (ms) => clock.runUntil(nowMs + ms),
    get pending() {
      return timers.length;
    },
  };
  return clock;
}
