/** Policies side by side on one short night, each held against the upper bound. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { scoreTable } from '../../src/cli/simulate/score-table.ts';
import { scoreNight } from '../../src/laboratory/scoring/score-night.ts';
import { sampleSize } from '../sample-size.ts';

const file = join(import.meta.dirname, '..', '..', 'hw-mocks', 'scenarios', 'summer-heavy.yaml');

const beforeH = sampleSize({ sample: 0.25, full: 0.5 });
const nightH = sampleSize({ sample: 0.5, full: 1 });

/** A quarter or half an hour before ten, and as much as an hour of the night. */
function shortNight() {
  const loaded = loadScenario(file);
  if (!loaded.ok) throw new Error(loaded.report);
  return { ...loaded.scenario, startHour: 22 - beforeH, lengthMs: (beforeH + nightH) * 3_600_000 };
}

test('ours keeps a hot beginning of the night within the limit and serves most of what could be served; cooling alone does not', () => {
  const night = shortNight();
  const ours = scoreNight(night, 'quietpost');
  const none = scoreNight(night, 'none');
  expect(ours.minutesAbove).toBe(0);
  expect(ours.hottestC).toBeLessThan(ours.tripC);
  expect(ours.servedKwh).toBeLessThanOrEqual(ours.boundKwh);
  expect(ours.bareBoundKwh).toBeGreaterThanOrEqual(ours.boundKwh);
  expect(ours.share).toBeGreaterThan(0.75);
  expect(none.minutesAbove).toBeGreaterThan(24 * nightH);
  const table = scoreTable([ours, none]);
  expect(table).toMatch(/summer-heavy +quietpost +\d+ +0 /);
  expect(table.split('\n')[0]).toContain('of bound');
  expect(table.split('\n')[0]).toMatch(/tonal +rated/);
});
