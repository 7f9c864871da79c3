import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { createCycle } from '../../../src/gateway/cycle.ts';
import type { Clock } from '../../../src/ports/clock.ts';

/** A clock whose timers ring when the test says, so also late. */
function createLateClock() {
  let nowMs = 0;
  let timer: { atMs: number; callback: () => void } | undefined;
  const clock: Clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    wallSync: () => ({ synced: true, source: 'test' }),
    at(atMs, callback) {
      timer = { atMs, callback };
      return () => {
        timer = undefined;
      };
    },
  };
  return {
    clock,
    dueMs: () => timer?.atMs,
    /** Rings the timer `lateMs` after it was due. */
    ring(lateMs = 0) {
      const due = timer;
      timer = undefined;
      if (due === undefined) return;
      nowMs = due.atMs + lateMs;
      due.callback();
    },
  };
}

test('each deadline comes from the one before, so lateness does not add up', () => {
  const late = createLateClock();
  const counts: number[] = [];
  const cycle = createCycle(late.clock, 1000, (count) => counts.push(count));
  cycle.start(1000);
  for (let beat = 1; beat <= 100; beat += 1) {
    expect(late.dueMs()).toBe(beat * 1000);
    late.ring(30);
  }
  expect(counts).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(cycle.counters()).toEqual({ count: 100, overruns: 0, lateP99Ms: 30 });
});

test('a cycle that starts whole periods late counts them as overruns and skips them', () => {
  const late = createLateClock();
  let runs = 0;
  const cycle = createCycle(late.clock, 1000, () => {
    runs += 1;
  });
  cycle.start(1000);
  late.ring();
  late.ring(3400);
  expect(late.dueMs()).toBe(6000);
  expect(runs).toBe(2);
  expect(cycle.counters().overruns).toBe(3);
  late.ring(999);
  expect(late.dueMs()).toBe(7000);
  expect(cycle.counters()).toMatchObject({ count: 3, overruns: 3 });
});

test('the next deadline stands before the work begins, so work that throws does not stop the heart', () => {
  const late = createLateClock();
  const cycle = createCycle(late.clock, 500, () => {
    throw new Error('broken');
  });
  cycle.start(500);
  expect(() => late.ring()).toThrow('broken');
  expect(late.dueMs()).toBe(1000);
});

test('a stopped cycle has no deadline, and stopping twice is harmless', () => {
  const late = createLateClock();
  const cycle = createCycle(late.clock, 1000, () => {});
  cycle.start(1000);
  cycle.stop();
  cycle.stop();
  expect(late.dueMs()).toBeUndefined();
});

test('the lateness reported is of the latest cycles, not of the whole life', () => {
  const late = createLateClock();
  const cycle = createCycle(late.clock, 1000, () => {});
  cycle.start(1000);
  for (let beat = 0; beat < 20; beat += 1) late.ring(400);
  expect(cycle.counters().lateP99Ms).toBe(400);
  for (let beat = 0; beat < 600; beat += 1) late.ring(1);
  expect(cycle.counters().lateP99Ms).toBe(1);
});

test('one more runs at once between two deadlines, which stay; none near the next, before the start and after the stop', () => {
  const clock = createVirtualClock({ startWallMs: 0 });
  const ranMs: number[] = [];
  const cycle = createCycle(clock, 1000, () => ranMs.push(clock.nowMs()));
  cycle.soon();
  cycle.start(1000);
  clock.runUntil(300);
  cycle.soon();
  expect(ranMs).toEqual([]);
  clock.runUntil(1900);
  cycle.soon();
  clock.runUntil(2400);
  cycle.soon();
  cycle.stop();
  clock.runUntil(5000);
  expect(ranMs).toEqual([300, 1000, 2000]);
  expect(cycle.counters()).toMatchObject({ count: 3, overruns: 0 });
});
