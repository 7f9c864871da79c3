import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyQuietRatio,
  quietCeiling,
  quietRatioStep,
} from '../../../../src/acoustics/estimation/quiet-seconds-bound.ts';

const minute = (ratios: readonly (number | null)[], from = emptyQuietRatio()) =>
  ratios.reduce((state, ratio) => quietRatioStep(state, ratio), from);

test('the ceiling is never below the source, whatever else is heard', () => {
  const other = fc.double({ min: 0, max: 50, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(other, { minLength: 180, maxLength: 180 }),
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      (others, truth) => {
        const ceiling = quietCeiling(minute(others.map((more) => truth + more)));
        expect(ceiling).not.toBeNull();
        expect(ceiling).toBeGreaterThanOrEqual(truth);
      },
    ),
  );
});

test('voices that leave a few seconds of quiet do not raise it', () => {
  const talk = Array.from({ length: 60 }, (_, second) => (second % 12 === 0 ? 1.1 : 30));
  expect(quietCeiling(minute(talk))).toBeCloseTo(1.1, 6);
});

test('without a minute in which the source stood still there is none; an old minute goes', () => {
  expect(quietCeiling(emptyQuietRatio())).toBeNull();
  expect(quietCeiling(minute(Array.from({ length: 60 }, () => null)))).toBeNull();
  const quiet = minute(Array.from({ length: 60 }, () => 1));
  const later = minute(
    Array.from({ length: 180 }, () => 2),
    quiet,
  );
  expect(quietCeiling(later)).toBe(2);
});

test('of the latest minutes the quietest says how loud the source can be at most', () => {
  const of = (ratio: number) => Array.from({ length: 60 }, () => ratio);
  expect(quietCeiling(minute([...of(3), ...of(1.2), ...of(2)]))).toBeCloseTo(1.2, 6);
});
