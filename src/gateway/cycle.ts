/**
 * The heartbeat: calls `run` at fixed deadlines. Each deadline comes from the one before, not from now, so the
 * period does not stretch; a cycle that starts a whole period late counts as an overrun and the lost ones are
 * skipped.
 */

import type { Cancel, Clock } from '../ports/clock.ts';

export interface CycleCounters {
  readonly count: number;
  readonly overruns: number;
  /** 99th percentile of the time from deadline to start over the last cycles, ms. */
  readonly lateP99Ms: number;
}

export interface Cycle {
  start(): void;
  stop(): void;
  counters(): CycleCounters;
}

const REMEMBERED = 512;

export function createCycle(clock: Clock, periodMs: number, run: (count: number) => void): Cycle {
  let deadlineMs = 0;
  let cancel: Cancel | undefined;
  let count = 0;
  let overruns = 0;
  const lateMs = new Float64Array(REMEMBERED);

  function beat(): void {
    const late = clock.nowMs() - deadlineMs;
    lateMs[count % REMEMBERED] = late;
    count += 1;
    const lost = Math.floor(late / periodMs);
    overruns += lost;
    deadlineMs += (lost + 1) * periodMs;
    cancel = clock.at(deadlineMs, beat);
    run(count);
  }

  return {
    start() {
      deadlineMs = clock.nowMs() + periodMs;
      cancel = clock.at(deadlineMs, beat);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
    counters() {
      const seen = Array.from(lateMs.subarray(0, Math.min(count, REMEMBERED))).sort((a, b) => a - b);
      return { count, overruns, lateP99Ms: seen[Math.floor(0.99 * (seen.length - 1))] ?? 0 };
    },
  };
}
