import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceWithin, sourceOfExcess } from '../../../../src/acoustics/assessment/source-certainty.ts';

test('36 +- 3 dB is below 45 with more than 99 %, at the limit it is as likely as not', () => {
  expect(chanceWithin(36, 3, 45)).toBeCloseTo(0.99865, 5);
  expect(chanceWithin(45, 3, 45)).toBeCloseTo(0.5, 6);
  expect(chanceWithin(48, 3, 45)).toBeCloseTo(0.158655, 5);
  // z = 1.644854 is the 95th percentile.
  expect(chanceWithin(45 - 1.644854, 1, 45)).toBeCloseTo(0.95, 6);
});

test('without any doubt it is one or the other', () => {
  expect(chanceWithin(45, 0, 45)).toBe(1);
  expect(chanceWithin(45.01, 0, 45)).toBe(0);
});

test('the chance falls with the level and is a chance', () => {
  const level = fc.double({ min: 0, max: 120, noNaN: true });
  fc.assert(
    fc.property(level, level, fc.double({ min: 0.01, max: 30, noNaN: true }), (a, b, uncertaintyDb) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const [more, less] = [chanceWithin(low, uncertaintyDb, 45), chanceWithin(high, uncertaintyDb, 45)];
      expect(more).toBeGreaterThanOrEqual(less - 1e-7);
      expect(Math.min(more, less)).toBeGreaterThanOrEqual(-1e-7);
      expect(Math.max(more, less)).toBeLessThanOrEqual(1 + 1e-7);
    }),
  );
});

test('nobody is named while the level is not trusted, however far it lies from the limit', () => {
  for (const levelDb of [0, 30, 45, 60, 100])
    expect(sourceOfExcess({ levelDb, uncertaintyDb: 0.1, isTrusted: false }, 45)).toBe('unknown');
  expect(sourceOfExcess(null, 45)).toBe('unknown');
});

test('within the doubt about the limit nobody is named either', () => {
  const trusted = (levelDb: number) => sourceOfExcess({ levelDb, uncertaintyDb: 1, isTrusted: true }, 45);
  expect(trusted(43.7)).toBe('other');
  expect(trusted(43.8)).toBe('unknown');
  expect(trusted(46.2)).toBe('unknown');
  expect(trusted(46.3)).toBe('equipment');
});
