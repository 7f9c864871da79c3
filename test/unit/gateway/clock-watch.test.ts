import { expect, test } from 'vitest';
import { clockEvent, createClockWatch } from '../../../src/gateway/clock-watch.ts';
import { inEnglish } from '../../../src/language/say.ts';

test('each step of more than a second is seen once, with its size; what a time service does gently is none', () => {
  const watch = createClockWatch();
  const wallMs = (nowMs: number, setMs: number) => 1e12 + nowMs * 1.0005 + setMs;
  expect(watch(0, wallMs(0, 0))).toBeNull();
  for (let nowMs = 1000; nowMs < 600_000; nowMs += 1000) expect(watch(nowMs, wallMs(nowMs, 0))).toBeNull();
  expect(watch(601_000, wallMs(601_000, 3_600_000))).toBeCloseTo(3_600_001, -1);
  expect(watch(602_000, wallMs(602_000, 3_600_000))).toBeNull();
  expect(watch(603_000, wallMs(603_000, 3_599_500))).toBeNull();
  expect(watch(604_000, wallMs(604_000, 0))).toBeLessThan(-3_599_000);
});

test('the event says by how much and in which direction', () => {
  expect(inEnglish(clockEvent(315_360_000_000, 0).message)).toContain('set forward by 315360000 s');
  expect(inEnglish(clockEvent(-1500, 0).message)).toContain('set back by 1.5 s');
});
