/** Tables and formulas of tones and onsets, against numbers worked out by hand. */

import { expect, test } from 'vitest';
import { lineTones } from '../../../../src/acoustics/formulas/narrow-band.ts';
import { impulsesOf, worstImpulse } from '../../../../src/acoustics/formulas/onsets.ts';
import {
  audibilitySteps,
  coarseSteps,
  lowFrequencyAdjustment,
  meanNeighbourAdjustment,
  stepAdjustment,
} from '../../../../src/acoustics/formulas/tone-adjustments.ts';

test('audibility to Kt: the edges of table J.1 belong to the lower step', () => {
  const at = [-1, 0, 0.1, 2, 2.1, 4, 6, 9, 12, 12.1];
  expect(at.map((db) => stepAdjustment(audibilitySteps, db))).toEqual([0, 0, 1, 1, 2, 2, 3, 4, 5, 6]);
  expect(at.map((db) => stepAdjustment(coarseSteps, db))).toEqual([0, 0, 0, 0, 3, 3, 3, 3, 6, 6]);
});

test('RD 1367: a band against the mean of its neighbours, and Kf by the difference of C and A', () => {
  const bandsHz = [80, 100, 125, 160, 200];
  expect(meanNeighbourAdjustment(bandsHz, [40, 47.9, 40, 40, 40])).toBe(0);
  expect(meanNeighbourAdjustment(bandsHz, [40, 48, 40, 40, 40])).toBe(3);
  expect(meanNeighbourAdjustment(bandsHz, [40, 52.1, 40, 40, 40])).toBe(6);
  expect([10, 10.1, 15, 15.1].map(lowFrequencyAdjustment)).toEqual([0, 3, 3, 6]);
});

test('a line in a flat spectrum: its level, the noise in its critical band, its audibility', () => {
  // 2 Hz lines at 30 dB, one line of 60 dB at 1000 Hz. Noise: 30 + 10 lg(200 / 3); audibility by C.3.
  const levels = Array.from({ length: 2000 }, (_, line) => (line === 500 ? 60 : 30));
  const [tone, ...others] = lineTones(levels, 2);
  expect(others).toEqual([]);
  expect(tone?.hz).toBe(1000);
  expect(tone?.levelDb).toBeCloseTo(60 - 10 * Math.log10(1.5), 6);
  expect(tone?.maskingDb).toBeCloseTo(48.2391, 3);
  expect(tone?.audibilityDb).toBeCloseTo(58.2391 - 48.2391 + 2 + Math.log10(1 + (1000 / 502) ** 2.5), 3);
  expect(
    lineTones(
      levels.map(() => 30),
      2,
    ),
  ).toEqual([]);
});

test('an onset of 30 dB in 0.1 s has a prominence of 10.4; slow rises are none, and coarse tracks say nothing', () => {
  const bang = [40, 40, 47.5, 55, 62.5, 70, 70, 69, 68];
  const worst = worstImpulse(impulsesOf(bang, 0.025) ?? []);
  // P = 3 lg 300 + 2 lg 30; KI = 1.8 (P - 5).
  expect(worst).toMatchObject({ atS: 0.025, riseDb: 30 });
  expect(worst?.onsetDbPerS).toBeCloseTo(300, 6);
  expect(worst?.prominence).toBeCloseTo(10.3856, 3);
  expect(worst?.adjustmentDb).toBeCloseTo(9.6941, 3);
  expect(impulsesOf([40, 40.2, 40.4, 40.6], 0.025)).toEqual([]);
  expect(impulsesOf(bang, 1)).toBeNull();
});
