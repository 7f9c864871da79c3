/** Two sites on the same made inputs, on the small plan. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDivergences } from '../../../../src/analysis/what-if/divergence.ts';
import { createOutputAccumulator } from '../../../../src/analysis/what-if/output-statistics.ts';
import { cutOf } from '../../../../src/analysis/what-if/power-cut.ts';
import { siteFit } from '../../../../src/analysis/what-if/site-fit.ts';
import { createComparison, type WhatIf } from '../../../../src/analysis/what-if/what-if.ts';
import { equipmentEnergy, equipmentLevelDb } from '../../../../src/control/attribution/nominal-model.ts';
import { initialState, tick } from '../../../../src/control/tick.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Decision } from '../../../../src/model/decision.ts';
import { plain } from '../../../../src/model/message.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { calm, type Field, imageOf, nightMs, smallPlan } from '../../control/small-plan.ts';

const warm = {
  ...calm,
  'temp-a1.temperature': 45,
  'temp-b1.temperature': 45,
  'gun-a.power.active': 700_000,
  'meter-a.power.active': 720_000,
};

/** So many seconds of one field under the small plan, then compared with a changed one. */
function compared(changed: ControlPlan, field: Field = warm, seconds = 120): WhatIf {
  const span = { fromMs: nightMs, toMs: nightMs + 1e9 };
  const state = initialState(smallPlan);
  const comparison = createComparison({ old: smallPlan, state, changed, span, differencesMax: 3 });
  let then = state;
  for (let second = 1; second <= seconds; second += 1) {
    const image = imageOf(field, then, smallPlan, second * 1000, nightMs);
    const result = tick(then, image, smallPlan);
    then = result.state;
    comparison.see({ image, decisions: result.decisions });
  }
  return comparison.result();
}

function withRules(rules: Partial<ControlPlan['rules']>): ControlPlan {
  return { ...smallPlan, rules: { ...smallPlan.rules, ...rules } };
}

test('the same plan makes no difference, and comes out as recorded', () => {
  const found = compared(smallPlan);
  expect(found).toMatchObject({ seconds: 120, differences: 0, differingS: 0, first: [], unlikeS: 0 });
  expect(found.changed).toEqual(found.old);
});

test('a wider margin caps the fans further: quieter by the model, with both reasons', () => {
  const warmer = { ...warm, 'temp-a1.temperature': 48, 'temp-b1.temperature': 48 };
  const { first, old, changed } = compared(
    withRules({ 'night-noise': { ...smallPlan.rules['night-noise'], marginDb: 9 } }),
    warmer,
  );
  const [difference] = first;
  expect(difference?.outputs).toEqual(['fan-a1', 'fan-a2']);
  const reasons = difference && [difference.old, difference.changed].map(({ reason }) => inEnglish(reason));
  expect(reasons).toEqual([
    expect.stringMatching(/^cabinet a at 48\.0 C/),
    expect.stringContaining('the equipment may reach 36.0 dB at north'),
  ]);
  expect(changed.noise[0]?.laeqDb).toBeLessThan(37);
  expect(old.noise[0]?.laeqDb).toBeGreaterThan(38);
});

test('noise is the equation of the control model with fans as commanded', () => {
  const { old } = compared(smallPlan, warm, 300);
  const mean = old.outputs.find(({ id }) => id === 'fan-a1')?.meanPct ?? 0;
  const decided = Object.fromEntries(smallPlan.outputs.map(({ id }) => [id, mean]));
  const read = (channel: string): number | null =>
    channel.endsWith('fan.speed') ? null : (warm[channel as keyof typeof warm] ?? null);
  const levelDb = equipmentLevelDb(equipmentEnergy(smallPlan, 'north', read, decided));
  expect(old.noise[0]?.laeqDb).toBeCloseTo(levelDb ?? 0, 0);
});

test('limits of the changed site cut measured power, and the cut is what the guns gave above them', () => {
  const cabinets = smallPlan.cabinets;
  const blindAt25 = withRules({ 'over-temperature': { ...smallPlan.rules['over-temperature'], tripC: 44 } });
  const { energy, changed } = compared(blindAt25);
  const seconds = changed.outputs.find(({ id }) => id === 'limit-a')?.secondsAt;
  expect(seconds?.find(({ stepPct }) => stepPct === 25)?.seconds).toBe(120);
  const cutW = 700_000 - 0.25 * (cabinets[0]?.ratedW ?? 0);
  expect(energy[0]?.cutKwh).toBeCloseTo((cutW * 120) / 3.6e6, 6);
  // The other cabinet gave less than its limit allows.
  expect(energy[1]?.cutKwh).toBe(0);
});

test('a channel and an output less are no obstacle, a needed channel more is named', () => {
  const { lamp, ...fewer } = { lamp: 'slm-rest.sound.laeq', ...smallPlan };
  const channels = Object.fromEntries(Object.entries(smallPlan.channels).filter(([id]) => id !== lamp));
  const outputs = smallPlan.outputs.filter(({ id }) => id !== 'lamp');
  const less: ControlPlan = { ...fewer, channels, outputs, otherLevels: [] };
  expect(siteFit(smallPlan, less)).toEqual({
    ...{ needed: [], absent: [], outputsOfChanged: [] },
    ...{ dropped: ['slm-rest.sound.laeq'], outputsOfOld: ['lamp'] },
  });
  expect(compared(less)).toMatchObject({ differences: 0, seconds: 120 });
  expect(siteFit(less, smallPlan)).toMatchObject({
    ...{ needed: [], absent: ['slm-rest.sound.laeq'], outputsOfChanged: ['lamp'] },
  });
  const { 'temp-a1.temperature': _gone, ...without } = smallPlan.channels;
  expect(siteFit({ ...smallPlan, channels: without }, smallPlan).needed).toEqual(['temp-a1.temperature']);
});

test('a hole in the records counts for five seconds at most', () => {
  const span = { fromMs: nightMs, toMs: nightMs + 1e9 };
  const state = initialState(smallPlan);
  const comparison = createComparison({ old: smallPlan, state, changed: smallPlan, span, differencesMax: 3 });
  for (const second of [1, 2, 500]) {
    const image = imageOf(calm, state, smallPlan, second * 1000, nightMs);
    comparison.see({ image, decisions: [] });
  }
  expect(comparison.result().seconds).toBe(7);
});

const cabinet = smallPlan.cabinets[0];
if (cabinet === undefined) throw new Error('the small plan has cabinets');
const step = fc.constantFrom(25, 50, 75, 100);

test('a cut is never more than the power there was, and equal limits neither cut nor free', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 720_000 }), step, step, (powerW, oldPct, changedPct) => {
      const cut = cutOf(cabinet, () => powerW, oldPct, changedPct);
      if (cut === null) throw new Error('the power is known');
      expect(cut.cutW).toBeGreaterThanOrEqual(0);
      expect(cut.cutW).toBeLessThanOrEqual(powerW);
      expect(powerW - cut.cutW <= (changedPct / 100) * cabinet.ratedW || changedPct >= oldPct).toBe(true);
      expect(powerW + cut.freedW).toBeLessThanOrEqual(cabinet.ratedW);
      if (oldPct === changedPct) expect(cut).toMatchObject({ cutW: 0, freedW: 0 });
    }),
  );
});

test('without its guns the meter of the cabinet counts, without both nothing is claimed', () => {
  const meter = (id: string): number | null => (id === cabinet.powerIn ? 400_000 : null);
  expect(cutOf(cabinet, meter, 100, 50)).toMatchObject({ powerW: 400_000, cutW: 40_000 });
  expect(cutOf(cabinet, () => null, 100, 50)).toBeNull();
});

function decision(output: string, value: number, reason = 'r', by = 'rule'): Decision {
  return { output, value, by, reason: plain(reason), overruled: [] };
}

test('a stretch is told once, outputs that part alike at once are one, and a reason alone is no difference', () => {
  const found = createDivergences(2);
  const same = [decision('a', 50), decision('b', 50)];
  const other = [decision('a', 25, 'x'), decision('b', 25, 'x')];
  found.add(1000, 1, same, [decision('a', 50, 'another number'), decision('b', 50)]);
  for (const wallMs of [2000, 3000]) found.add(wallMs, 1, same, other);
  found.add(4000, 1, same, same);
  found.add(5000, 1, same, [decision('a', 50, 'r', 'other-rule'), decision('b', 50)]);
  found.add(6000, 1, same, [decision('a', 75), decision('b', 75)]);
  expect(found).toMatchObject({ seconds: 4, count: 4 });
  expect(found.first.map(({ outputs, fromMs }) => [fromMs, ...outputs])).toEqual([
    [2000, 'a', 'b'],
    [5000, 'a'],
  ]);
});

test('switches and time at each step are counted from the first cycle on', () => {
  const outputs = smallPlan.outputs.filter(({ id }) => id === 'limit-a' || id === 'fan-a1');
  const book = createOutputAccumulator(outputs);
  for (const value of [100, 75, 75, 50, 100]) {
    book.add([decision('limit-a', value), decision('fan-a1', value / 2), decision('unknown', 1)], 2);
  }
  const [fan, limit] = book.statistics();
  expect(fan).toMatchObject({ id: 'fan-a1', changes: 3, meanPct: 40, secondsAt: null });
  expect(limit).toMatchObject({ changes: 3 });
  expect(limit?.secondsAt).toEqual([
    { stepPct: 25, seconds: 0 },
    { stepPct: 50, seconds: 2 },
    { stepPct: 75, seconds: 4 },
    { stepPct: 100, seconds: 4 },
  ]);
});
