/** A limit that cannot be kept is told with what would help, and costs no power in vain. */

import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { nominalHeat } from '../../../../src/control/heat/heat-model.ts';
import { spreadStep } from '../../../../src/control/noise/demand-spread.ts';
import type { ControlledCabinet } from '../../../../src/control/noise/limit-outlook.ts';
import type { ReceptorConstraint } from '../../../../src/control/noise/operating-point.ts';
import { chooseLimits } from '../../../../src/control/noise/power-steps.ts';
import { keepableCondition, quietestAt } from '../../../../src/control/noise/quietest-operation.ts';
import { createBench, nightMs, planWith, smallPlan } from '../small-plan.ts';

const cabinet: ControlledCabinet = {
  load: {
    model: nominalHeat({ riseK: 22, settleS: 180, fans: 2 }),
    outdoorC: 25,
    modules: { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 },
    leastSpeed: 0.4,
  },
  demand: 0.8,
  power: 0.8,
  tempC: 40,
  steps: [25, 50, 75, 100],
  limitPct: 100,
  asked: spreadStep(undefined, 1, 1e6),
  likelyLeastPct: 0,
  stillS: 3600,
  moves: 'up and down',
};

function hears(fansDb: number, convertersDb: number, allowedDb: number): ReceptorConstraint {
  return { fans: [energyOf(fansDb)], converters: [energyOf(convertersDb)], allowed: energyOf(allowedDb) };
}

test('the quietest operation has its fans at their slowest and its power at the step', () => {
  const { fans, converters } = quietestAt([cabinet], [25], hears(60, 50, 40));
  expect(fans).toBeCloseTo(energyOf(60) * 0.4 ** 5, 3);
  expect(converters).toBeCloseTo(energyOf(50) * 0.2625, 3);
});

test('it is told how much is missing, and what fans and power would bring', () => {
  const { strength, raised } = keepableCondition('north', [cabinet], hears(60, 50, 39), 40, 1);
  expect(strength).toBeGreaterThan(1);
  const { leastDb, missingDb, fansDb, powerDb } = raised.values as Record<string, number>;
  // 40.1 dB of fans at 40 % and 44.2 dB of electronics at a quarter.
  expect(leastDb).toBeCloseTo(45.6, 1);
  expect(missingDb).toBeCloseTo(6.6, 1);
  expect(fansDb).toBeCloseTo(1.4, 1);
  expect(powerDb).toBeCloseTo(5.5, 1);
});

test('where even the slowest fans are too loud, no power is cut that nobody would hear', () => {
  const loudFans = chooseLimits([cabinet], [hears(70, 30, 39)], { limitC: 54, betterS: 0, seconds: 1 });
  expect(loudFans.limits).toEqual([100]);
  const loudHum = chooseLimits([cabinet], [hears(50, 55, 39)], { limitC: 54, betterS: 0, seconds: 1 });
  expect(loudHum.limits).toEqual([25]);
});

test('the alarm comes after ten minutes, and once more when the night begins', () => {
  const cabinets = smallPlan.cabinets.map((one) => ({
    ...one,
    fans: one.fans.map((fan) => ({ ...fan, atDb: { north: 75 } })),
  }));
  const outputs = smallPlan.outputs.map((one) => (one.kind === 'fan' ? { ...one, min: 40, rest: 40 } : one));
  const plan = planWith({ cabinets, outputs });
  // 21:45 local.
  const bench = createBench(nightMs - 75 * 60_000, plan);
  const calmField = { 'slm-north.sound.laeq': 62, 'slm-rest.sound.laeq': 48 };
  const field = {
    ...calmField,
    ...Object.fromEntries(cabinets.flatMap(({ temperatures }) => temperatures.map((id) => [id, 25]))),
    ...Object.fromEntries(cabinets.map(({ powerIn }) => [powerIn, 100_000])),
    ...Object.fromEntries(cabinets.flatMap(({ guns }) => guns.map((id) => [id, 90_000]))),
  };
  const alarms = () => bench.events.filter((event) => event === 'raised fault north-limit').length;
  bench.run(field, 590);
  expect(alarms()).toBe(0);
  bench.run(field, 30);
  expect(alarms()).toBe(1);
  bench.run(field, 400);
  expect(alarms()).toBe(2);
});
