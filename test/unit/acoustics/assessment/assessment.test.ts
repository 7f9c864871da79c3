/** What the vectors leave open: margins, outliers, forgetting, thresholds met exactly. */

import { expect, test } from 'vitest';
import { gbCorrection, isoCorrection } from '../../../../src/acoustics/assessment/background.ts';
import {
  allowedLevel,
  budgetEnergy,
  endForecast,
  pace,
  secondsLeft,
  usedShare,
} from '../../../../src/acoustics/assessment/budget.ts';
import { fitStep, fittedEnergy, outlierWeight } from '../../../../src/acoustics/estimation/source-fit.ts';
import { dutyShare } from '../../../../src/acoustics/formulas/levels.ts';
import { rollingAllowance } from '../../../../src/acoustics/formulas/rolling.ts';
import { calibrationDrift } from '../../../../src/acoustics/levels/calibration.ts';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import { roundHalfEven } from '../../../../src/acoustics/levels/rounding.ts';
import { isRepresentative, isWeatherDisturbed } from '../../../../src/acoustics/periods/validity.ts';
import { emptyFit } from '../empty-fit.ts';

const night = { limitDb: 45, marginDb: 0, periodS: 28_800 };

test('a margin is as good as a lower limit', () => {
  expect(budgetEnergy({ ...night, marginDb: 2 })).toBe(budgetEnergy({ ...night, limitDb: 43 }));
});

test('at the limit all the time the night is on course and ends with nothing left', () => {
  const halfS = 14_400;
  const used = halfS * energyOf(45);
  expect(pace(night, used, halfS)).toBeCloseTo(1, 9);
  expect(pace(night, 0, 0)).toBeNull();
  expect(allowedLevel(night, used, halfS)).toBeCloseTo(45, 9);
  expect(endForecast(night, used, halfS, 45)).toBeCloseTo(45, 9);
  expect(endForecast(night, used, halfS, 55)).toBeCloseTo(52.4, 1);
  expect(usedShare(night, 2 * used)).toBeCloseTo(1, 9);
});

test('an exhausted budget allows nothing and leaves no second', () => {
  const used = 10_800 * energyOf(50);
  expect(allowedLevel(night, used, 18_000)).toBeNull();
  expect(secondsLeft(night, used, 45)).toBe(0);
  expect(allowedLevel(night, 0, 0)).toBeNull();
});

test('a duty lies between never and always', () => {
  expect(dutyShare(45, 50, 40)).toBeCloseTo(0.24025, 4);
  expect([
    dutyShare(39, 50, 40),
    dutyShare(51, 50, 40),
    dutyShare(45, 40, 40),
    dutyShare(30, 40, 40),
  ]).toEqual([0, 1, 1, 0]);
});

test('what the rolling window still allows brings it to its cap, and nothing when it is past it', () => {
  const past = 3000 * energyOf(43);
  const allowedDb = rollingAllowance(44, 3600, past, 600);
  expect(levelOf((past + 600 * energyOf(allowedDb ?? 0)) / 3600)).toBeCloseTo(44, 9);
  expect(rollingAllowance(44, 3600, 3000 * energyOf(50), 600)).toBeNull();
});

test('thresholds in decimals are met where binary fractions miss them', () => {
  expect(gbCorrection(53.1, 50.1, 'table-on-rounded')).toMatchObject({
    status: 'corrected',
    correctionDb: -3,
  });
  expect(isoCorrection(53.1, 50.1).reliable).toBe(false);
  expect(calibrationDrift(94.2, 93.7).valid).toBe(true);
  expect(calibrationDrift(94.2, 93.6).valid).toBe(false);
  expect([roundHalfEven(1.005, 2), roundHalfEven(-2.5), roundHalfEven(-3.5)]).toEqual([1, -2, -4]);
});

test('a table correction at each whole difference', () => {
  const corrections = [3, 4, 5, 6, 7, 8, 9, 10].map((difference) => {
    const result = gbCorrection(50 + difference, 50, 'table-on-rounded');
    return result.status === 'corrected' ? result.correctionDb : null;
  });
  expect(corrections).toEqual([-3, -2, -2, -1, -1, -1, -1, -1]);
  expect(gbCorrection(61, 50, 'round-first')).toEqual({ status: 'no-correction', resultDb: 61 });
});

test('a residual as loud as the total leaves the measured level as an upper bound', () => {
  expect(isoCorrection(50, 50)).toEqual({ correctedDb: null, reliable: false, reportableDb: 50 });
});

test('enough valid time makes a period representative', () => {
  expect(isRepresentative({ kind: 'night', validS: 21_600 })).toBe(true);
  expect(isRepresentative({ kind: 'night', validS: 21_599 })).toBe(false);
  expect(isRepresentative({ kind: 'minute', validS: 44 })).toBe(false);
});

test('wind from 5 m/s and any rain disturb, an unknown does not', () => {
  expect([isWeatherDisturbed(4.9, 0), isWeatherDisturbed(null, null)]).toEqual([false, false]);
  expect([isWeatherDisturbed(5, 0), isWeatherDisturbed(0, 0.1)]).toEqual([true, true]);
});

/** Energies heard while a fan steps up and down, with a loud voice every seventh second. */
function fitWithVoices(weighted: boolean) {
  const [background, fan, sigma] = [energyOf(42), energyOf(50), energyOf(30)];
  let fit = emptyFit(1, 1e12);
  for (let second = 0; second < 600; second++) {
    const drive = ((second % 60) / 60) ** 5;
    const heard = background + fan * drive + (second > 60 && second % 7 === 0 ? energyOf(62) : 0);
    const weight = weighted
      ? outlierWeight(heard - fittedEnergy(fit, [drive]), second > 60 ? sigma : 1e12)
      : 1;
    fit = fitStep(fit, [drive], heard, 1, weight);
  }
  return fit.energies.map((energy) => levelOf(energy) ?? Number.NaN);
}

test('voices do not count as equipment where outliers lose their weight', () => {
  const [backgroundDb = 0, fanDb = 0] = fitWithVoices(true);
  expect(Math.abs(backgroundDb - 42)).toBeLessThan(0.1);
  expect(Math.abs(fanDb - 50)).toBeLessThan(0.1);
  expect(fitWithVoices(false)[0]).toBeGreaterThan(48);
});

test('only loud outliers lose weight', () => {
  expect([outlierWeight(-100, 1), outlierWeight(1.5, 1), outlierWeight(3, 1)]).toEqual([1, 1, 0.25]);
});

test('a fit that forgets follows a fan that grew louder, one that keeps all lags behind', () => {
  const after = (forgetting: number): number => {
    let fit = emptyFit(1, 1e12);
    for (let second = 0; second < 1200; second++) {
      const drive = (second % 10) / 10;
      fit = fitStep(fit, [drive], energyOf(40) + energyOf(second < 600 ? 50 : 53) * drive, forgetting);
    }
    return levelOf(fit.energies[1] ?? 0) ?? Number.NaN;
  };
  expect(after(0.98)).toBeCloseTo(53, 3);
  expect(after(1)).toBeLessThan(52.5);
});

test('no source takes sound away', () => {
  let fit = emptyFit(1, 1e12);
  for (const [drive, energy] of [
    [0, 100],
    [1, 50],
  ] as const) {
    fit = fitStep(fit, [drive], energy, 1);
  }
  for (const energy of fit.energies) expect(energy).toBeGreaterThanOrEqual(0);
});
