/** When the fans are measured by steps without a suspicion. */

import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { newChangeWatch } from '../../../../src/control/attribution/change-watch.ts';
import { initialEstimate } from '../../../../src/control/attribution/estimator.ts';
import { watchReceptor } from '../../../../src/control/attribution/receptor-change.ts';
import { nominalSources } from '../../../../src/control/attribution/sources.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { ruleParamsSchema } from '../../../../src/plan/rule-params.ts';
import { planWith, smallPlan } from '../small-plan.ts';

/** Whether the fans, which turn, are measured at once. */
function isMeasured(plan: ControlPlan, isNight = true, speed = 0.5, heardDb = 42): boolean {
  const all = [speed, 0.5, speed, 0.5, 0];
  const activity = { all, equipment: all, range: [], missing: null };
  const sound = { energy: energyOf(heardDb), seconds: 1 };
  const estimate = initialEstimate(nominalSources(plan, 'north'), activity, sound);
  const after = watchReceptor(newChangeWatch(), estimate, sound.energy, 'north', activity, plan, isNight);
  return after.stepsS !== null;
}

test('fans are measured at night, where they are heard', () => {
  expect(isMeasured(smallPlan)).toBe(true);
  expect(isMeasured(smallPlan, false)).toBe(false);
  expect(isMeasured(smallPlan, true, 0.5, 55)).toBe(false);
  expect(isMeasured(smallPlan, true, 0)).toBe(false);
});

test('nobody who only advises tells the fans to step', () => {
  expect(isMeasured({ ...smallPlan, mode: 'advise' })).toBe(false);
});

test('a section of the time before says nothing of steps, and they are run; 0s: never', () => {
  const parsed = ruleParamsSchema.shape['fan-dither'].parse({ pairsPerNight: 5, every: '1m' });
  expect(parsed).toEqual({ pairsPerNight: 5, every: 60_000, measureEvery: 5_400_000 });
  expect(isMeasured(planWith({ rules: { 'fan-dither': parsed } }))).toBe(true);
  expect(isMeasured(planWith({ rules: { 'fan-dither': { ...parsed, measureEvery: 0 } } }))).toBe(false);
});
