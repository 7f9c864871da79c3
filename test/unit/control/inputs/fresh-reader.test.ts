import { expect, test } from 'vitest';
import { freshReader } from '../../../../src/control/inputs/fresh-reader.ts';
import { bad, good } from '../../../../src/model/reading.ts';

const channels = { level: { quantity: 'sound.laeq', validMs: 5000 } } as const;
const read = (takenMs: number, nowMs: number, channel = 'level') =>
  freshReader(
    { nowMs, channels: { level: good(42, takenMs), other: good(1, takenMs) } },
    { channels },
  )(channel);

test('a value counts up to the very millisecond its channel allows, and not one longer', () => {
  expect(read(1000, 1000)).toBe(42);
  expect(read(1000, 6000)).toBe(42);
  expect(read(1000, 6001)).toBeNull();
});

test('a bad reading has no value, however fresh it is', () => {
  const level = bad({ kind: 'timeout', afterMs: 500 }, 1000);
  expect(freshReader({ nowMs: 1000, channels: { level } }, { channels })('level')).toBeNull();
});

test('a channel that the plan or the image does not know has no value', () => {
  expect(read(1000, 1000, 'other')).toBeNull();
  expect(freshReader({ nowMs: 0, channels: {} }, { channels })('level')).toBeNull();
});
