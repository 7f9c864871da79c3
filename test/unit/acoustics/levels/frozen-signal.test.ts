import { expect, test } from 'vitest';
import { type HeldLevel, heldLevel } from '../../../../src/acoustics/levels/frozen-signal.ts';

function after(levels: readonly (number | null)[]): HeldLevel | undefined {
  let now: HeldLevel | undefined;
  levels.forEach((levelDb, second) => {
    now = heldLevel(now, levelDb, second * 1000);
  });
  return now;
}

const same = (levelDb: number, seconds: number): number[] =>
  Array.from({ length: seconds + 1 }, () => levelDb);

test('the same level for five minutes is a frozen value, one second less is none', () => {
  expect(after(same(47.3, 299))?.isFrozen).toBe(false);
  expect(after(same(47.3, 300))?.isFrozen).toBe(true);
});

test('a level on the floor of cheap sensors is doubted after a minute', () => {
  expect(after(same(30, 59))?.isFrozen).toBe(false);
  expect(after(same(30, 60))?.isFrozen).toBe(true);
  expect(after(same(30.1, 60))?.isFrozen).toBe(false);
});

test('the first other level is believed again', () => {
  expect(after([...same(47.3, 400), 47.4])?.isFrozen).toBe(false);
});

test('one failed reading ends the standstill', () => {
  expect(after([...same(47.3, 299), null, 47.3])?.isFrozen).toBe(false);
});
