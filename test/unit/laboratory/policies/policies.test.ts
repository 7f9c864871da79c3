import { expect, test } from 'vitest';
import type { SealedRule } from '../../../../src/control/rules/rule.ts';
import { type ControlState, initialState, tick } from '../../../../src/control/tick.ts';
import { policyNames, policyRules } from '../../../../src/laboratory/policies/policies.ts';
import { calm, type Field, imageOf, nightMs, noonMs, smallPlan } from '../../control/small-plan.ts';

const loud: Field = { ...calm, 'slm-north.sound.laeq': 50 };
const quiet: Field = { ...calm, 'slm-north.sound.laeq': 40 };

/** The outputs a policy decides on the small plan, one second at a time. */
function createTrial(rules: readonly SealedRule[], startWallMs: number) {
  let state: ControlState = initialState(smallPlan, rules);
  let nowMs = 0;
  return {
    run(field: Field, seconds: number): void {
      for (let second = 0; second < seconds; second++) {
        nowMs += smallPlan.periodMs;
        const image = imageOf(field, state, smallPlan, nowMs, startWallMs);
        state = tick(state, image, smallPlan, rules).state;
      }
    },
    values: (...outputs: string[]) =>
      outputs.map((id) => state.decisions.find(({ output }) => output === id)?.value),
  };
}

test('every policy keeps the interlock: at the trip temperature full fans and least power, even in a loud night', () => {
  for (const name of policyNames) {
    const trial = createTrial(policyRules(name, {}), nightMs);
    trial.run(loud, 900);
    trial.run({ ...loud, 'temp-a1.temperature': 62.5 }, 2);
    expect(trial.values('fan-a1', 'limit-a'), name).toEqual([100, 25]);
  }
});

test('none cools by temperature and gives full power however loud the night', () => {
  const trial = createTrial(policyRules('none', {}), nightMs);
  trial.run({ ...loud, 'temp-a1.temperature': 52 }, 900);
  expect(trial.values('fan-a1', 'limit-a', 'limit-b')).toEqual([100, 100, 100]);
});

test('clock halves power at night and only then, however quiet it is, and leaves the fans to temperature', () => {
  const night = createTrial(policyRules('clock', {}), nightMs);
  night.run({ ...quiet, 'temp-a1.temperature': 52 }, 60);
  expect(night.values('fan-a1', 'limit-a', 'limit-b')).toEqual([100, 50, 50]);
  const day = createTrial(policyRules('clock', {}), noonMs);
  day.run(loud, 60);
  expect(day.values('limit-a', 'limit-b')).toEqual([100, 100]);
});

test('threshold goes down a step a hold while the total is above the limit, to its last step and no further', () => {
  const trial = createTrial(policyRules('threshold', {}), nightMs);
  const hot = { ...loud, 'temp-a1.temperature': 50 };
  trial.run(hot, 10);
  expect(trial.values('fan-a1', 'limit-a')).toEqual([80, 75]);
  trial.run(hot, 100);
  expect(trial.values('limit-a')).toEqual([75]);
  trial.run(hot, 30);
  expect(trial.values('fan-a1', 'limit-a', 'limit-b')).toEqual([65, 50, 50]);
  trial.run(hot, 600);
  expect(trial.values('fan-a1', 'limit-a')).toEqual([50, 25]);
});

test('threshold waits in the band of its hysteresis and goes up a step after five quiet minutes', () => {
  const trial = createTrial(policyRules('threshold', {}), nightMs);
  trial.run(loud, 10);
  trial.run({ ...calm, 'slm-north.sound.laeq': 43.5 }, 1200);
  expect(trial.values('limit-a')).toEqual([75]);
  trial.run(quiet, 420);
  expect(trial.values('limit-a')).toEqual([100]);
});

test('threshold steps on the limit of the hour: 50 dB is no reason by day', () => {
  const trial = createTrial(policyRules('threshold', {}), noonMs);
  trial.run(loud, 600);
  expect(trial.values('limit-a')).toEqual([100]);
});

test('threshold keeps its step while the meter gives nothing', () => {
  const trial = createTrial(policyRules('threshold', {}), nightMs);
  trial.run(loud, 10);
  trial.run({ ...calm, 'slm-north.sound.laeq': null }, 1200);
  expect(trial.values('limit-a')).toEqual([75]);
});
