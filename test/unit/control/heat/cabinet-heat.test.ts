/** What is known of a cabinet while its sensors answer, and while they do not. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HeatState, initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import { nominalHeat, temperatureAfter } from '../../../../src/control/heat/heat-model.ts';
import { initialState } from '../../../../src/control/tick.ts';
import { calm, type Field, imageOf, nightMs, smallPlan as plan } from '../small-plan.ts';

const image = (nowMs: number) => imageOf(calm, initialState(plan), plan, nowMs, nightMs);
const fans = (share: number) =>
  Object.fromEntries(plan.cabinets.flatMap((one) => one.fans.map(({ output }) => [output, share])));

/** Runs seconds with one field; `speed` is that of all fans. */
function run(from: HeatState, field: Field, seconds: number, speed = 0.5): HeatState {
  let state = from;
  for (let second = 0; second < seconds; second++) {
    const nowMs = (state.nowMs ?? 0) + 1000;
    state = watchHeat(state, image(nowMs), plan, (channel) => field[channel] ?? null, fans(speed), {});
  }
  return state;
}

const silent = { ...calm, 'temp-a1.temperature': null, 'temp-a2.temperature': null };
const tempOf = ({ cabinets }: HeatState) => cabinets['a']?.tempC ?? Number.NaN;

test('the hotter of two sensors counts', () => {
  expect(tempOf(run(initialHeat(), { ...calm, 'temp-a2.temperature': 33 }, 2))).toBe(33);
});

test('before the first temperature there is none, however long it takes', () => {
  expect(run(initialHeat(), silent, 60).cabinets['a']).toMatchObject({ tempC: null, isBlind: true });
});

test('with all sensors silent the temperature is never held below what it can have become, whatever cools', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      share,
      share,
      fc.integer({ min: 30, max: 60 }),
      fc.integer({ min: 1, max: 120 }),
      (power, air, fromC, seconds) => {
        const powerW = power * 720_000;
        const at = { ...calm, 'temp-a1.temperature': fromC, 'temp-a2.temperature': fromC - 2 };
        const known = run(initialHeat(), { ...at, 'meter-a.power.active': powerW }, 3, air);
        const blind = run(known, { ...silent, 'meter-a.power.active': powerW }, seconds, air);
        const model = nominalHeat({ riseK: 22, settleS: 180, fans: 2 });
        const truthC = temperatureAfter(model, fromC, { seconds, power, speeds: [air, air], outdoorC: 30 });
        expect(blind.cabinets['a']?.isBlind).toBe(true);
        expect(tempOf(blind)).toBeGreaterThanOrEqual(truthC - 1e-6);
      },
    ),
    { numRuns: 40 },
  );
});

test('a silent hotter sensor is not replaced by the cooler one beside it: the model stands in', () => {
  const hot = { ...calm, 'temp-a1.temperature': 48, 'temp-a2.temperature': 40 };
  const known = run(initialHeat(), hot, 5);
  const half = run(known, { ...hot, 'temp-a1.temperature': null }, 1);
  expect(half.cabinets['a']?.isBlind).toBe(false);
  expect(tempOf(half)).toBeGreaterThan(46);
  expect(tempOf(half)).toBeLessThan(51);
});

test('a silent cooler sensor changes nothing', () => {
  const hot = { ...calm, 'temp-a1.temperature': 48, 'temp-a2.temperature': 40 };
  expect(tempOf(run(run(initialHeat(), hot, 5), { ...hot, 'temp-a2.temperature': null }, 5))).toBe(48);
});

test('a sensor that answers again counts at once', () => {
  const blind = run(run(initialHeat(), calm, 3), { ...silent, 'meter-a.power.active': 700_000 }, 60);
  expect(tempOf(blind)).toBeGreaterThan(28);
  expect(run(blind, calm, 1).cabinets['a']).toMatchObject({ tempC: 25, isBlind: false });
});

test('without sensors nothing is learnt', () => {
  const known = run(initialHeat(), calm, 3);
  const blind = run(known, silent, 300);
  expect(blind.cabinets['a']?.model.coefficients).toEqual(known.cabinets['a']?.model.coefficients);
});
