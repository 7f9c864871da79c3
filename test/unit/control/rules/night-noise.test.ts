/** What the noise rule keeps from cycle to cycle and over a restart, and how a limit in a register goes down. */

import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import type { ReceptorSound } from '../../../../src/control/attribution/source-levels.ts';
import { type CabinetHeat, initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import { controlledCabinets } from '../../../../src/control/noise/cabinet-demand.ts';
import { spreadStep } from '../../../../src/control/noise/demand-spread.ts';
import { nightNoise } from '../../../../src/control/rules/night-noise.ts';
import { initialState } from '../../../../src/control/tick.ts';
import type { Bound } from '../../../../src/model/bound.ts';
import { message } from '../../../../src/model/message.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { calm, imageOf, nightMs, planWith, ruleInput, smallPlan } from '../small-plan.ts';

const params = smallPlan.rules['night-noise'];
const moment = { ms: 2000, isKnown: true };
type State = ReturnType<typeof nightNoise.initial>;

/** The same plan with limits in registers. */
const registers: ControlPlan = planWith({
  outputs: smallPlan.outputs.map(({ steps, ...output }) =>
    output.kind === 'power-limit' || steps === undefined ? output : { ...output, steps },
  ),
});

/** A receptor that hears so much of each fan and of each cabinet's electronics, dB. */
function hearing(fansDb: number, converterDb: number): readonly ReceptorSound[] {
  return [
    {
      receptor: 'north',
      fans: smallPlan.cabinets.map(() => energyOf(fansDb)),
      converters: smallPlan.cabinets.map(() => energyOf(converterDb)),
      standby: 0,
      most: energyOf(60),
      uncertaintyFactor: 1,
      isTrusted: true,
      why: message('no-request'),
      stepsS: null,
      isSuspected: false,
    },
  ];
}

function heatAt(tempC: number, power: number, plan: ControlPlan): Readonly<Record<string, CabinetHeat>> {
  const image = imageOf(calm, initialState(plan), plan, 1000, nightMs);
  const { cabinets } = watchHeat(initialHeat(), image, plan, () => 30, {}, {});
  return Object.fromEntries(
    Object.entries(cabinets).map(([id, one]) => [
      id,
      { ...one, tempC, power, meanPower: power, outdoorC: 20 },
    ]),
  );
}

/** Cycles of a second in which the same is measured; what is bound is decided. */
function cycles(
  plan: ControlPlan,
  count: number,
  heat: Readonly<Record<string, CabinetHeat>>,
  fansDb: number,
) {
  let state: State = nightNoise.initial(plan);
  let decided: Readonly<Record<string, number>> = { 'limit-a': 100, 'limit-b': 100 };
  const limits: number[] = [];
  for (let second = 1; second <= count; second++) {
    const image = imageOf(calm, initialState(plan), plan, second * 1000, nightMs);
    const input = ruleInput({ plan, image, decided, heat, sound: hearing(fansDb, 10) });
    const output = nightNoise.evaluate(input, params, state);
    state = output.state;
    const bound = (limit: string) => output.bounds.find((one: Bound) => one.output === limit)?.max ?? 100;
    decided = { 'limit-a': bound('limit-a'), 'limit-b': bound('limit-b') };
    limits.push(decided['limit-a'] ?? 0);
  }
  return { state, limits };
}

test('a limit in a register waits half a minute, too, until a cut shows, before the next', () => {
  const { limits } = cycles(registers, 65, heatAt(54.3, 0.3, registers), 46);
  expect(limits[0]).toBe(95);
  expect(limits[25]).toBe(95);
  expect(limits[35]).toBe(90);
  expect(limits[64]).toBe(85);
});

test('what has been better for minutes goes on to be so over a short restart, and begins anew after a long time', () => {
  const state: State = { ...nightNoise.initial(smallPlan), betterS: 480 };
  const saved = JSON.parse(JSON.stringify(nightNoise.part?.save(state, smallPlan)));
  const betterAfter = (ms: number) =>
    nightNoise.part?.restore(saved, { ms, isKnown: true }, smallPlan)?.state.betterS;
  expect(betterAfter(2000)).toBe(480);
  expect(betterAfter(11 * 60_000)).toBe(0);
  const { betterS: _, ...older } = saved;
  expect(nightNoise.part?.restore(older, moment, smallPlan)?.state.betterS).toBe(0);
});

test('the first cycle after a restart knows no decision: the limit and the demand of before hold', () => {
  const guns = { 'gun-a.power.active': 300_000 };
  const asked = spreadStep(undefined, 0.3, 0);
  const before = { a: { capPct: 50, guns, asked, limitPct: 25, leastPct: 0 } };
  const [a] = controlledCabinets(
    ruleInput({ heat: heatAt(45, 0.26, smallPlan) }),
    params,
    before,
    true,
  ).cabinets;
  expect(a?.limitPct).toBe(25);
  expect(a?.demand).toBeGreaterThan(0.4);
});

/** Cycles of a second with loud electronics, of which attribution can prove what it can; the limits that are bound. */
function limitsWhile(
  isTrustedAt: (second: number) => boolean,
  count: number,
  from: State,
): readonly number[] {
  let state = from;
  let decided: Readonly<Record<string, number>> = { 'limit-a': 25, 'limit-b': 25 };
  const heat = heatAt(53, 0.26, smallPlan);
  return Array.from({ length: count }, (_, index) => {
    const image = imageOf(calm, initialState(smallPlan), smallPlan, (index + 1) * 1000, nightMs);
    const sound = hearing(40, 52).map((one) => ({ ...one, isTrusted: isTrustedAt(index + 1) }));
    const output = nightNoise.evaluate(ruleInput({ image, decided, heat, sound }), params, state);
    state = output.state;
    const bound = (limit: string) => output.bounds.find((one: Bound) => one.output === limit)?.max ?? 100;
    decided = { 'limit-a': bound('limit-a'), 'limit-b': bound('limit-b') };
    return decided['limit-a'] ?? 0;
  });
}

test('a quarter limit stays while the sound is unproved for less than ten seconds, and goes up then', () => {
  const quarter = { capPct: 50, guns: {}, limitPct: 25, leastPct: 0 };
  const proved: State = {
    ...nightNoise.initial(smallPlan),
    cabinets: { a: quarter, b: quarter },
    unprovedS: 0,
  };
  expect(limitsWhile((second) => second > 9, 12, proved)).toEqual(Array(12).fill(25));
  const lost = limitsWhile(() => false, 12, proved);
  expect(lost.slice(0, 9)).toEqual(Array(9).fill(25));
  expect(lost.slice(9)).toEqual(Array(3).fill(50));
});

test('how long the sound has been unproved goes on over a short restart, and counts as long where that is not known', () => {
  const state: State = { ...nightNoise.initial(smallPlan), unprovedS: 4 };
  const saved = JSON.parse(JSON.stringify(nightNoise.part?.save(state, smallPlan)));
  const after = (from: unknown, ms: number) =>
    nightNoise.part?.restore(from, { ms, isKnown: true }, smallPlan)?.state.unprovedS;
  expect(after(saved, 2000)).toBe(4);
  expect(after(saved, 11 * 60_000)).toBe(10);
  const { unprovedS: _, ...older } = saved;
  expect(after(older, 2000)).toBe(10);
});
