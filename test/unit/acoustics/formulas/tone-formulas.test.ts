/** Tables and formulas of tones and onsets, against numbers worked out by hand. */

import { expect, test } from 'vitest';
import { lineTones } from '../../../../src/acoustics/formulas/narrow-band.ts';
import {
  addShortLevel,
  impulsesOf,
  newOnsetTrack,
  worstImpulse,
  worstOnset,
} from '../../../../src/acoustics/formulas/onsets.ts';
import { addToTakt, newTakt, taktExcess } from '../../../../src/acoustics/formulas/takt.ts';
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

test('a bang in rows of 10 ms is weighted F first: 30 dB in a moment rise as the weighting lets them', () => {
  const track = newOnsetTrack();
  const fastDb: number[] = [];
  let energy = 10 ** 4;
  for (let row = 0; row < 300; row++) {
    const levelDb = row >= 100 && row < 130 ? 70 : 40;
    addShortLevel(track, row * 0.01, 0.01, levelDb);
    energy += (10 ** (levelDb / 10) - energy) * (1 - Math.exp(-0.01 / 0.125));
    fastDb.push(10 * Math.log10(energy));
  }
  const worst = worstOnset(track);
  const whole = worstImpulse(impulsesOf(fastDb, 0.01) ?? []);
  expect(worst?.prominence).toBeCloseTo(whole?.prominence ?? 0, 9);
  // What a burst of 0.3 s reaches in F, less the end of the rise, which is slower than 10 dB/s.
  const reached = 30 + 10 * Math.log10(1 - Math.exp(-0.3 / 0.125));
  expect(worst?.riseDb).toBeLessThan(reached);
  expect(worst?.riseDb).toBeGreaterThan(reached - 1);
  expect(worst?.adjustmentDb).toBeGreaterThan(5);
  const calm = newOnsetTrack();
  for (let row = 0; row < 300; row++) addShortLevel(calm, row * 0.01, 0.01, 40);
  expect(worstOnset(calm)).toBeNull();
});

test('a hole in the rows is no onset', () => {
  const track = newOnsetTrack();
  for (let row = 0; row < 100; row++) addShortLevel(track, row * 0.01, 0.01, 40);
  for (let row = 0; row < 100; row++) addShortLevel(track, 60 + row * 0.01, 0.01, 70);
  expect(worstOnset(track)).toBeNull();
});

test('LAFTeq - LAeq of seconds with LAFmax: bangs of 60 dB in every second interval over 40 dB', () => {
  const sums = newTakt();
  for (let second = 0; second < 600; second++) addToTakt(sums, second, 1, 40, second % 10 === 0 ? 60 : 40);
  // LAFTeq = 10 lg ((E(60) + E(40)) / 2), LAeq = 40.
  expect(taktExcess(sums)).toBeCloseTo(10 * Math.log10((10 ** 6 + 10 ** 4) / 2) - 40, 9);
  const few = newTakt();
  for (let second = 0; second < 60; second++) addToTakt(few, second, 1, 40, 60);
  expect(taktExcess(few)).toBeNull();
  const without = newTakt();
  for (let second = 0; second < 600; second++) addToTakt(without, second, 1, 40, null);
  expect(taktExcess(without)).toBeNull();
});
