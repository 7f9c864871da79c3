import { expect, test } from 'vitest';
import type { Fault } from '../../../src/model/fault.ts';
import { plain } from '../../../src/model/message.ts';
import { bad, deviceOf, good, isFresh, qualities, qualityCode } from '../../../src/model/reading.ts';
import { describeFault } from '../language/said.ts';

/** One of each kind: a new kind fails to compile here until it is named. */
const faults: Readonly<{ [Kind in Fault['kind']]: Extract<Fault, { kind: Kind }> }> = {
  timeout: { kind: 'timeout', afterMs: 500 },
  crc: { kind: 'crc' },
  frame: { kind: 'frame', detail: plain('too short') },
  'modbus-exception': { kind: 'modbus-exception', code: 2 },
  'link-down': { kind: 'link-down', detail: plain('refused') },
  suspended: { kind: 'suspended', retryInMs: 4960 },
  expired: { kind: 'expired', afterMs: 2000 },
  sentinel: { kind: 'sentinel', raw: -32_768 },
  'no-value': { kind: 'no-value', shown: '--.-' },
  overload: { kind: 'overload' },
  'under-range': { kind: 'under-range' },
  implausible: { kind: 'implausible', value: 999 },
  rejected: { kind: 'rejected', detail: plain('no bus') },
  stale: { kind: 'stale', ageMs: 5040 },
  'never-read': { kind: 'never-read' },
};

test('the codes on the wire never change: new qualities go to the end', () => {
  expect(qualities).toEqual([
    'good',
    'uncertain',
    'out-of-range',
    'overload',
    'under-range',
    'stale',
    'sensor-fault',
    'maintenance',
    'substituted',
  ]);
  expect(qualities.map(qualityCode)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a good reading has its value and no fault', () => {
  expect(good(0, 5)).toEqual({ value: 0, takenMs: 5, quality: 'good' });
});

test.each(Object.values(faults))(
  'a reading that failed with $kind has no value and a bad quality',
  (fault) => {
    const reading = bad(fault, 9);
    expect(reading).toMatchObject({ value: null, takenMs: 9, fault });
    expect(qualityCode(reading.quality)).toBeGreaterThan(1);
  },
);

test('what the device itself marks, what cannot be true and what did not come are told apart', () => {
  expect(bad(faults.sentinel, 0).quality).toBe('sensor-fault');
  expect(bad(faults.implausible, 0).quality).toBe('out-of-range');
  expect(bad(faults.timeout, 0).quality).toBe('stale');
});

test.each(Object.values(faults))('$kind is told in words a technician can act on', (fault) => {
  const text = describeFault(fault);
  expect(text.length).toBeGreaterThan(10);
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('a reading is fresh up to the very millisecond, and not one longer', () => {
  const reading = good(1, 1000);
  expect(isFresh(reading, 1000, 5000)).toBe(true);
  expect(isFresh(reading, 6000, 5000)).toBe(true);
  expect(isFresh(reading, 6001, 5000)).toBe(false);
});

test('the device of a channel stands before its first dot', () => {
  expect(deviceOf('gun-a-03.power.active')).toBe('gun-a-03');
  expect(deviceOf('relays.relay.coils')).toBe('relays');
});
