import { expect, test } from 'vitest';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { createIntake } from '../../../../src/gateway/inputs/intake.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { DevicePlan } from '../../../../src/plan/site-plan.ts';
import { resolved } from '../../devices/modbus/make-definition.ts';

/** A meter whose power, in register 0, is multiplied by the ratio in register 100, read once a minute. */
function createBench() {
  const { definition } = resolved([
    { quantity: 'power.active', address: 0, unit: 'W', times: ['ratio.current'] },
    { quantity: 'ratio', part: 'current', address: 100, unit: '1', every: '60s' },
  ]);
  const meter: DevicePlan = { id: 'm', bus: 'b', unitId: 2, definition, pollMs: 1000, validMs: 5000 };
  const [power, ratio] = planReads(definition, 1000);
  if (power === undefined || ratio === undefined) throw new Error('two blocks');
  const channels = Object.fromEntries(
    definition.points.map(({ id, quantity }) => [`m.${id}`, { quantity, validMs: 5000 }]),
  );
  const latest = createLatest(channels, 0);
  const intake = createIntake(latest);
  return {
    ratio: (word: number, atMs: number) => intake.take(meter, ratio, ok([word]), atMs),
    noRatio: (atMs: number) => intake.take(meter, ratio, failed({ kind: 'timeout', afterMs: 500 }), atMs),
    power(atMs: number, device = meter) {
      intake.take(device, power, ok([50]), atMs);
      return latest.freeze().channels['m.power.active'];
    },
    meter,
  };
}

test('a value is bad, never unscaled, until its ratio has been read; then it is multiplied', () => {
  const bench = createBench();
  expect(bench.power(1000)).toMatchObject({ value: null, fault: { kind: 'never-read' } });
  bench.ratio(40, 1500);
  expect(bench.power(2000)).toEqual({ value: 2000, takenMs: 2000, quality: 'good' });
});

test('a ratio is kept over failed reads for three of its periods', () => {
  const bench = createBench();
  bench.ratio(40, 0);
  for (const atMs of [60_000, 120_000, 180_000]) bench.noRatio(atMs);
  expect(bench.power(180_000)?.value).toBe(2000);
  expect(bench.power(180_001)).toMatchObject({
    value: null,
    quality: 'stale',
    fault: { kind: 'stale', ageMs: 180_001 },
  });
});

test('a ratio that cannot be makes the value bad at once', () => {
  const bench = createBench();
  bench.ratio(40, 0);
  bench.ratio(0, 1000);
  expect(bench.power(2000)).toMatchObject({ value: null, fault: { kind: 'implausible', value: 0 } });
});

test('each device has ratios of its own', () => {
  const bench = createBench();
  bench.ratio(40, 0);
  expect(bench.power(1000, { ...bench.meter, id: 'other' })?.value ?? null).toBeNull();
});
