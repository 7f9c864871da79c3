import { expect, test } from 'vitest';
import {
  createHealth,
  type Health,
  isAnswer,
  recordAnswer,
  recordFailure,
} from '../../../../src/fieldbus/bus/device-health.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import { plain } from '../../../../src/model/message.ts';

const timeout: Fault = { kind: 'timeout', afterMs: 500 };

function fail(health: Health, nowMs: number, options: { quietMs?: number; jitter?: number } = {}): boolean {
  return recordFailure(health, timeout, {
    sentMs: nowMs - 500,
    nowMs,
    backoffMs: 900,
    quietMs: options.quietMs ?? 0,
    jitter: options.jitter ?? 0,
  });
}

test('a device is suspended when it has failed twice and for 3 s since the first request, not before', () => {
  const health = createHealth();
  expect(fail(health, 1000)).toBe(false);
  expect([fail(health, 3499), health.isSuspended]).toEqual([false, false]);
  expect([fail(health, 3500), health.isSuspended]).toEqual([true, true]);
  expect(fail(health, 9000)).toBe(false);
});

test('one failure suspends no device, however long it took', () => {
  const health = createHealth();
  const attempt = { sentMs: 0, nowMs: 60_000, backoffMs: 900, quietMs: 0, jitter: 0 };
  expect(recordFailure(health, timeout, attempt)).toBe(false);
  expect(health.isSuspended).toBe(false);
});

test('after a timeout the back-off counts from the request; after noise there is none', () => {
  const [late, noisy] = [createHealth(), createHealth()];
  fail(late, 1000);
  expect([late.backoffUntilMs, late.isSuspect]).toEqual([1400, true]);
  const attempt = { sentMs: 500, nowMs: 1000, backoffMs: 900, quietMs: 0, jitter: 0 };
  recordFailure(noisy, { kind: 'crc' }, attempt);
  expect([noisy.backoffUntilMs, noisy.isSuspect]).toEqual([0, false]);
  recordFailure(noisy, { kind: 'frame', detail: plain('') }, attempt);
  expect([noisy.backoffUntilMs, noisy.isSuspect]).toEqual([0, true]);
});

test('probes of a suspended device come after 0.5, 1, 2, 4, 8 and then every 10 s', () => {
  const health = createHealth();
  fail(health, 1000);
  const waits: number[] = [];
  for (let nowMs = 4000; waits.length < 7; nowMs = health.backoffUntilMs) {
    fail(health, nowMs);
    waits.push(health.backoffUntilMs - nowMs);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('the wait is up to a tenth longer at random, and never shorter than late answers need', () => {
  const [jittered, quiet] = [createHealth(), createHealth()];
  for (const health of [jittered, quiet]) fail(health, 1000);
  fail(jittered, 4000, { jitter: 1 });
  expect(jittered.backoffUntilMs).toBe(4550);
  fail(quiet, 4000, { quietMs: 2000 });
  expect(quiet.backoffUntilMs).toBe(6000);
});

test('an answer ends suspension, suspicion and back-off, and the next failure begins anew', () => {
  const health = createHealth();
  for (const nowMs of [1000, 4000, 5000]) fail(health, nowMs);
  expect(recordAnswer(health, true, 6000, 20)).toBe(true);
  expect(health).toMatchObject({ isSuspended: false, isSuspect: false, backoffUntilMs: 6000, probes: 0 });
  expect(recordAnswer(health, true, 7000, 20)).toBe(false);
  expect([fail(health, 8000), fail(health, 10_000)]).toEqual([false, false]);
  expect(fail(health, 10_500)).toBe(true);
  expect(health.backoffUntilMs).toBe(11_000);
});

test.each([
  [{ kind: 'modbus-exception', code: 2 }, true],
  [{ kind: 'modbus-exception', code: 10 }, false],
  [{ kind: 'modbus-exception', code: 11 }, false],
  [{ kind: 'timeout', afterMs: 1 }, false],
] as const)('%o is an answer of the device: %s', (fault, expected) => {
  expect(isAnswer(fault)).toBe(expected);
});
