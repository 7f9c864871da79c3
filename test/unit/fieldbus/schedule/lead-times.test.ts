/** Where the polls of a line stand before the freeze, in virtual time. */

import { expect, test } from 'vitest';
import { createRig, meter, rtuPlan, tcpPlan } from '../bus/bus-fixture.ts';

const freeze = { firstMs: 1000, periodMs: 1000 };

/** How long before the freeze each device answered, in the cycle that ends at `atMs`. */
function agesMs(rig: ReturnType<typeof createRig>, atMs: number): Record<string, number> {
  const within = rig.readings.filter(({ takenMs }) => takenMs > atMs - 1000 && takenMs <= atMs);
  return Object.fromEntries(within.map(({ device, takenMs }) => [device, atMs - takenMs]));
}

test('all of a line answer in a row before the freeze, the one that matters most last', () => {
  const devices = [2, 3, 4].map((unitId) => meter(unitId, { minGapMs: 20 }));
  const rig = createRig(rtuPlan, devices, new Set(['meter-3']));
  rig.bus.start(freeze);
  rig.clock.runUntil(60_000);
  const ages = agesMs(rig, 60_000);
  expect(Object.keys(ages).sort()).toEqual(['meter-2', 'meter-3', 'meter-4']);
  expect(ages['meter-3']).toBeLessThan(40);
  expect(ages['meter-3']).toBeGreaterThan(15);
  expect(Math.max(...Object.values(ages))).toBeLessThan(180);
  expect(rig.bus.counters().missed).toBe(0);
});

test('a device that becomes slow is asked earlier as soon as that is known', () => {
  const rig = createRig(tcpPlan, [meter(2)]);
  rig.bus.start(freeze);
  rig.clock.runUntil(60_000);
  expect(agesMs(rig, 60_000)['meter-2']).toBeLessThan(40);
  rig.turnaroundMs.set(2, 300);
  rig.clock.runUntil(90_000);
  expect(agesMs(rig, 90_000)['meter-2']).toBeLessThan(60);
  expect(agesMs(rig, 90_000)['meter-2']).toBeGreaterThan(0);
  const count = rig.readings.filter(({ takenMs }) => takenMs > 60_000).length;
  expect(count).toBeGreaterThanOrEqual(29);
});

test('what is read every two seconds takes turns, so that no row is longer than it must be', () => {
  const devices = [2, 3, 4, 5].map((unitId) => meter(unitId, { pollMs: 2000 }));
  const rig = createRig(rtuPlan, devices);
  rig.bus.start(freeze);
  rig.clock.runUntil(61_000);
  const [even, odd] = [60_000, 61_000].map((atMs) => Object.keys(agesMs(rig, atMs)).sort());
  expect(even?.length).toBe(2);
  expect(odd?.length).toBe(2);
  expect([...(even ?? []), ...(odd ?? [])].sort()).toEqual(devices.map(({ id }) => id));
});

test('a silent device keeps no place once it is known to be silent', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  rig.behaviours.set(3, () => undefined);
  rig.bus.start(freeze);
  rig.clock.runUntil(60_000);
  const late = [31, 36, 41, 46, 51, 56].map((second) => agesMs(rig, second * 1000)['meter-2'] ?? 0);
  expect(late.filter((ageMs) => ageMs > 15 && ageMs < 60).length).toBeGreaterThanOrEqual(5);
});

test('a period that does not go with that of the cycle keeps a grid of its own', () => {
  const rig = createRig(tcpPlan, [meter(2, { pollMs: 1500 })]);
  rig.bus.start(freeze);
  rig.clock.runUntil(30_000);
  expect(rig.readings.length).toBe(20);
});
