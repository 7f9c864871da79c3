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
  return new HeapClock(options.startWallMs);
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  /** Undefined once run or cancelled. */
  callback: (() => void) | undefined;
}

const SWEEP_MINIMUM = 1024;

class HeapClock implements VirtualClock {
  #nowMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  #heap: Timer[] = [];
  #cancelled = 0;

  constructor(startWallMs: number) {
    this.#wallOffsetMs = startWallMs;
  }

  get pending(): number {
    return this.#heap.length - this.#cancelled;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallOffsetMs + this.#nowMs;
  }

  wallSync(): { readonly synced: boolean; readonly source: string } {
    return { synced: true, source: 'virtual' };
  }

  stepWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  at(atMs: number, callback: () => void): Cancel {
    assert(!Number.isNaN(atMs), 'a timer needs a time');
    // A time in the past counts as now, after what is already due now.
    const timer: Timer = { atMs: Math.max(atMs, this.#nowMs), order: this.#order++, callback };
    push(this.#heap, timer);
    return () => {
      if (timer.callback === undefined) return;
      timer.callback = undefined;
      this.#cancelled++;
      this.#sweep();
    };
  }

  runUntil(ms: number): void {
    assert(ms >= this.#nowMs, 'time does not run backwards');
    for (let top = this.#live(); top !== undefined && top.atMs <= ms; top = this.#live()) this.#run(top);
    this.#nowMs = ms;
  }

  runNext(): boolean {
    const top = this.#live();
    if (top === undefined) return false;
    this.#run(top);
    return true;
  }

  /** The next timer that was not cancelled; removes the cancelled ones before it. */
  #live(): Timer | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (top.callback !== undefined) return top;
      pop(this.#heap);
      this.#cancelled--;
    }
    return undefined;
  }

  #run(top: Timer): void {
    const callback = top.callback;
    pop(this.#heap);
    top.callback = undefined;
    this.#nowMs = top.atMs;
    callback?.();
  }

  #sweep(): void {
    if (this.#cancelled < SWEEP_MINIMUM || this.#cancelled * 2 < this.#heap.length) return;
    // A sorted array is a heap.
    this.#heap = this.#heap.filter((timer) => timer.callback !== undefined).sort(compare);
    this.#cancelled = 0;
  }
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
