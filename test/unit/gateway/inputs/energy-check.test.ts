import { expect, test } from 'vitest';
import { createEnergyCheck } from '../../../../src/gateway/inputs/energy-check.ts';
import { ok } from '../../../../src/model/result.ts';
import type { DevicePlan } from '../../../../src/plan/site-plan.ts';
import { pointOf, resolved } from '../../devices/modbus/make-definition.ts';

const power = pointOf({ id: 'power.active', quantity: 'power.active' });
const energy = pointOf({ id: 'energy.import', quantity: 'energy.import' });
const { definition } = resolved([{ quantity: 'power.active', address: 0, unit: 'W' }]);
const meter: DevicePlan = { id: 'gun', bus: 'b', unitId: 2, definition, pollMs: 1000, validMs: 5000 };

/** A meter whose counter moves `times` the energy that its power means. */
function createBench(times: number) {
  const told: number[] = [];
  const check = createEnergyCheck((_, found) => told.push(found));
  let nowMs = 0;
  let countedWh = 70_000;
  return {
    told,
    /** Power every second, energy every minute. */
    run(minutes: number, watts: (second: number) => number) {
      for (let second = 0; second < minutes * 60; second++) {
        nowMs += 1000;
        const now = watts(second);
        countedWh += (Math.max(now, 0) / 3600) * times;
        check.observe(meter, [{ point: power, result: ok(now) }], nowMs);
        if (second % 60 === 0)
          check.observe(meter, [{ point: energy, result: ok(Math.floor(countedWh)) }], nowMs);
      }
    },
    silence(minutes: number, watts: number) {
      nowMs += minutes * 60_000;
      countedWh += ((watts * minutes) / 60) * times;
    },
    reset: () => {
      countedWh = 0;
    },
  };
}

test.each([
  ['ten times too much', 10],
  ['a tenth', 0.1],
])('a counter that moves %s is told once', (_, times) => {
  const bench = createBench(times);
  bench.run(60, () => 20_000);
  expect(bench.told).toHaveLength(1);
  expect((bench.told[0] ?? 0) / times).toBeCloseTo(1, 1);
});

test.each([1, 0.9, 1.1, 2])('a counter that moves %f times the energy seen is left alone', (times) => {
  const bench = createBench(times);
  bench.run(240, (second) => 30_000 * (1 + Math.sin(second / 500)));
  expect(bench.told).toEqual([]);
});

test('a car that charges for a minute is no evidence', () => {
  const bench = createBench(10);
  bench.run(2, (second) => (second < 60 ? 50_000 : 0));
  bench.run(600, () => 0);
  expect(bench.told).toEqual([]);
});

test('energy that passed while the meter was silent, given back or counted from 0 again is no evidence', () => {
  const bench = createBench(1);
  bench.run(5, () => 10_000);
  bench.silence(60, 10_000);
  bench.run(10, () => 10_000);
  bench.run(30, () => -20_000);
  bench.reset();
  bench.run(30, () => 10_000);
  expect(bench.told).toEqual([]);
});
