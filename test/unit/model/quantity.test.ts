import { expect, test } from 'vitest';
import { isPlausible, type Quantity, quantities, specOf } from '../../../src/model/quantity.ts';

const names = Object.keys(quantities) as Quantity[];

test.each(names)('%s has a range that means something', (quantity) => {
  const { min, max } = specOf(quantity);
  expect(min).toBeLessThan(max);
  expect(isPlausible(quantity, min)).toBe(true);
  expect(isPlausible(quantity, max)).toBe(true);
});

test.each(names)('%s cannot be NaN, infinite or beyond its range', (quantity) => {
  const { min, max } = specOf(quantity);
  const beyond = (max - min) * 1e-6;
  const wrong = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, min - beyond, max + beyond];
  for (const value of wrong) expect(isPlausible(quantity, value)).toBe(false);
});

test('only levels that stand for a stretch of time integrate, a maximum does not', () => {
  expect(names.filter((name) => specOf(name).integrates)).toEqual(['sound.laeq', 'sound.laf']);
});
