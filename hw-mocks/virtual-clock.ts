/**
 * A clock that stands still until it is run. Timers are in a binary heap ordered by time, then by the order in which
 * they were set, so every run is the same. A cancelled timer stays in the heap until its time or until cancelled ones
 * outnumber the live ones.
 */

import assert from 'node:assert/strict';
import type { Cancel, Clock } from '../src/ports/clock.ts';

/** A clock in virtual time. */
export interface VirtualClock extends Clock {
  /** Runs every timer due up to and including `ms`, in order; then the time is `ms`. */
  runUntil(ms: number): void;
  /** Jumps to the next timer and runs it. False when there is none. */
  runNext(): boolean;
  /** Timers set and not yet run or cancelled. */
  readonly pending: number;
  /** Steps the wall time by `ms` (negative: back), as an administrator or a time server would. */
  stepWall(ms: number): void;
}

/** A clock at 0 ms monotonic and `startWallMs` UTC. */
export function createVirtualClock(options: { readonly startWallMs: number }): VirtualClock {
  const state: State = { nowMs: 0, wallOffsetMs: options.startWallMs, order: 0, heap: [], cancelled: 0 };
  return {
    get pending() {
      return state.heap.length - state.cancelled;
    },
    nowMs: () => state.nowMs,
    wallMs: () => state.wallOffsetMs + state.nowMs,
    wallSync: () => ({ synced: true, source: 'virtual' }),
    stepWall(ms) {
      state.wallOffsetMs += ms;
    },
    at: (atMs, callback) => at(state, atMs, callback),
    runUntil: (ms) => runUntil(state, ms),
    runNext: () => runNext(state),
  };
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  /** Undefined once run or cancelled. */
  callback: (() => void) | undefined;
}

const SWEEP_MINIMUM = 1024;

interface State {
  nowMs: number;
  wallOffsetMs: number;
  order: number;
  heap: Timer[];
  cancelled: number;
}

function at(state: State, atMs: number, callback: () => void): Cancel {
  assert(!Number.isNaN(atMs), 'a timer needs a time');
  // A time in the past counts as now, after what is already due now.
  const timer: Timer = { atMs: Math.max(atMs, state.nowMs), order: state.order++, callback };
  push(state.heap, timer);
  return () => {
    if (timer.callback === undefined) return;
    timer.callback = undefined;
    state.cancelled++;
    sweep(state);
  };
}

function runUntil(state: State, ms: number): void {
  assert(ms >= state.nowMs, 'time does not run backwards');
  for (let top = live(state); top !== undefined && top.atMs <= ms; top = live(state)) run(state, top);
  state.nowMs = ms;
}

function runNext(state: State): boolean {
  const top = live(state);
  if (top === undefined) return false;
  run(state, top);
  return true;
}

/** The next timer that was not cancelled; removes the cancelled ones before it. */
function live(state: State): Timer | undefined {
  for (let top = state.heap[0]; top !== undefined; top = state.heap[0]) {
    if (top.callback !== undefined) return top;
    pop(state.heap);
    state.cancelled--;
  }
  return undefined;
}

function run(state: State, top: Timer): void {
  const callback = top.callback;
  pop(state.heap);
  top.callback = undefined;
  state.nowMs = top.atMs;
  callback?.();
}

function sweep(state: State): void {
  if (state.cancelled < SWEEP_MINIMUM || state.cancelled * 2 < state.heap.length) return;
  // A sorted array is a heap.
  state.heap = state.heap.filter((timer) => timer.callback !== undefined).sort(compare);
  state.cancelled = 0;
}

function compare(a: Timer, b: Timer): number {
  return a.atMs - b.atMs || a.order - b.order;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !isBefore(timer, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  const half = heap.length >> 1;
  let index = 0;
  while (index < half) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    const right = heap[childIndex + 1];
    if (child === undefined) break;
    if (right !== undefined && isBefore(right, child)) {
      child = right;
      childIndex++;
    }
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = last;
}
