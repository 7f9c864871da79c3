/** What steps have said of the fans holds the estimate between two measurements. */

import { expect, test } from 'vitest';
import { priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { type ChangeWatch, newChangeWatch } from '../../../../src/control/attribution/change-watch.ts';
import { type Estimate, initialEstimate } from '../../../../src/control/attribution/estimator.ts';
import { heldToSteps } from '../../../../src/control/attribution/receptor-change.ts';
import { nominalSources } from '../../../../src/control/attribution/sources.ts';
import { smallPlan as plan } from '../small-plan.ts';

const prior = nominalSources(plan, 'north');
const [ownFans = 0] = prior.energies;
const activity = { all: [0.5, 0.5, 0.5, 0.5, 0], equipment: [], range: [], missing: null };

/** An estimate that has come to take the fans of the louder cabinet for so many times what they are. */
function drifted(times: number): Estimate {
  const energies = prior.energies.map((energy, index) => (index === 0 ? times * energy : energy));
  const deviations = energies.map((energy) => 0.2 * energy);
  const before = initialEstimate(prior, activity, { energy: energyOf(40), seconds: 1 });
  return { ...before, fit: priorFit({ energies, deviations, correlation: 0 }, energyOf(36)) };
}

/** Fans of the louder cabinet after so many minutes, times what steps have said of them. */
function after(before: Estimate, watch: ChangeWatch, minutes: number): number {
  let estimate = before;
  for (let slice = 0; slice < 6 * minutes; slice += 1) {
    estimate = heldToSteps(estimate, watch, 'north', plan, 10);
  }
  return (estimate.fit.energies[1] ?? 0) / ownFans;
}

const known = { ...newChangeWatch(), known: [{ energy: ownFans, deviation: 0.2 * ownFans }, null] };

test('an estimate that drifts is drawn back to what steps have said, from below and from above', () => {
  expect(after(drifted(0.3), known, 20)).toBeGreaterThan(0.4);
  expect(after(drifted(0.3), known, 20)).toBeLessThan(1);
  expect(after(drifted(2), known, 20)).toBeLessThan(1.6);
  expect(after(drifted(2), known, 20)).toBeGreaterThan(1);
});

test('as long as no steps have been heard nothing holds it', () => {
  expect(after(drifted(0.3), newChangeWatch(), 20)).toBeCloseTo(0.3, 9);
  expect(after(drifted(0.3), { ...newChangeWatch(), known: [null, null] }, 20)).toBeCloseTo(0.3, 9);
});
