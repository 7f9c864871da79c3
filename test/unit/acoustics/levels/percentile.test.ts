import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLevels,
  emptyHistogram,
  exceededInHistogram,
} from '../../../../src/acoustics/levels/histogram.ts';
import { exceededLevel } from '../../../../src/acoustics/levels/percentile.ts';

const levels = fc.array(fc.double({ min: 20, max: 120, noNaN: true }), { minLength: 1, maxLength: 300 });
const percent = fc.double({ min: 0, max: 100, noNaN: true });

test('a percentile of the histogram is at most half a class off that of the samples', () => {
  fc.assert(
    fc.property(levels, percent, (own, exceededPct) => {
      const exact = exceededLevel(own, exceededPct) ?? Number.NaN;
      const classed = exceededInHistogram(addLevels(emptyHistogram(), own), exceededPct) ?? Number.NaN;
      expect(Math.abs(classed - exact)).toBeLessThanOrEqual(0.05 + 1e-9);
    }),
  );
});

test('a percentile lies within the samples and falls as it is exceeded more often', () => {
  fc.assert(
    fc.property(levels, percent, percent, (own, a, b) => {
      for (const kind of ['linear', 'mean-rank', 'order-statistic'] as const) {
        const more = exceededLevel(own, Math.max(a, b), kind) ?? Number.NaN;
        const less = exceededLevel(own, Math.min(a, b), kind) ?? Number.NaN;
        expect(more).toBeLessThanOrEqual(less + 1e-9);
        expect(more).toBeGreaterThanOrEqual(Math.min(...own) - 1e-9);
        expect(less).toBeLessThanOrEqual(Math.max(...own) + 1e-9);
      }
    }),
  );
});

test('a histogram is the same in whatever portions it was filled, and old states stay as they were', () => {
  fc.assert(
    fc.property(levels, levels, (a, b) => {
      const first = addLevels(emptyHistogram(), a);
      const before = JSON.stringify(first);
      const both = addLevels(first, b);
      expect(both).toEqual(addLevels(emptyHistogram(), [...b, ...a]));
      expect(JSON.stringify(first)).toBe(before);
      expect(JSON.parse(JSON.stringify(both))).toEqual(both);
    }),
  );
});

test('no samples have no percentile', () => {
  expect(exceededLevel([], 50)).toBeNull();
  expect(exceededInHistogram(emptyHistogram(), 50)).toBeNull();
});

test('a broken meter cannot make the histogram grow without end', () => {
  const { counts } = addLevels(emptyHistogram(), [-1e9, 1e9]);
  expect(counts.length).toBeLessThan(3000);
  expect(() => addLevels(emptyHistogram(), [Number.NaN])).toThrow('assertion');
});
