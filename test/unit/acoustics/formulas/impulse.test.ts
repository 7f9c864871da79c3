import { expect, test } from 'vitest';
import { impulseProminence, taktMaximum } from '../../../../src/acoustics/formulas/impulse.ts';

test('the takt maximum level is the energy mean of the maxima, its adjustment what it is above LAeq', () => {
  const takt = taktMaximum([[50, 60], [60, 50], []]);
  const laeqDb = 10 * Math.log10((10 ** 6 + 10 ** 5) / 2);
  expect(takt?.taktDb).toBeCloseTo(60, 9);
  expect(takt?.laeqDb).toBeCloseTo(laeqDb, 9);
  expect(takt?.adjustmentDb).toBeCloseTo(60 - laeqDb, 9);
});

test('no interval, or none with a level, gives nothing', () => {
  expect(taktMaximum([])).toBeNull();
  expect(taktMaximum([[], []])).toBeNull();
});

test('an onset counts when it is faster than 10 dB/s and prominent', () => {
  expect(impulseProminence(1000, 10)).toEqual({ prominence: 11, adjustmentDb: 1.8 * 6 });
  expect(impulseProminence(10, 100).adjustmentDb).toBe(0);
  expect(impulseProminence(10, 100).prominence).toBeCloseTo(7, 12);
  expect(impulseProminence(0, 10)).toEqual({ prominence: null, adjustmentDb: 0 });
  expect(impulseProminence(10, 0)).toEqual({ prominence: null, adjustmentDb: 0 });
});
