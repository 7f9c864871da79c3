/** What steps have said of the fans outlives a restart; steps that were under way outlive a moment. */

import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { type ChangeWatch, newChangeWatch } from '../../../../src/control/attribution/change-watch.ts';
import { initialEstimate } from '../../../../src/control/attribution/estimator.ts';
import { describe, initialReceptor } from '../../../../src/control/attribution/receptor-attribution.ts';
import { receptorsPart } from '../../../../src/control/attribution/saved-attribution.ts';
import { nominalSources } from '../../../../src/control/attribution/sources.ts';
import { smallPlan as plan } from '../small-plan.ts';

const prior = nominalSources(plan, 'north');
const activity = {
  all: [0.5, 0.5, 0.5, 0.5, 0],
  equipment: [0.5, 0.5, 0.5, 0.5, 0],
  range: [],
  missing: null,
};
const estimate = initialEstimate(prior, activity, { energy: energyOf(42), seconds: 1 });
const known = [{ energy: 8000, deviation: 1600 }, null];

function receptorWith(change: object) {
  return { ...initialReceptor(), estimate, change: { ...newChangeWatch(), ...change } as ChangeWatch };
}

/** The watch after a restart. `edit`: what is done to what was saved. */
function restored(change: object, ms: number, edit = (saved: string) => saved) {
  const saved: unknown = JSON.parse(
    edit(JSON.stringify(receptorsPart.save({ north: receptorWith(change) }, plan))),
  );
  return receptorsPart.restore(saved, { ms, isKnown: true }, plan);
}

test.each([5000, 3_600_000])(
  'what is known of the fans is known after %s ms away, and when it was measured',
  (ms) => {
    const change = restored({ known, steppedS: 100 }, ms)?.state['north']?.change;
    expect(change?.known).toEqual(known);
    expect(change?.steppedS).toBeCloseTo(ms > 20_000 ? 100 + ms / 1000 : 100, 6);
  },
);

test.each([
  [5000, 100],
  [60_000, null],
])('steps that were under way go on after a moment, and are dropped after more: %s ms away', (ms, stepsS) => {
  const begun = { stepsS: 100, isRoutine: true, begun: [1, 2, 3, 4, 5, 6] };
  expect(restored(begun, ms)?.state['north']?.change.stepsS).toBe(stepsS);
});

test('what a version before steps measured the fans has saved is taken over, with what it had learnt', () => {
  const old = (saved: string) => saved.replace('"stepsS":null', '"suspectedS":17');
  const after = restored({}, 5000, old);
  expect(after?.dropped).toEqual([]);
  expect(after?.state['north']?.estimate?.fit).toEqual(estimate.fit);
  expect(after?.state['north']?.change.stepsS).toBeNull();
});

test('a measurement of the fans is not told as a suspicion', () => {
  const told = (change: object) => {
    const standby = { energy: 0, deviation: 0, unknown: 0 };
    const [north] = plan.receptors;
    if (north === undefined) throw new Error('the small plan has a receptor');
    return describe(receptorWith(change), estimate.fit, activity, standby, north, true).change;
  };
  expect(told({ stepsS: 5, isRoutine: true })).toBe('none');
  expect(told({ stepsS: 5, isRoutine: false })).toBe('suspected');
});
