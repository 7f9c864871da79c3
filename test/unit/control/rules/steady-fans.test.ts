/** The regulation on a cabinet of one node that is not what the site file says: fans must come to rest. */

import { expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import { nominalHeat, temperatureAfter } from '../../../../src/control/heat/heat-model.ts';
import { initialState, tick } from '../../../../src/control/tick.ts';
import { calm, imageOf, nightMs, planWith, smallPlan } from '../small-plan.ts';

/** Forced steps aside. */
const plan = planWith({
  rules: { 'fan-dither': { ...smallPlan.rules['fan-dither'], measureEvery: 0 } },
});
const lagS = 4;
const outdoorC = 30;

/** Speeds of a fan, a second each, while both cabinets take a steady power at night; `wrong`: share of the nominal. */
function steadyNight(
  powerW: number,
  wrong: { readonly warming: number; readonly air: number },
  minutes: number,
) {
  const nominal = nominalHeat({ riseK: 22, settleS: 180, fans: 2 });
  const truth = {
    ...nominal,
    coefficients: nominal.coefficients.map((own, index) => own * (index === 0 ? wrong.warming : wrong.air)),
  };
  let state = initialState(plan);
  let tempC = 40;
  let turned = 0.3;
  const speeds: number[] = [];
  for (let second = 1; second <= minutes * 60; second++) {
    const shown = Math.round(10 * tempC) / 10;
    const heard = levelOf(energyOf(34) + 4 * energyOf(39) * turned ** 5) ?? 0;
    const field = {
      ...calm,
      'slm-north.sound.laeq': heard,
      ...Object.fromEntries(plan.cabinets.flatMap((one) => one.temperatures.map((id) => [id, shown]))),
      ...Object.fromEntries(plan.cabinets.map((one) => [one.powerIn, powerW])),
      ...Object.fromEntries(
        plan.cabinets.flatMap((one) => one.fans.map((fan) => [fan.speed, turned * fan.fullRpm])),
      ),
    };
    ({ state } = tick(state, imageOf(field, state, plan, second * 1000, nightMs), plan));
    const decided = state.decisions.find(({ output }) => output === 'fan-a1')?.value ?? 0;
    turned += (decided / 100 - turned) / lagS;
    tempC = temperatureAfter(truth, tempC, {
      seconds: 1,
      power: powerW / 720_000,
      speeds: [turned, turned],
      outdoorC,
    });
    speeds.push(decided);
  }
  return { speeds, tempC };
}

/** How often the speed turns round after a way of more than `overPct`. */
function reversals(speeds: readonly number[], overPct: number): number {
  let [count, direction] = [0, 0];
  let extreme = speeds[0] ?? 0;
  for (const speed of speeds) {
    const way = speed - extreme;
    if (direction === 0) {
      if (Math.abs(way) > overPct) [direction, extreme] = [Math.sign(way), speed];
    } else if (way * direction > 0) extreme = speed;
    else if (Math.abs(way) > overPct) {
      [direction, extreme] = [-direction, speed];
      count += 1;
    }
  }
  return count;
}

test('reversals are counted by what they are', () => {
  expect(reversals([0, 10, 0, 10], 5)).toBe(2);
  expect(reversals([0, 4, 0, 4, 0], 5)).toBe(0);
  expect(reversals([0, 10, 20, 30], 5)).toBe(0);
});

test.each([
  ['as the site file says', { warming: 1, air: 1 }, 48],
  // Full fans cannot hold 48 C: it settles on the line that fans follow by day.
  ['that warms a third more and has a third less air', { warming: 1.3, air: 0.7 }, 50.2],
  ['that warms a third less and has more air', { warming: 0.7, air: 1.3 }, 48],
])(
  'at a steady load at night the fans of a cabinet %s come to rest where it is as warm as planned',
  (_how, wrong, restC) => {
    const { speeds, tempC } = steadyNight(330_000, wrong, 45);
    const quarters = [speeds.slice(900, 1800), speeds.slice(1800, 2700)];
    for (const quarter of quarters) expect(reversals(quarter, 5)).toBeLessThan(2);
    expect(Math.abs(tempC - restC)).toBeLessThan(0.5);
  },
);
