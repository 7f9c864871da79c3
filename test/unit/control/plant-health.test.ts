import { expect, test } from 'vitest';
import type { ControlPlan } from '../../../src/control/plan.ts';
import { calm, createBench, noonMs, smallPlan } from './small-plan.ts';

const withStatus: ControlPlan = {
  ...smallPlan,
  channels: { ...smallPlan.channels, 'fan-a1.fan.status': { quantity: 'fan.status', validMs: 10_000 } },
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) =>
      fan.output === 'fan-a1' ? { ...fan, status: 'fan-a1.fan.status' } : fan,
    ),
  })),
};
const warm = { ...calm, 'temp-a1.temperature': 42 };

test('a tacho that shows standstill on a fan without a fault is told as dead, and no power is lost for it', () => {
  const bench = createBench(noonMs, withStatus);
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 30);
  bench.run({ ...warm, 'fan-a1.fan.status': 0, 'fan-a1.fan.speed': 0 }, 60);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.events).toContain('raised fault fan-a1');
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 5);
  expect(bench.events).toContain('cleared fault fan-a1');
});

test('a fan that reports a fault itself and stands still limits its cabinet', () => {
  const bench = createBench(noonMs, withStatus);
  bench.run({ ...warm, 'fan-a1.fan.status': 0 }, 30);
  bench.run({ ...warm, 'fan-a1.fan.status': 1, 'fan-a1.fan.speed': 0 }, 40);
  expect(bench.value('limit-a')).toBe(50);
});

test('full power that does not warm is told after ten minutes: the sensor has come off', () => {
  const bench = createBench(noonMs);
  const loaded = {
    ...calm,
    'temp-a1.temperature': 50,
    'temp-a2.temperature': 49,
    'meter-a.power.active': 600_000,
  };
  bench.run(loaded, 2400);
  const before = bench.events.length;
  bench.run({ ...loaded, 'temp-a1.temperature': 30, 'temp-a2.temperature': 30 }, 500);
  expect(bench.events.slice(before)).not.toContain('raised fault cabinet-a');
  bench.run({ ...loaded, 'temp-a1.temperature': 30, 'temp-a2.temperature': 30 }, 200);
  expect(bench.events.slice(before)).toContain('raised fault cabinet-a');
});
