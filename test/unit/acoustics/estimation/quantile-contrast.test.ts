/** The cross-check that listens to quiet moments only. */

import { expect, test } from 'vitest';
import {
  type Contrast,
  contrastDb,
  contrastStep,
  emptyContrast,
} from '../../../../src/acoustics/estimation/quantile-contrast.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { chanceOf, normal } from '../../control/attribution/night-scene.ts';

const FLOOR = energyOf(41);
const BLOCK_S = 900;

/** Hours of a source that swings to `sourceDb`, modelled `errorDb` too quiet, with talk whenever it is loud. */
function heard(hours: number, sourceDb: number, errorDb: number, talk: boolean): Contrast {
  const chance = chanceOf(1);
  let contrast = emptyContrast();
  for (let second = 0; second < hours * 3600; second += 1) {
    const drive = 0.5 - 0.5 * Math.cos(second / 100);
    const source = energyOf(sourceDb) * drive;
    const voice = talk && drive > 0.5 && chance() < 0.7 ? energyOf(52) : 0;
    const floor = FLOOR * 10 ** (0.05 * normal(chance));
    contrast = contrastStep(contrast, floor + source + voice, source / energyOf(errorDb));
  }
  return contrast;
}

test('agrees with a model that is right, and says by how much it is wrong', () => {
  expect(contrastDb(heard(4, 44, 0, false))).toBeCloseTo(0, 0);
  expect(contrastDb(heard(4, 44, 3, false))).toBeCloseTo(3, 0);
  expect(contrastDb(heard(4, 44, -3, false))).toBeCloseTo(-3, 0);
});

test('is not taken in by talk that fills seven seconds in ten while the source is loud', () => {
  expect(Math.abs(contrastDb(heard(4, 44, 0, true)) ?? 99)).toBeLessThan(0.8);
});

test('has no opinion before a dozen blocks in which the source was heard moving', () => {
  expect(contrastDb(emptyContrast())).toBeNull();
  expect(contrastDb(heard(2.9, 44, 0, false))).toBeNull();
  const faint = heard(4, 30, 0, false);
  expect(faint.ratios).toEqual(Array.from({ length: (4 * 3600) / BLOCK_S }, () => null));
  expect(contrastDb(faint)).toBeNull();
});

test('remembers a day of blocks and no more', () => {
  let contrast = emptyContrast();
  for (let second = 0; second < 100 * BLOCK_S; second += 1) contrast = contrastStep(contrast, FLOOR, 0);
  expect(contrast.ratios).toHaveLength(96);
});

test('a source that is not there at all is told as a very low level, not as minus infinity', () => {
  const chance = chanceOf(3);
  let contrast = emptyContrast();
  for (let second = 0; second < 4 * 3600; second += 1) {
    const modelled = energyOf(44) * (0.5 - 0.5 * Math.cos(second / 100));
    contrast = contrastStep(contrast, FLOOR * 10 ** (0.05 * normal(chance)) - 0.1 * modelled, modelled);
  }
  expect(contrastDb(contrast)).toBe(-20);
});
