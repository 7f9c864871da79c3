/** Properties of level arithmetic and ledgers that hold for every series. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumLevels } from '../../../../src/acoustics/formulas/levels.ts';
import {
  addSample,
  emptyLedger,
  type Ledger,
  ledgerLevel,
  mergeLedgers,
  validShare,
  worstCaseBound,
} from '../../../../src/acoustics/levels/leq.ts';
import { differenceLevels, energyOf, levelOf, meanLevels } from '../../../../src/acoustics/levels/level.ts';

const level = fc.double({ min: 10, max: 140, noNaN: true });
const sample = fc.tuple(fc.option(level), fc.constantFrom(0.125, 1, 60), fc.option(level));
const series = fc.array(sample, { maxLength: 80 });

function ledgerOf(samples: readonly (readonly [number | null, number, number | null])[]): Ledger {
  return samples.reduce(
    (ledger, [levelDb, seconds, peakDb]) => addSample(ledger, levelDb, seconds, peakDb),
    emptyLedger(),
  );
}

function expectAlike(a: Ledger, b: Ledger): void {
  expect(a.count).toBe(b.count);
  expect(a.maxDb).toBe(b.maxDb);
  expect(a.validS).toBeCloseTo(b.validS, 9);
  expect(a.spanS).toBeCloseTo(b.spanS, 9);
  expect(Math.abs(a.energyS - b.energyS)).toBeLessThanOrEqual(1e-9 * Math.max(1, a.energyS));
}

test('any cut of a series gives the same ledger', () => {
  fc.assert(
    fc.property(series, fc.array(fc.nat(80), { maxLength: 5 }), (samples, cuts) => {
      const edges = [0, ...cuts.map((cut) => cut % (samples.length + 1)), samples.length].sort(
        (a, b) => a - b,
      );
      const parts = edges.slice(1).map((end, index) => ledgerOf(samples.slice(edges[index], end)));
      expectAlike(parts.reduce(mergeLedgers), ledgerOf(samples));
    }),
  );
});

test('ledgers merge alike in either order and in any grouping', () => {
  const ledger = series.map(ledgerOf);
  fc.assert(
    fc.property(ledger, ledger, ledger, (a, b, c) => {
      expect(mergeLedgers(a, b)).toEqual(mergeLedgers(b, a));
      expectAlike(mergeLedgers(mergeLedgers(a, b), c), mergeLedgers(a, mergeLedgers(b, c)));
    }),
  );
});

test('the level lies between the quietest and the loudest sample and rises with any of them', () => {
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 60 }), fc.nat(59), (levels, pick) => {
      const of = (own: readonly number[]) =>
        ledgerLevel(ledgerOf(own.map((levelDb) => [levelDb, 1, null]))) ?? Number.NaN;
      expect(of(levels)).toBeGreaterThanOrEqual(Math.min(...levels) - 1e-9);
      expect(of(levels)).toBeLessThanOrEqual(Math.max(...levels) + 1e-9);
      const louder = levels.with(pick % levels.length, 145);
      expect(of(louder)).toBeGreaterThan(of(levels));
    }),
  );
});

test('a hole lengthens the span and changes no level', () => {
  const heard = addSample(emptyLedger(), 44, 45, 60);
  const holed = addSample(heard, null, 15, null);
  expect(ledgerLevel(holed)).toBe(ledgerLevel(heard));
  expect(holed).toEqual({ ...heard, spanS: 60 });
  expect(validShare(holed)).toBe(0.75);
  expect(worstCaseBound(holed, 55)).toBeCloseTo(49.9077, 4);
});

test('the worst case is never below the level when the holes are assumed at least as loud', () => {
  fc.assert(
    fc.property(series, (samples) => {
      const ledger = ledgerOf(samples);
      const levelDb = ledgerLevel(ledger);
      if (levelDb !== null) expect(worstCaseBound(ledger, levelDb)).toBeCloseTo(levelDb, 9);
      if (levelDb !== null) expect(worstCaseBound(ledger, 145)).toBeGreaterThanOrEqual(levelDb - 1e-9);
    }),
  );
});

test('neither NaN nor infinity comes out, whatever a meter says', () => {
  const anything = fc.option(fc.double({ max: 3000 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(anything, fc.constant(1), anything)), (samples) => {
      const ledger = ledgerOf(samples);
      const found = [...Object.values(ledger), ledgerLevel(ledger), worstCaseBound(ledger, 55)];
      for (const value of found) expect(value === null || Number.isFinite(value)).toBe(true);
    }),
  );
  for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(levelOf(value)).toBeNull();
  expect(() => energyOf(Number.NaN)).toThrow('assertion');
  expect(() => addSample(emptyLedger(), 40, Number.NaN, null)).toThrow('assertion');
});

test('nothing has no level, and what is not above the background has none either', () => {
  expect([
    sumLevels([]),
    meanLevels([]),
    ledgerLevel(emptyLedger()),
    worstCaseBound(emptyLedger(), 50),
  ]).toEqual([null, null, null, null]);
  expect(validShare(emptyLedger())).toBe(0);
  expect(differenceLevels(49, 50)).toBeNull();
});

test('a level that is no number is a hole of its length, and its peak counts', () => {
  for (const levelDb of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
    const ledger = addSample(emptyLedger(), levelDb, 1, 70);
    expect(ledger).toEqual({ energyS: 0, validS: 0, maxDb: 70, count: 0, spanS: 1 });
  }
  expect(addSample(emptyLedger(), 60, 1, Number.NaN).maxDb).toBeNull();
});

test('a sample that lasts less than nothing, or for ever, is a programmer error', () => {
  for (const seconds of [-1, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => addSample(emptyLedger(), 60, seconds, null)).toThrow('assertion');
  expect(addSample(emptyLedger(), 60, 0, null).validS).toBe(0);
});
