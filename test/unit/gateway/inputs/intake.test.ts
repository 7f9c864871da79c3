import { expect, test } from 'vitest';
import { createIntake } from '../../../../src/gateway/inputs/intake.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { block, meter, type Second, words } from '../meter.ts';

const channels = Object.fromEntries(
  meter.definition.points.map((point) => [
    `slm.${point.id}`,
    { quantity: point.quantity, validMs: meter.validMs },
  ]),
);

function createBench() {
  const latest = createLatest(channels, 0);
  const intake = createIntake(latest);
  let nowMs = 0;
  return {
    second(second: Second) {
      nowMs += 1000;
      intake.take(meter, block, ok(words(second)), nowMs);
    },
    raw(reply: readonly number[]) {
      nowMs += 1000;
      intake.take(meter, block, ok(reply), nowMs);
    },
    fails(fault: Fault) {
      nowMs += 1000;
      intake.take(meter, block, failed(fault), nowMs);
    },
    freeze: () => latest.freeze(),
  };
}

test('an answer becomes readings with the time it was taken, and one sample of one second with its peak', () => {
  const bench = createBench();
  bench.second({ laeqDb: 52.5, lafmaxDb: 61.25, count: 7 });
  const { channels: frozen, samples } = bench.freeze();
  expect(frozen['slm.sound.laeq']).toEqual({ value: 52.5, takenMs: 1000, quality: 'good' });
  expect(frozen['slm.sound.lafmax']?.value).toBe(61.25);
  expect(frozen['slm.sound.count']?.value).toBe(7);
  expect(samples).toEqual([
    { channel: 'slm.sound.laeq', value: 52.5, peakDb: 61.25, seconds: 1, takenMs: 1000, quality: 'good' },
  ]);
});

test('the same second read twice counts once, and its reading is still the newest', () => {
  const bench = createBench();
  bench.second({ count: 7 });
  bench.second({ count: 7 });
  bench.second({ count: 8 });
  const { channels: frozen, samples } = bench.freeze();
  expect(samples.map((sample) => sample.takenMs)).toEqual([1000, 3000]);
  expect(frozen['slm.sound.laeq']?.takenMs).toBe(3000);
});

test('seconds missed between two reads stay missing, and the counter may roll over', () => {
  const bench = createBench();
  for (const count of [65_530, 65_535, 0, 3]) bench.second({ count });
  expect(bench.freeze().samples.map((sample) => sample.seconds)).toEqual([1, 1, 1, 1]);
});

test.each([
  ['overload', 1],
  ['under-range', 2],
  ['overload', 3],
] as const)('a meter in %s has no level, and the second is known to be lost', (quality, status) => {
  const bench = createBench();
  bench.second({ laeqDb: 130, lafmaxDb: 139, status });
  const { channels: frozen, samples } = bench.freeze();
  expect(frozen['slm.sound.laeq']).toEqual({ value: null, takenMs: 1000, quality });
  expect(frozen['slm.sound.lafmax']?.value).toBeNull();
  expect(frozen['slm.device.status']?.value).toBe(status);
  expect(samples).toMatchObject([{ value: null, peakDb: null, seconds: 1, quality }]);
});

test('a block that failed makes every channel of it bad, with the time of the attempt, and no sample', () => {
  const bench = createBench();
  bench.second({});
  bench.freeze();
  bench.fails({ kind: 'crc' });
  const { channels: frozen, samples } = bench.freeze();
  for (const id of Object.keys(channels)) {
    expect(frozen[id]).toEqual({ value: null, takenMs: 2000, quality: 'stale', fault: { kind: 'crc' } });
  }
  expect(samples).toEqual([]);
});

test('a sentinel is no level and the rest of the block is read as ever', () => {
  const bench = createBench();
  bench.raw([0x8000, 6100, 9, 0]);
  const { channels: frozen, samples } = bench.freeze();
  expect(frozen['slm.sound.laeq']).toMatchObject({ value: null, quality: 'sensor-fault' });
  expect(frozen['slm.sound.lafmax']?.value).toBe(61);
  expect(samples).toMatchObject([{ value: null, seconds: 1, quality: 'sensor-fault' }]);
});

test('a value that cannot be true is never clamped into one that can', () => {
  const bench = createBench();
  bench.raw([20_000, 6100, 9, 0]);
  expect(bench.freeze().channels['slm.sound.laeq']).toMatchObject({ value: null, quality: 'out-of-range' });
});

test('two levels of one meter that share a counter give one sample each a second', () => {
  const latest = createLatest({}, 0);
  const intake = createIntake(latest);
  const [laeq] = block.points;
  if (laeq === undefined) throw new Error('the block has no points');
  const laf = { ...laeq, id: 'sound.laf', quantity: 'sound.laf', address: 1 } as const;
  const both = { ...block, points: [laeq, laf, ...block.points.slice(2)] };
  intake.take(meter, both, ok(words({ count: 1 })), 1000);
  intake.take(meter, both, ok(words({ count: 1 })), 1500);
  intake.take(meter, both, ok(words({ count: 2 })), 2000);
  const counted = latest.freeze().samples.map((sample) => `${sample.channel} ${sample.takenMs}`);
  expect(counted).toEqual([
    'slm.sound.laeq 1000',
    'slm.sound.laf 1000',
    'slm.sound.laeq 2000',
    'slm.sound.laf 2000',
  ]);
});

test('a meter without a counter stands for its poll period', () => {
  const latest = createLatest({}, 0);
  const intake = createIntake(latest);
  const points = block.points.map((point) => ({ ...point, countedBy: undefined }));
  intake.take({ ...meter, pollMs: 500 }, { ...block, points }, ok(words({})), 500);
  expect(latest.freeze().samples).toMatchObject([{ seconds: 0.5 }]);
});
