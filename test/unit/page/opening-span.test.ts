/** The night view opens on what was recorded. */

import { expect, test } from 'vitest';
import { OPENING_MS, openingSpan } from '../../../src/page/views/opening-span.ts';
import type { NightTable } from '../../../src/web/http/night-table.ts';

const MIN_MS = 60_000;
const toMs = 1_000 * OPENING_MS;
const fromMs = toMs - OPENING_MS;

/** Steps of ten minutes; a curve of a level and one of a fan, each with records from a step on. */
function table(level: number, fan: number): NightTable {
  const curve = (id: string, kind: 'level' | 'fan', first: number) => {
    const mean = Array.from({ length: 60 }, (_, step) => (step < first ? null : 40));
    return { id, kind, mean, lowest: mean, highest: mean };
  };
  const curves = [curve('north', 'level', level), curve('fan-a1', 'fan', fan)];
  return { fromMs, toMs, stepMs: 10 * MIN_MS, utcOffsetMin: 0, curves, limits: {}, holes: [] };
}

test.each([
  ['records of all ten hours', 0, 3, 600],
  ['a station since three hours, whose fans were heard first', 45, 42, 180],
  ['a station since ten minutes', 59, 59, 60],
  ['no record', 60, 60, 60],
])('%s', (_, level, fan, minutes) => {
  expect(openingSpan(table(level, fan))).toEqual({ fromMs: toMs - minutes * MIN_MS, toMs });
});
