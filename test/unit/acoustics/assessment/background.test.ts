import { expect, test } from 'vitest';
import { correctedUncertainty, isoCorrection } from '../../../../src/acoustics/assessment/background.ts';
import { isSteady } from '../../../../src/acoustics/assessment/level-finding.ts';

test('a residual as loud as the total leaves no corrected level and no uncertainty of it', () => {
  for (const residualDb of [50, 51]) {
    expect(correctedUncertainty(50, residualDb, 0.5, 0.5)).toBeNull();
    expect(isoCorrection(50, residualDb)).toEqual({ correctedDb: null, reliable: false, reportableDb: 50 });
  }
});

test('a correction is reliable above 3 dB of margin, and its uncertainty grows as the margin shrinks', () => {
  expect(isoCorrection(53, 50)).toMatchObject({ reliable: false, reportableDb: 53 });
  const { reliable, reportableDb } = isoCorrection(53.1, 50);
  expect(reliable).toBe(true);
  expect(reportableDb).toBeCloseTo(10 * Math.log10(10 ** 5.31 - 10 ** 5), 9);
  // With 10 dB of margin a tenth of the energy is the residual's: F.9 by hand.
  expect(correctedUncertainty(60, 50, 0.5, 1)).toBeCloseTo(Math.hypot(0.5, 0.1) / 0.9, 12);
});

test('levels within the fluctuation are steady, at the limit too; no level is nothing steady', () => {
  expect(isSteady([50, 53], 3)).toBe(true);
  expect(isSteady([50, 53.1], 3)).toBe(false);
  expect(isSteady([], 3)).toBe(false);
});
