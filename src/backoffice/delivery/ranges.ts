/** Numbers as ranges: rising, apart, both ends inside. */

import type { Cursors, NumberRange } from '../../ports/journal.ts';

/** Without the numbers from `first` to `last`. */
export function without(ranges: Cursors, first: number, last = first): Cursors {
  return ranges.flatMap(([from, to]): NumberRange[] => {
    if (last < from || to < first) return [[from, to]];
    const before: NumberRange[] = from < first ? [[from, first - 1]] : [];
    return last < to ? [...before, [last + 1, to]] : before;
  });
}

/** With the numbers from `first` to `last`. */
export function including(ranges: Cursors, first: number, last: number): Cursors {
  const apart = without(ranges, first, last);
  const all = [...apart, [first, last] as const].sort(([a], [b]) => a - b);
  const joined: NumberRange[] = [];
  for (const [from, to] of all) {
    const before = joined.at(-1);
    if (before !== undefined && before[1] + 1 === from) joined[joined.length - 1] = [before[0], to];
    else joined.push([from, to]);
  }
  return joined;
}

/** Whether the number lies in one of the ranges. */
export function includes(ranges: Cursors, number: number): boolean {
  return ranges.some(([from, to]) => from <= number && number <= to);
}

/** How many numbers up to `last` are in the ranges. */
export function countUpTo(ranges: Cursors, last: number): number {
  return ranges.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, last) - from + 1), 0);
}
