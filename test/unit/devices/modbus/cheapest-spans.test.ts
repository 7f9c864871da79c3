import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cheapestSpans,
  type Need,
  type Span,
  type Terms,
} from '../../../../src/devices/modbus/cheapest-spans.ts';

/** Milliseconds of line per millisecond. */
function costOf(spans: readonly Span[], { requestMs, registerMs }: Terms): number {
  return spans.reduce(
    (sum, { start, end, periodMs }) => sum + (requestMs + registerMs * (end - start)) / periodMs,
    0,
  );
}

/** The least cost over every way to share the needs out among requests; infinite where there is none. */
function bruteForce(needs: readonly Need[], terms: Terms): number {
  return Math.min(...partitionsOf(needs).map((groups) => costOfGroups(groups, terms)));
}

function costOfGroups(groups: readonly (readonly Need[])[], terms: Terms): number {
  const spans = groups.map((group) => ({
    start: Math.min(...group.map((need) => need.start)),
    end: Math.max(...group.map((need) => need.end)),
    periodMs: Math.min(...group.map((need) => need.periodMs)),
  }));
  const isPossible = spans.every(
    ({ start, end, periodMs }, index) =>
      end - start <= terms.countMax &&
      terms.maySpan(start, end) &&
      (groups[index] ?? []).every((need) => !need.isExact || need.periodMs === periodMs),
  );
  return isPossible ? costOf(spans, terms) : Number.POSITIVE_INFINITY;
}

function partitionsOf<T>(items: readonly T[]): T[][][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return partitionsOf(rest).flatMap((groups) => [
    [[first], ...groups],
    ...groups.map((group, index) => groups.with(index, [first, ...group])),
  ]);
}

const need = fc.record({
  hole: fc.integer({ min: 0, max: 6 }),
  width: fc.constantFrom(1, 1, 2, 2, 4, 7),
  periodMs: fc.constantFrom(1000, 5000, 5000, 60_000),
  isExact: fc.constantFrom(false, false, false, true),
});

interface Drawn {
  readonly hole: number;
  readonly width: number;
  readonly periodMs: number;
  readonly isExact: boolean;
}

function inARow(drawn: readonly Drawn[]): Need[] {
  let end = 0;
  return drawn.map(({ hole, width, periodMs, isExact }) => {
    const start = end + hole;
    end = start + width;
    return { start, end, periodMs, isExact };
  });
}

const plan = fc.record({
  drawn: fc.array(need, { minLength: 1, maxLength: 7 }),
  requestMs: fc.integer({ min: 1, max: 60 }),
  registerMs: fc.constantFrom(0, 1, 3),
  countMax: fc.constantFrom(7, 12, 40),
  forbidden: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 }),
});

test('no other way to share out the reads takes the line for less time', () => {
  fc.assert(
    fc.property(plan, ({ drawn, requestMs, registerMs, countMax, forbidden }) => {
      const needs = inARow(drawn);
      const maySpan = (start: number, end: number) => !forbidden.some((one) => one >= start && one < end);
      const terms = { requestMs, registerMs, countMax, maySpan };
      const best = bruteForce(needs, terms);
      const spans = cheapestSpans(needs, terms);
      if (spans === undefined) expect(best).toBe(Number.POSITIVE_INFINITY);
      else expect(costOf(spans, terms)).toBeCloseTo(best, 9);
    }),
    { numRuns: 1500 },
  );
});

test('the spans cover every need, in time, and none is too long, also where needs overlap', () => {
  fc.assert(
    fc.property(plan, ({ drawn, requestMs, registerMs, countMax }) => {
      const needs = drawn.map(({ hole, width, periodMs, isExact }) => {
        return { start: 3 * hole, end: 3 * hole + width, periodMs, isExact };
      });
      const spans = cheapestSpans(needs, { requestMs, registerMs, countMax, maySpan: () => true }) ?? [];
      expect(Math.max(...spans.map(({ start, end }) => end - start))).toBeLessThanOrEqual(countMax);
      for (const { start, end, periodMs, isExact } of needs) {
        const reads = spans.filter((span) => span.start <= start && span.end >= end);
        const inTime = (span: Span) => (isExact ? span.periodMs === periodMs : span.periodMs <= periodMs);
        expect(reads.some(inTime)).toBe(true);
      }
    }),
  );
});

test('needs that overlap in a row longer than a request are read by two that cross', () => {
  const needs = [
    [0, 7],
    [9, 16],
    [6, 10],
    [0, 1],
  ].map(([start = 0, end = 0]) => ({ start, end, periodMs: 1000, isExact: false }));
  const spans = cheapestSpans(needs, { requestMs: 1, registerMs: 0, countMax: 12, maySpan: () => true });
  expect(spans?.every(({ start, end }) => end - start <= 12)).toBe(true);
  for (const { start, end } of needs)
    expect(spans?.some((span) => span.start <= start && span.end >= end)).toBe(true);
});

test('a hundred points of three periods are planned in well under a second', () => {
  const needs = Array.from({ length: 100 }, (_, index) => ({
    start: 3 * index,
    end: 3 * index + 2,
    periodMs: [1000, 10_000, 60_000][index % 3] ?? 1000,
    isExact: false,
  }));
  const terms = { requestMs: 100, registerMs: 2, countMax: 60, maySpan: () => true };
  const startMs = performance.now();
  expect(cheapestSpans(needs, terms)?.length).toBeGreaterThan(4);
  expect(performance.now() - startMs).toBeLessThan(1000);
});
