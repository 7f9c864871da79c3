/** Policies side by side on one short night, each held against the upper bound. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../hw-mocks/scenario/scenario.ts';
import { scoreTable } from '../../src/cli/simulate/score-table.ts';
import { scoreNight } from '../../src/laboratory/scoring/score-night.ts';

const file = join(import.meta.dirname, '..', '..', 'hw-mocks', 'scenarios', 'summer-heavy.yaml');

/** From half past nine, so that the night's first hour is in it. */
function shortNight() {
  const loaded = loadScenario(file);
  if (!loaded.ok) throw new Error(loaded.report);
  return { ...loaded.scenario, startHour: 21.5, lengthMs: 1.5 * 3_600_000 };
}

test('ours keeps a hot first hour within the limit and serves most of what could be served; cooling alone does not', () => {
  const night = shortNight();
  const ours = scoreNight(night, 'quietpost');
  const none = scoreNight(night, 'none');
  expect(ours.minutesAbove).toBe(0);
  expect(ours.hottestC).toBeLessThan(ours.tripC);
  expect(ours.servedKwh).toBeLessThanOrEqual(ours.boundKwh);
  expect(ours.bareBoundKwh).toBeGreaterThanOrEqual(ours.boundKwh);
  expect(ours.share).toBeGreaterThan(0.75);
  expect(none.minutesAbove).toBeGreaterThan(30);
  const table = scoreTable([ours, none]);
  expect(table).toMatch(/summer-heavy +quietpost +0 /);
  expect(table.split('\n')[0]).toContain('of bound');
});
