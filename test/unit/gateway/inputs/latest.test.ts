import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import { bad, good, type Sample } from '../../../../src/model/reading.ts';

const plan = {
  'slm.sound.laeq': { quantity: 'sound.laeq', validMs: 5000 },
  'temp.temperature': { quantity: 'temperature', validMs: 5000 },
} as const;

const sample = (takenMs: number): Sample => ({
  channel: 'slm.sound.laeq',
  value: 50,
  peakDb: null,
  seconds: 1,
  takenMs,
  quality: 'good',
});

test('before its first answer a channel reads null and says never-read', () => {
  const latest = createLatest(plan, 7);
  const { channels } = latest.freeze();
  expect(channels['temp.temperature']).toEqual(bad({ kind: 'never-read' }, 7));
  expect(channels['temp.temperature']?.value).toBeNull();
});

test('the newest reading wins and stays until a newer one comes', () => {
  const latest = createLatest(plan, 0);
  latest.put('temp.temperature', good(20, 1));
  latest.put('temp.temperature', good(21, 2));
  for (let freeze = 0; freeze < 5; freeze += 1) {
    expect(latest.freeze().channels['temp.temperature']).toEqual(good(21, 2));
  }
  latest.put('temp.temperature', bad({ kind: 'timeout', afterMs: 500 }, 3));
  expect(latest.freeze().channels['temp.temperature']?.value).toBeNull();
});

test('a channel that the plan does not have is not kept', () => {
  const latest = createLatest(plan, 0);
  latest.put('stranger.temperature', good(1, 1));
  expect(Object.keys(latest.freeze().channels)).toEqual(Object.keys(plan));
});

test('each sample is in exactly one image, in the order of arrival', () => {
  const latest = createLatest(plan, 0);
  latest.addSample(sample(1));
  latest.addSample(sample(2));
  expect(latest.freeze().samples.map((one) => one.takenMs)).toEqual([1, 2]);
  expect(latest.freeze().samples).toEqual([]);
  latest.addSample(sample(3));
  expect(latest.freeze().samples.map((one) => one.takenMs)).toEqual([3]);
});

test('a cycle that stands still does not let samples fill the memory', () => {
  const latest = createLatest(plan, 0);
  for (let index = 0; index < 25_000; index += 1) latest.addSample(sample(index));
  expect(latest.freeze().samples.length).toBe(10_000);
  latest.addSample(sample(1));
  expect(latest.freeze().samples.length).toBe(1);
});

test('an image stays as it was handed out until the freeze after the next', () => {
  const channel = fc.constantFrom(...(Object.keys(plan) as (keyof typeof plan)[]));
  const put = fc.record({ channel, value: fc.integer({ min: 0, max: 100 }) });
  const intervals = fc.array(fc.array(put, { maxLength: 4 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(intervals, (puts) => {
      const latest = createLatest(plan, 0);
      const expected: Record<string, number | null> = {};
      let before: { channels: Readonly<Record<string, { value: number | null }>>; copy: string } | undefined;
      puts.forEach((interval, index) => {
        for (const one of interval) latest.put(one.channel, good(one.value, index));
        if (before !== undefined) expect(JSON.stringify(before.channels)).toBe(before.copy);
        const { channels } = latest.freeze();
        if (before !== undefined) expect(JSON.stringify(before.channels)).toBe(before.copy);
        for (const one of interval) expected[one.channel] = one.value;
        for (const id of Object.keys(plan)) expect(channels[id]?.value).toBe(expected[id] ?? null);
        before = { channels, copy: JSON.stringify(channels) };
      });
    }),
  );
});
