/** What steps have said of fans, and when later steps contradict it. */

import { expect, test } from 'vitest';
import {
  changeFactors,
  combinedFans,
  measuredFans,
  type SteppedGroup,
} from '../../../../src/acoustics/estimation/known-fans.ts';
import type { StepFactor } from '../../../../src/acoustics/estimation/step-factors.ts';

const FULL = 1000;
const step = (factor: number, deviation: number): StepFactor => ({
  factor,
  deviation,
  least: factor - deviation,
  most: factor + deviation,
});
const group = (factor: number, over: Partial<SteppedGroup> = {}): SteppedGroup => ({
  factor,
  deviation: 0.1 * factor,
  full: FULL,
  known: { energy: FULL, deviation: 0.2 * FULL },
  modelUncertainty: 0.2,
  explained: FULL,
  ...over,
});

test('fans are remembered as steps have measured them, no surer than a fifth', () => {
  expect(measuredFans(step(1.5, 0.3), FULL)).toEqual({ energy: 1500, deviation: 300 });
  expect(measuredFans(step(1.5, 0.01), FULL)).toEqual({ energy: 1500, deviation: 200 });
});

test('steps that hardly say anything are not remembered', () => {
  expect(measuredFans(null, FULL)).toBeNull();
  expect(measuredFans(step(1, 0.4), FULL)).not.toBeNull();
  expect(measuredFans(step(1, 0.41), FULL)).toBeNull();
  expect(measuredFans(step(-0.1, 0.01), FULL)).toBeNull();
});

test('several measurements are surer than one, up to what the hours change', () => {
  let known = measuredFans(step(1, 0.2), FULL);
  known = combinedFans(known, measuredFans(step(1.2, 0.2), FULL));
  expect(known?.energy).toBeCloseTo(1100, 6);
  expect(known?.deviation).toBeCloseTo(0.15 * 1100, 6);
  for (let times = 0; times < 50; times += 1) known = combinedFans(known, measuredFans(step(1.1, 0.2), FULL));
  expect((known?.deviation ?? 0) / (known?.energy ?? 1)).toBeCloseTo(0.15, 6);
});

test('a measurement that contradicts the earlier ones replaces them', () => {
  const before = { energy: 1000, deviation: 200 };
  const apart = 2 * Math.hypot(200, 200);
  expect(combinedFans(before, { energy: 1000 + apart - 1, deviation: 200 })?.energy).toBeLessThan(1400);
  expect(combinedFans(before, { energy: 1000 + apart + 1, deviation: 200 })?.energy).toBe(1001 + apart);
  expect([combinedFans(before, null), combinedFans(null, before)]).toEqual([before, before]);
});

test('louder than known by 2.5 standard deviations is a change, by 1.5 where all of it came at once', () => {
  // 1 + 2.5 * f * hypot(0.2, 0.1) = f
  const edge = (deviations: number) => 1 / (1 - deviations * Math.hypot(0.2, 0.1));
  const isChange = (factor: number, isAtOnce: boolean) =>
    changeFactors([group(factor)], false, isAtOnce)[0] !== 1;
  expect([isChange(edge(2.5) - 0.01, false), isChange(edge(2.5) + 0.01, false)]).toEqual([false, true]);
  expect([isChange(edge(1.5) - 0.01, true), isChange(edge(1.5) + 0.01, true)]).toEqual([false, true]);
});

test('what the site file can explain is no change where no steps have measured before, unless it came at once', () => {
  const drifted = { known: null, full: 0.1 * FULL };
  expect(changeFactors([group(9.9, drifted)], false, false)).toEqual([1]);
  expect(changeFactors([group(10.1, drifted)], false, false)).toEqual([10.1]);
  expect(changeFactors([group(9.9, drifted)], false, true)).toEqual([9.9]);
});

test('less than 1.3 times louder is no change, however sure', () => {
  const sure = { known: { energy: FULL, deviation: 10 }, deviation: 0.01 };
  expect(changeFactors([group(1.29, sure)], false, true)).toEqual([1]);
  expect(changeFactors([group(1.31, sure)], false, true)).toEqual([1.31]);
});

test('where no steps have measured before, the model is contradicted by a suspicion alone', () => {
  const unknown = { known: null };
  expect(changeFactors([group(1.59, unknown)], false, false)).toEqual([1]);
  expect(changeFactors([group(1.61, unknown)], false, false)).toEqual([1.61]);
  expect(changeFactors([group(1.21, unknown)], false, true)).toEqual([1.21]);
  expect(changeFactors([group(5, unknown)], true, false)).toEqual([1]);
});

test('a group that may have changed as the other did has changed with it; one clearly below has not', () => {
  const [, vague] = changeFactors([group(3), group(1.4, { deviation: 0.8 })], false, false);
  expect(vague).toBe(3);
  const [, clear] = changeFactors([group(3), group(1, { deviation: 0.05 })], false, false);
  expect(clear).toBe(1);
});
