import { describe, expect, test } from 'vitest';
import { createIntake } from '../../../../src/gateway/inputs/intake.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import type { Quantity } from '../../../../src/model/quantity.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { block, meter, type Second, words } from '../meter.ts';

const channels = Object.fromEntries(
  meter.definition.points.map((point) => [`slm.${point.id}`, channelOf(point.quantity)]),
);

function channelOf(quantity: Quantity) {
  return { quantity, validMs: meter.validMs };
}

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

test('a level of another name, an octave band or LCeq, is lost in overload and shifted by the calibration', () => {
  const [laeq, lafmax, count, status] = block.points;
  if (laeq === undefined || lafmax === undefined || count === undefined || status === undefined)
    throw new Error('the block has lost a point');
  const band = { ...lafmax, id: 'band.1khz' };
  const points = [laeq, band, count, status];
  const latest = createLatest({ ...channels, 'slm.band.1khz': channelOf(band.quantity) }, 0);
  const intake = createIntake(latest, { offsetDb: () => 0.5 });
  intake.take(meter, { ...block, points }, ok(words({ lafmaxDb: 60 })), 1000);
  expect(latest.freeze().channels['slm.band.1khz']?.value).toBe(60.5);
  intake.take(meter, { ...block, points }, ok(words({ lafmaxDb: 60, status: 1 })), 2000);
  expect(latest.freeze().channels['slm.band.1khz']).toMatchObject({ value: null, quality: 'overload' });
});

test('overload also takes the levels that the meter gives in another block, as long as its status is valid', () => {
  const [laeq, , , status] = block.points;
  if (laeq === undefined || status === undefined) throw new Error('the block has lost a point');
  const latest = createLatest(channels, 0);
  const intake = createIntake(latest);
  const level = { ...block, count: 1, points: [{ ...laeq, countedBy: undefined }] };
  const alone = { ...block, address: status.address, count: 1, points: [status] };
  const quality = (takenMs: number) => {
    intake.take(meter, level, ok([5250]), takenMs);
    return latest.freeze().channels['slm.sound.laeq']?.quality;
  };
  intake.take(meter, alone, ok([1]), 1000);
  expect([quality(1000), quality(1000 + meter.validMs)]).toEqual(['overload', 'overload']);
  expect(quality(1001 + meter.validMs)).toBe('good');
  intake.take(meter, alone, ok([1]), 20_000);
  intake.take(meter, alone, ok([0]), 21_000);
  expect(quality(21_500)).toBe('good');
});

test('the counter and the status of a meter are no levels: neither calibration nor overload changes them', () => {
  const latest = createLatest(channels, 0);
  const intake = createIntake(latest, { offsetDb: () => 1.5 });
  intake.take(meter, block, ok(words({ count: 7, status: 1 })), 1000);
  const { channels: frozen } = latest.freeze();
  expect(frozen['slm.sound.count']).toMatchObject({ value: 7, quality: 'good' });
  expect(frozen['slm.device.status']).toMatchObject({ value: 1, quality: 'good' });
});

describe('a frozen level', () => {
  /** The first second in which the meter is not believed, and what was reported of it. */
  function firstLost(levelDb: number): { lostS: number; reports: (number | null)[] } {
    const reports: (number | null)[] = [];
    const latest = createLatest(channels, 0);
    const intake = createIntake(latest, { onFrozen: (_, level) => reports.push(level) });
    const give = (second: number, laeqDb: number) => {
      intake.take(meter, block, ok(words({ laeqDb, count: second })), second * 1000);
      return latest.freeze().channels['slm.sound.laeq'];
    };
    let second = 1;
    while (second < 1000 && give(second, levelDb)?.quality === 'good') second++;
    const lost = give(second + 1, levelDb);
    expect(lost).toMatchObject({ value: null, quality: 'sensor-fault' });
    expect(give(second + 2, levelDb + 0.1)).toMatchObject({ quality: 'good' });
    return { lostS: second, reports };
  }

  test('is a sensor fault when it has not moved for 300 s, and only then', () => {
    expect(firstLost(52.5)).toEqual({ lostS: 301, reports: [52.5, null] });
    expect(firstLost(30.01)).toEqual({ lostS: 301, reports: [30.01, null] });
  });

  test('at the floor of cheap sensors, 30 dB and below, is one after 60 s', () => {
    expect(firstLost(30)).toEqual({ lostS: 61, reports: [30, null] });
  });
});
