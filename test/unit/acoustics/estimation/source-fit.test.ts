import { expect, test } from 'vitest';
import {
  backgroundStep,
  fitStep,
  fittedEnergy,
  inflateCovariance,
  outlierWeight,
  priorFit,
  sourceDeviation,
  sourceEnergy,
} from '../../../../src/acoustics/estimation/source-fit.ts';

const prior = priorFit({ energies: [8, 6], deviations: [4, 2], correlation: 0.5 }, 10);

test('a prior gives each energy its own variance, the sources a common part, and the background none of it', () => {
  expect(prior).toEqual({
    energies: [10, 8, 6],
    covariance: [
      [100, 0, 0],
      [0, 16, 4],
      [0, 4, 4],
    ],
  });
});

test('the fitted energy counts the background once, the energy of the sources not at all', () => {
  expect(fittedEnergy(prior, [0.5, 1])).toBe(20);
  expect(sourceEnergy(prior, [0.5, 1])).toBe(10);
  // 0.25 * 16 + 1 * 4 + 2 * 0.5 * 4
  expect(sourceDeviation(prior, [0.5, 1])).toBeCloseTo(Math.sqrt(12), 12);
});

test('a second as expected moves no energy and makes them surer', () => {
  const { energies, covariance } = fitStep(prior, [0.5, 1], 20, 1);
  expect(energies).toEqual(prior.energies);
  for (const index of [0, 1, 2])
    expect(covariance[index]?.[index]).toBeLessThan(prior.covariance[index]?.[index] ?? 0);
});

test('no source takes sound away, however quiet the second', () => {
  const { energies } = fitStep(prior, [1, 1], 0, 1);
  for (const energy of energies) expect(energy).toBeGreaterThanOrEqual(0);
});

test('standing still corrects the background alone', () => {
  const { energies, covariance } = backgroundStep(prior, [0, 0], 16, 1);
  expect(energies.slice(1)).toEqual([8, 6]);
  expect(energies[0]).toBeCloseTo(10 + (100 / 101) * 6, 12);
  expect(covariance[0]?.[0]).toBeCloseTo(100 / 101, 12);
  expect(covariance.slice(1).map((row) => row.slice(1))).toEqual([
    [16, 4],
    [4, 4],
  ]);
});

test('a variance grows by its part as far as its ceiling, and never shrinks to it', () => {
  const { covariance } = inflateCovariance(prior, [5, 5, 5], [200, 18, 3]);
  expect([0, 1, 2].map((index) => covariance[index]?.[index])).toEqual([105, 18, 4]);
  expect(covariance[1]?.[2]).toBe(4);
});

test('only loud outliers lose weight, from k sigma on', () => {
  expect([-100, 0, 2, 3, 6].map((residual) => outlierWeight(residual, 2))).toEqual([1, 1, 1, 1, 0.25]);
  expect(outlierWeight(8, 2, 1)).toBe(0.0625);
});
