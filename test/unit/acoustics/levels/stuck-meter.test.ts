import { expect, test } from 'vitest';
import { type Standstill, standstill } from '../../../../src/acoustics/levels/stuck-meter.ts';

function after(levels: readonly (number | null)[]): Standstill | undefined {
  let now: Standstill | undefined;
  levels.forEach((levelDb, second) => {
    now = standstill(now, levelDb, second * 1000);
  });
  return now;
}

const same = (levelDb: number, seconds: number): number[] =>
  Array.from({ length: seconds + 1 }, () => levelDb);

test('the same level for five minutes is a frozen value, one second less is none', () => {
  expect(after(same(47.3, 299))?.isStuck).toBe(false);
  expect(after(same(47.3, 300))?.isStuck).toBe(true);
});

test('a level on the floor of cheap sensors is doubted after a minute', () => {
  expect(after(same(30, 59))?.isStuck).toBe(false);
  expect(after(same(30, 60))?.isStuck).toBe(true);
  expect(after(same(30.1, 60))?.isStuck).toBe(false);
});

test('the first other level is believed again', () => {
  expect(after([...same(47.3, 400), 47.4])?.isStuck).toBe(false);
});

test('one failed reading ends the standstill', () => {
  expect(after([...same(47.3, 299), null, 47.3])?.isStuck).toBe(false);
});
