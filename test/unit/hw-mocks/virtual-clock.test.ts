import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';

const startWallMs = Date.UTC(2024, 0, 1);

test('timers run in order of time, those of one time in the order they were set', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 200 }), (times) => {
      const clock = createVirtualClock({ startWallMs });
      const ran: { readonly atMs: number; readonly index: number }[] = [];
      times.forEach((atMs, index) => {
        clock.at(atMs, () => ran.push({ atMs: clock.nowMs(), index }));
      });
      clock.runUntil(50);
      const expected = times
        .map((atMs, index) => ({ atMs, index }))
        .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
      expect(ran).toEqual(expected);
    }),
  );
});

test('a cancelled timer never runs, also among thousands, and is no longer pending', () => {
  const clock = createVirtualClock({ startWallMs });
  const ran: number[] = [];
  const cancels = Array.from({ length: 5000 }, (_, index) => clock.at(index % 97, () => ran.push(index)));
  cancels.forEach((cancel, index) => {
    if (index % 3 !== 0) cancel();
  });
  cancels[1]?.();
  expect(clock.pending).toBe(1667);
  clock.runUntil(100);
  expect(ran).toHaveLength(1667);
  expect(ran.every((index) => index % 3 === 0)).toBe(true);
  expect(clock.pending).toBe(0);
  cancels[0]?.();
  expect(clock.pending).toBe(0);
});

test('a timer may set and cancel others; one set for the past runs now, behind what is due now', () => {
  const clock = createVirtualClock({ startWallMs });
  const ran: string[] = [];
  const cancelLate = clock.at(20, () => ran.push('never'));
  clock.at(10, () => {
    ran.push(`first at ${clock.nowMs()}`);
    cancelLate();
    clock.at(3, () => ran.push(`past at ${clock.nowMs()}`));
  });
  clock.at(10, () => ran.push('second'));
  clock.runUntil(30);
  expect(ran).toEqual(['first at 10', 'second', 'past at 10']);
  expect(clock.nowMs()).toBe(30);
});

test('runUntil includes its end and leaves later timers; runNext jumps to them', () => {
  const clock = createVirtualClock({ startWallMs });
  const ran: number[] = [];
  for (const atMs of [5, 10, 11]) clock.at(atMs, () => ran.push(atMs));
  clock.runUntil(10);
  expect(ran).toEqual([5, 10]);
  expect(clock.runNext()).toBe(true);
  expect(clock.nowMs()).toBe(11);
  expect(clock.runNext()).toBe(false);
});

test('a step of the wall clock moves labels, not timers', () => {
  const clock = createVirtualClock({ startWallMs });
  let ranAtMs = Number.NaN;
  clock.at(1000, () => {
    ranAtMs = clock.nowMs();
  });
  clock.runUntil(500);
  clock.stepWall(-3_600_000);
  expect(clock.wallMs()).toBe(startWallMs + 500 - 3_600_000);
  clock.runUntil(2000);
  expect(ranAtMs).toBe(1000);
});
