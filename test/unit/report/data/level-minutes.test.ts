import { expect, test } from 'vitest';
import { sumHistograms } from '../../../../src/report/data/level-minutes.ts';

test('classes of several minutes are added class by class, wherever each begins', () => {
  const sum = sumHistograms([
    { firstClass: 400, counts: [1, 0, 2] },
    { firstClass: 398, counts: [5] },
    { firstClass: 0, counts: [] },
    { firstClass: 402, counts: [1, 4] },
  ]);
  expect(sum).toEqual({ firstClass: 398, counts: [5, 0, 1, 0, 3, 4] });
});

test('minutes without a second have no classes together', () => {
  const nothing = { firstClass: 0, counts: [] };
  expect(sumHistograms([nothing, nothing])).toEqual(nothing);
  expect(sumHistograms([])).toEqual(nothing);
});
