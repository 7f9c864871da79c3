/** What the steps of the fans say of a change, and what the estimate takes over of it. */

import { expect, test } from 'vitest';
import { type Prior, priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import type { StepFactor } from '../../../../src/acoustics/estimation/step-factors.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { type Estimate, initialEstimate } from '../../../../src/control/attribution/estimator.ts';
import { stepGroups } from '../../../../src/control/attribution/step-groups.ts';
import { type Steps, worldChange } from '../../../../src/control/attribution/world-change.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

/** Cabinet a is the louder one. */
const plan: ControlPlan = {
  ...smallPlan,
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, atDb: { north: cabinet.id === 'a' ? 42 : 39 } })),
  })),
};
/** Fans of a, electronics of a, the same of b, and the cars. */
const full = [energyOf(45), energyOf(34), energyOf(42), energyOf(34), energyOf(27)];
const prior: Prior = { energies: full, deviations: full.map((energy) => 0.5 * energy), correlation: 0.5 };
const activity = [0.5, 0.6, 0.5, 0.6, 0];
const BACKGROUND = energyOf(36);
const converters = 0.6 * 2 * energyOf(34);

/** Learnt well: every source within a tenth. */
function learnt(background = BACKGROUND): Estimate {
  const sound = { energy: BACKGROUND, seconds: 1 };
  const before = initialEstimate(
    prior,
    { all: activity, equipment: activity, range: activity.map(() => 0), missing: null },
    sound,
  );
  const known = { ...prior, deviations: full.map((energy) => 0.1 * energy) };
  return { ...before, fit: priorFit(known, background), excitedS: 7200 };
}

const heard = (factor: number): StepFactor => ({
  factor,
  deviation: 0.08,
  least: factor - 0.1,
  most: factor + 0.1,
});
/** Of the groups; all together are as loud as the groups in the mean. */
function steps(factors: readonly (number | null)[], rest = BACKGROUND + converters, jump = 0): Steps {
  const groups = factors.map((factor) => (factor === null ? null : heard(factor)));
  const known = factors.filter((factor) => factor !== null);
  const mean = known.reduce((sum, factor) => sum + factor, 0) / known.length;
  return {
    groups,
    together: known.length === 0 ? null : heard(mean),
    rest,
    jump,
    isRoutine: false,
    begun: null,
    known: [null, null],
  };
}
const after = (result: Steps, before = learnt()) =>
  worldChange(before, result, prior, activity, plan, 'north');
const deviation = ({ fit }: Estimate, source: number) => Math.sqrt(fit.covariance[source]?.[source] ?? 0);

test('the cabinets are stepped in two groups: the loudest here, and the rest', () => {
  expect(stepGroups(plan, 'north')).toEqual([['a'], ['b']]);
});

test('where all fans carry twice the energy it is the way, and the electronics go with them', () => {
  const change = after(steps([2, 2.1], BACKGROUND + 2 * converters, 1));
  expect([change.kind, change.told?.key]).toEqual(['path', 'path-carries-more']);
  const { energies } = change.estimate.fit;
  expect((energies[1] ?? 0) / (full[0] ?? 1)).toBeCloseTo(2, 6);
  expect((energies[2] ?? 0) / (full[1] ?? 1)).toBeCloseTo(2, 6);
  expect((energies[3] ?? 0) / (full[2] ?? 1)).toBeCloseTo(2.1, 6);
  expect(deviation(change.estimate, 1)).toBeGreaterThanOrEqual(0.2 * 2 * (full[0] ?? 0));
});

test('where one cabinet carries more it is named, and the other keeps what was learnt of it', () => {
  const change = after(steps([4, 1]));
  expect(change.kind).toBe('cabinet');
  expect(change.told).toMatchObject({ key: 'cabinet-carries-more', values: { cabinets: ['a'] } });
  const before = learnt();
  expect(change.estimate.fit.energies[3]).toBeCloseTo(before.fit.energies[3] ?? 0, 6);
  expect(deviation(change.estimate, 3)).toBeCloseTo(deviation(before, 3), 6);
  expect((change.estimate.fit.energies[2] ?? 0) / (full[1] ?? 1)).toBeCloseTo(4, 6);
});

test('a cabinet of which the steps said too little is taken to have changed as the other did', () => {
  const { energies } = after(steps([2.5, null])).estimate.fit;
  expect((energies[3] ?? 0) / (full[2] ?? 1)).toBeCloseTo(2.5, 6);
});

test('where the background has risen by the same factor the meter shows more of everything', () => {
  const loud = 20 * BACKGROUND;
  const change = after(steps([2, 2], 2 * (loud + converters), 1), learnt(loud));
  expect([change.kind, change.told?.key]).toEqual(['meter', 'meter-shows-more']);
});

test('steps that nobody follows are not ours: only the background rises, and nothing is told', () => {
  const change = after(steps([1, 1], 8 * BACKGROUND));
  expect([change.kind, change.told]).toEqual(['not-ours', null]);
  change.estimate.fit.energies.slice(1).forEach((energy, source) => {
    expect(energy).toBeCloseTo(full[source] ?? 0, 6);
  });
  expect(change.estimate.fit.energies[0]).toBeCloseTo(8 * BACKGROUND - converters, 0);
});

test('steps that find the fans as they were known have measured them: their doubt becomes smaller', () => {
  const unsure = { ...prior, deviations: full.map((energy) => 0.45 * energy), correlation: 0 };
  const before = { ...learnt(), fit: priorFit(unsure, BACKGROUND) };
  const { fit } = after(steps([1, 1]), before).estimate;
  expect(fit.energies[1]).toBeCloseTo(full[0] ?? 0, 6);
  expect(deviation({ ...before, fit }, 1)).toBeLessThan(0.5 * deviation(before, 1));
  expect(deviation({ ...before, fit }, 2)).toBeCloseTo(deviation(before, 2), 6);
});

test('fans that steps find quieter are learnt to be so, by no more than the steps are sure of', () => {
  const { fit } = after(steps([0.4, 1])).estimate;
  const share = (fit.energies[1] ?? 0) / (full[0] ?? 1);
  expect(share).toBeLessThan(0.85);
  expect(share).toBeGreaterThan(0.4 + 2 * 0.08);
  expect((fit.energies[3] ?? 0) / (full[2] ?? 1)).toBeGreaterThan(0.9);
  const vague = { factor: 0.2, deviation: 0.9, least: 0, most: 0.5 };
  const unsure = { ...steps([1, 1]), groups: [vague, heard(1)] };
  expect(after(unsure).estimate.fit.energies[1]).toBeCloseTo(full[0] ?? 0, 6);
});

test('a fit that the steps contradict was surer than it was right: all of it is doubted more', () => {
  const before = learnt();
  const agreed = after(steps([1, 1]), before).estimate;
  const contradicted = after(steps([0.4, 1]), before).estimate;
  expect(deviation(agreed, 2)).toBeLessThanOrEqual(deviation(before, 2) + 1e-9);
  expect(deviation(contradicted, 2)).toBeGreaterThan(1.5 * deviation(before, 2));
});

/** Fans of both groups as steps have measured them before, times the model. */
const knownAs = (...times: readonly number[]) =>
  times.map((factor, group) => {
    const energy = factor * (full[2 * group] ?? 0);
    return { energy, deviation: 0.2 * energy };
  });

test('fans as steps have measured them before are no change, however wrong the estimate has become', () => {
  const again = { ...steps([3, 3]), known: knownAs(3, 3) };
  const change = after(again);
  expect([change.kind, change.told]).toEqual(['learnt', null]);
  expect((change.estimate.fit.energies[1] ?? 0) / (full[0] ?? 1)).toBeCloseTo(3, 6);
  expect(after({ ...again, known: [null, null] }).kind).toBe('path');
});

test('fans louder than steps have measured them before are a change, and what was known before is dropped', () => {
  const louder = { ...steps([3, 3], BACKGROUND + 3 * converters), known: knownAs(1, 1) };
  const change = after(louder);
  expect(change.told).toMatchObject({ key: 'path-carries-more', values: { louderDb: 4.8 } });
  expect((change.known[0]?.energy ?? 0) / (full[0] ?? 1)).toBeCloseTo(3, 6);
  const half = { ...louder, groups: [heard(3), null] };
  expect(after(half).known[1]).toBeNull();
});

test('a measurement that nothing led to tells of no change where nothing was measured before', () => {
  const first = { ...steps([3, 3]), isRoutine: true };
  expect(after(first)).toMatchObject({ kind: 'learnt', told: null });
  expect(after({ ...first, known: knownAs(1, 1) }).kind).toBe('path');
});

test('a small rise counts as a change where all of it came at once', () => {
  const known = knownAs(1, 1);
  const slowly = { ...steps([1.5, 1.5]), known };
  expect(after(slowly).told).toBeNull();
  expect(after({ ...slowly, jump: 0.5 }).told?.key).toBe('path-carries-more');
});

test('what is known of fans is the mean of what several steps have said', () => {
  const { known } = after({ ...steps([1.2, 1.2]), known: knownAs(1, 1) });
  const share = (known[0]?.energy ?? 0) / (full[0] ?? 1);
  expect(share).toBeGreaterThan(1);
  expect(share).toBeLessThan(1.2);
  expect(known[0]?.deviation).toBeLessThan(0.2 * (full[0] ?? 0));
  // Steps that heard little leave it.
  const vague = { factor: 1.2, deviation: 0.6, least: 0.5, most: 2 };
  expect(after({ ...steps([1, 1]), groups: [vague, vague], known: knownAs(1, 1) }).known).toEqual(
    knownAs(1, 1),
  );
});

test('what the steps say is said of the model that they began with', () => {
  const begun = [0, ...full];
  const learntMeanwhile = { ...learnt() };
  const fit = priorFit({ ...prior, energies: full.map((energy) => 2 * energy) }, BACKGROUND);
  const change = after({ ...steps([3, 3]), begun }, { ...learntMeanwhile, fit });
  expect((change.estimate.fit.energies[1] ?? 0) / (full[0] ?? 1)).toBeCloseTo(3, 6);
});

test('steps that were not heard leave the levels; what is heard more than before becomes doubt of ours', () => {
  const before = learnt();
  const ours = full.reduce((sum, energy, index) => sum + energy * (activity[index] ?? 0), 0);
  const change = after(steps([null, null], BACKGROUND + 3 * ours), before);
  expect([change.kind, change.told]).toEqual(['unclear', null]);
  expect(change.estimate.fit.energies).toEqual(before.fit.energies);
  expect(deviation(change.estimate, 1)).toBeCloseTo(prior.deviations[0] ?? 0, 6);
  const asBefore = after(steps([null, null], BACKGROUND + ours), before);
  expect(deviation(asBefore.estimate, 1)).toBeCloseTo(deviation(before, 1), 6);
});

test('what the estimate doubted itself is learnt of the fans alone, and nothing is told', () => {
  const unsure = { ...prior, deviations: full.map((energy) => 0.45 * energy), correlation: 0 };
  const before = { ...learnt(), fit: priorFit(unsure, BACKGROUND) };
  const change = after(steps([1.7, 1.7]), before);
  expect([change.kind, change.told]).toEqual(['learnt', null]);
  const { energies } = change.estimate.fit;
  expect((energies[1] ?? 0) / (full[0] ?? 1)).toBeCloseTo(1.7, 6);
  expect(energies[2]).toBeCloseTo(full[1] ?? 0, 6);
  expect(after(steps([3.2, 3.2]), before).kind).toBe('path');
  // The same, but all of it came at once: the model was right before.
  const atOnce = steps([1.7, 1.7], BACKGROUND + converters, 0.7);
  expect(after(atOnce, before).kind).toBe('path');
});

test('a change that only all fans together show is a change of the way', () => {
  const unsure = { ...heard(2), deviation: 0.5 };
  const change = after({
    groups: [unsure, unsure],
    together: heard(2),
    rest: BACKGROUND + 2 * converters,
    jump: 1,
    isRoutine: false,
    begun: null,
    known: [null, null],
  });
  expect(change.kind).toBe('path');
});

test('a change makes nothing of ours quieter', () => {
  const { energies } = after(steps([3, 0.4])).estimate.fit;
  learnt()
    .fit.energies.slice(1)
    .forEach((energy, source) => {
      expect(energies[source + 1] ?? 0).toBeGreaterThanOrEqual(energy - 1e-9);
    });
});

test('what a stranger made of the steps is neither learnt nor remembered', () => {
  const before = learnt();
  const change = after(steps([36, 1]), before);
  expect([change.told, change.known[0]]).toEqual([null, null]);
  expect(change.estimate.fit.energies[1]).toBeCloseTo(before.fit.energies[1] ?? 0, 6);
});
