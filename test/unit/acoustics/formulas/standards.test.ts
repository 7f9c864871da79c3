/** Constants and tables of standards, by numbers computed by hand. */

import { expect, test } from 'vitest';
import { divergedLevel, pressureLevel } from '../../../../src/acoustics/formulas/propagation.ts';
import { tonalAdjustment } from '../../../../src/acoustics/formulas/tonality.ts';

test('ISO 9613-2 takes 11 dB for the sphere and 3 dB for hard ground: 8 dB, not 7.98', () => {
  expect(divergedLevel(73, 1)).toBe(65);
  expect(divergedLevel(73, 10)).toBeCloseTo(45, 9);
  expect(divergedLevel(90, 20, 0)).toBeCloseTo(90 - 11 - 26.0206, 4);
  expect(pressureLevel(73, 1)).toBeCloseTo(65.018, 3);
});

test('ISO 1996-2:2017 table J.1: the adjustment by mean audibility, at each edge', () => {
  const fine = [-1, 0, 0.1, 2, 2.1, 4, 4.1, 6, 6.1, 9, 9.1, 12, 12.1, 20].map((dB) => tonalAdjustment(dB));
  expect(fine).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  const coarse = [0, 2, 2.1, 9, 9.1].map((dB) => tonalAdjustment(dB, 'coarse'));
  expect(coarse).toEqual([0, 0, 3, 3, 6]);
});
