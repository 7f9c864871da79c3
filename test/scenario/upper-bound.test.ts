/** The upper bound on the shipped station: no run may be above the bound under the caps that it kept itself. */

import { expect, test } from 'vitest';
import { defaultPhysics } from '../../hw-mocks/inputs/physics-parameters.ts';
import { carDemands } from '../../src/laboratory/bound/car-demand.ts';
import { type SpanMinute, upperBound } from '../../src/laboratory/bound/upper-bound.ts';
import { type PolicyName, policyRules } from '../../src/laboratory/policies/policies.ts';
import { sampleSize } from '../sample-size.ts';
import { createRig } from './rig.ts';

const FROM_MIN = sampleSize({ sample: 8, full: 15 });
const SPAN_MIN = sampleSize({ sample: 6, full: 20 });
const seed = 11;
const overrides = { carsPerDay: 2500 };
const physics = { ...defaultPhysics, ...overrides };

/** Crowded minutes in the night under a policy, and the bound for its own loudness minute by minute and its own heat. */
function crowdedSpan(policy: PolicyName) {
  const rig = createRig({
    seed,
    physics: overrides,
    rules: policyRules(policy, {}),
    startHour: 22 - FROM_MIN / 60,
  });
  rig.run(FROM_MIN * 60);
  const { station } = rig;
  const before = station.truth();
  const present = station.presentCars();
  let hottestC = Math.max(...Object.values(before.cabinets).map((cabinet) => cabinet.hottestC));
  const minutes = Array.from({ length: SPAN_MIN }, (): SpanMinute => {
    let energy = 0;
    let outdoorC = Number.POSITIVE_INFINITY;
    for (let second = 0; second < 60; second++) {
      rig.run(1);
      const { receptors, cabinets } = station.truth();
      energy += 10 ** ((receptors['north']?.equipmentDb ?? 0) / 10) / 60;
      for (const cabinet of Object.values(cabinets)) {
        hottestC = Math.max(hottestC, cabinet.hottestC);
        outdoorC = Math.min(outdoorC, cabinet.outdoorC);
      }
    }
    return { outdoorC, capEnergyAt: { north: energy * 1.0001 } };
  });
  const [fromS, untilS] = [FROM_MIN * 60, (FROM_MIN + SPAN_MIN) * 60];
  const plant = station.plant();
  const guns = rig.plan.layout.cabinets.flatMap((cabinet) => cabinet.guns).length;
  const bound = upperBound({
    plant,
    cars: carDemands(present, plant.arrivals(untilS), guns, physics, fromS, untilS),
    minutes,
    hardC: Math.min(75, hottestC),
    start: Object.values(before.cabinets).map((cabinet) => ({ moduleC: cabinet.hottestC })),
  });
  const after = station.truth();
  rig.stop();
  return { bound, servedWh: after.servedWh - before.servedWh };
}

test('what any policy serves in a crowded station stays below the bound for the noise and heat it made', () => {
  const servedKwh: Partial<Record<PolicyName, number>> = {};
  for (const policy of sampleSize<PolicyName[]>({
    sample: ['none', 'clock', 'quietpost'],
    full: ['none', 'clock', 'threshold', 'quietpost'],
  })) {
    const { bound, servedWh } = crowdedSpan(policy);
    console.info(
      `${policy}: served ${(servedWh / 1000).toFixed(1)} kWh, bound ${(bound.energyWh / 1000).toFixed(1)} kWh`,
    );
    expect(servedWh, policy).toBeLessThanOrEqual(bound.energyWh);
    expect(bound.energyWh, policy).toBeLessThanOrEqual(bound.wantedWh + 1);
    servedKwh[policy] = servedWh / 1000;
  }
  // The policies differ, so different runs were held against their bounds.
  expect(servedKwh.none).toBeGreaterThan(1.1 * (servedKwh.clock ?? 0));
  expect(servedKwh.clock).toBeGreaterThan(5 * SPAN_MIN);
});
