/**
 * The clock of the controller: calls `run` at fixed deadlines. Each deadline is computed from the one before and not
 * from now, so that the period does not stretch. When a cycle starts late by whole periods, each of them counts as an
 * overrun and is skipped. One more may run at once between two deadlines, which stay where they are.
 */

import type { Cancel, Clock } from '../ports/clock.ts';
import type { CycleHealth } from '../ports/observer.ts';

/** The control cycle and its counters. */
export interface Cycle {
  /** The first of them at `firstMs`. */
  start(firstMs: number): void;
  /** One more, as soon as the caller has returned, unless the next is near; nothing before the start. */
  soon(): void;
  stop(): void;
  counters(): CycleHealth;
}

/** Share of the period: so close to the next cycle, another one gains nothing. */
const NEAR_SHARE = 0.2;
/** The percentile of lateness is that of this many cycles. */
const LATE_CYCLES = 512;

interface State {
  readonly clock: Clock;
  readonly periodMs: number;
  readonly run: (count: number) => void;
  deadlineMs: number;
  cancel: Cancel | undefined;
  cancelSoon: Cancel | undefined;
  count: number;
  overruns: number;
  /** Ring: from deadline to start of the last cycles. */
  readonly lateMs: Float64Array;
}

/** A cycle that is not started yet; `run` gets the number of the cycle. */
export function createCycle(clock: Clock, periodMs: number, run: (count: number) => void): Cycle {
  const state: State = {
    clock,
    periodMs,
    run,
    deadlineMs: 0,
    cancel: undefined,
    cancelSoon: undefined,
    count: 0,
    overruns: 0,
    lateMs: new Float64Array(LATE_CYCLES),
  };
  return {
    start: (firstMs) => {
      state.deadlineMs = firstMs;
      state.cancel = clock.at(state.deadlineMs, () => beat(state));
    },
    soon: () => {
      const isNear = state.deadlineMs - clock.nowMs() < NEAR_SHARE * periodMs;
      if (state.cancel === undefined || isNear) return;
      state.cancelSoon = clock.at(clock.nowMs(), () => extra(state));
    },
    stop: () => {
      state.cancel?.();
      state.cancel = undefined;
      state.cancelSoon?.();
    },
    counters: () => countersOf(state),
  };
}

function beat(state: State): void {
  const lateMs = state.clock.nowMs() - state.deadlineMs;
  state.lateMs[state.count % LATE_CYCLES] = lateMs;
  state.count += 1;
  const lost = Math.floor(lateMs / state.periodMs);
  state.overruns += lost;
  state.deadlineMs += (lost + 1) * state.periodMs;
  state.cancel = state.clock.at(state.deadlineMs, () => beat(state));
  state.run(state.count);
}

/** Counts as punctual. */
function extra(state: State): void {
  state.lateMs[state.count % LATE_CYCLES] = 0;
  state.count += 1;
  state.run(state.count);
}

function countersOf({ count, overruns, lateMs }: State): CycleHealth {
  const sorted = lateMs.slice(0, Math.min(count, LATE_CYCLES)).sort();
  return { count, overruns, lateP99Ms: sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0 };
}
