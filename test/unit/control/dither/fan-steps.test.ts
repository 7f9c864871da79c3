/** The speeds of forced steps: what they step from, which cabinets they leave alone, and that nothing moves to and fro for them. */

import { expect, test } from 'vitest';
import type { ReceptorSound } from '../../../../src/control/attribution/source-levels.ts';
import { fanSteps, type StepBase } from '../../../../src/control/dither/fan-steps.ts';
import { type CabinetHeat, initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import { fanDither } from '../../../../src/control/rules/fan-dither.ts';
import { initialState } from '../../../../src/control/tick.ts';
import { message } from '../../../../src/model/message.ts';
import { calm, imageOf, nightMs, smallPlan as plan, ruleInput } from '../small-plan.ts';

const running = { 'fan-a1': 60, 'fan-a2': 60, 'fan-b1': 50, 'fan-b2': 50 };
const { warnC } = plan.rules['over-temperature'];

/** Steps that began so long ago. */
function stepping(stepsS: number): readonly ReceptorSound[] {
  const loudness = { fans: [1, 1], converters: [0, 0], standby: 0, most: 1, uncertaintyFactor: 1 };
  const gate = { isTrusted: true, why: message('no-request'), stepsS, isSuspected: false };
  return [{ receptor: 'north', ...loudness, ...gate }];
}

function heatOf(aC: number): Readonly<Record<string, CabinetHeat>> {
  const image = imageOf(calm, initialState(plan), plan, 1000, nightMs);
  const { cabinets } = watchHeat(initialHeat(), image, plan, () => 30, {}, {});
  return Object.fromEntries(
    Object.entries(cabinets).map(([id, one]) => [
      id,
      { ...one, tempC: id === 'a' ? aC : 40, power: 0.5, outdoorC: 20 },
    ]),
  );
}

function stepsAt(stepsS: number, before: StepBase | null, aC = 40, decided: StepBase = running) {
  const { base, bounds } = fanSteps(
    ruleInput({ sound: stepping(stepsS), heat: heatOf(aC), decided }),
    before,
    'fan-dither',
  );
  return { base, speeds: Object.fromEntries(bounds.map(({ output, max }) => [output, max])) };
}

test('the groups go slower by turns, from the speeds at which the steps began', () => {
  const { base } = stepsAt(0, null);
  expect(stepsAt(25, base).speeds).toEqual({ 'fan-a1': 43, 'fan-a2': 43 });
  expect(stepsAt(45, base, 40, { ...running, 'fan-b1': 36, 'fan-b2': 36 }).speeds).toEqual({
    'fan-b1': 36,
    'fan-b2': 36,
  });
  expect(stepsAt(65, base).speeds).toEqual({});
});

test('steps that are due in the first cycle after a restart wait until the fans have been told a speed', () => {
  const { base } = stepsAt(0, null, 40, {});
  expect(stepsAt(25, base).speeds).toEqual({ 'fan-a1': 43, 'fan-a2': 43 });
});

test('a cabinet whose temperature comes and goes at the edge of what steps leave it is left alone for the rest of them', () => {
  let base = stepsAt(0, null).base;
  const slow: boolean[] = [];
  for (let stepsS = 20; stepsS < 100; stepsS += 1) {
    const after = stepsAt(stepsS, base, stepsS % 3 === 1 ? warnC : 40);
    base = after.base;
    slow.push('fan-a1' in after.speeds);
  }
  expect(slow.slice(0, 2)).toEqual([true, true]);
  expect(slow.slice(2)).not.toContain(true);
  expect(stepsAt(105, base).speeds).toEqual({ 'fan-b1': 36, 'fan-b2': 36 });
});

test('steps go on from the same speeds after a moment away, and are dropped after more', () => {
  const evaluate = (stepsS: number, state: ReturnType<typeof fanDither.initial>, decided: StepBase) =>
    fanDither.evaluate(
      ruleInput({ sound: stepping(stepsS), heat: heatOf(40), decided }),
      plan.rules['fan-dither'],
      state,
    );
  const begun = evaluate(0, fanDither.initial(plan), running).state;
  const slowed = evaluate(25, begun, running);
  const saved: unknown = JSON.parse(JSON.stringify(fanDither.part?.save(slowed.state, plan)));
  const after = (ms: number) => {
    const restored = fanDither.part?.restore(saved, { ms, isKnown: true }, plan);
    if (!restored) throw new Error('the rule does not know its own state');
    return restored.state;
  };
  // Whatever the fans are told in the first cycle, nothing or the speeds to which the steps have slowed them.
  for (const decided of [{}, { ...running, 'fan-a1': 43, 'fan-a2': 43 }])
    expect(evaluate(30, after(5000), decided).bounds).toEqual(slowed.bounds);
  expect(after(60_000).steps).toBeNull();
});
