import { expect, test } from 'vitest';
import {
  backoffFault,
  createUnit,
  dueProbe,
  nextProbeMs,
  probeTimeoutMs,
  type Unit,
} from '../../../../src/fieldbus/bus/unit.ts';
import { recordResponse } from '../../../../src/fieldbus/schedule/response-times.ts';
import { meter } from './bus-fixture.ts';

const unitOf = (options: Parameters<typeof meter>[1] = {}, isRtu = true) =>
  createUnit(meter(2, options), isRtu, undefined);

test('the window of late answers is four response timeouts, shared by the probes that alternate', () => {
  // Four registers in one block: probes of 1, 2 and 3 registers.
  const unit = unitOf({ responseTimeoutMs: 600 });
  expect(unit.probes).toHaveLength(3);
  expect(unit.quietMs).toBe(800);
  expect(unitOf({ registers: 1, responseTimeoutMs: 600 }).quietMs).toBe(2400);
});

test('with transaction numbers there are no late answers to wait for', () => {
  expect(unitOf({ responseTimeoutMs: 600 }, false).quietMs).toBe(0);
});

test('the back-off is nine tenths of the poll period, of a second at least, and covers the late window', () => {
  expect(unitOf({ pollMs: 5000 }).backoffMs).toBe(4500);
  expect(unitOf({ pollMs: 500, responseTimeoutMs: 100 }).backoffMs).toBe(900);
  expect(unitOf({ pollMs: 1000, registers: 1, responseTimeoutMs: 600 }).backoffMs).toBe(2400);
});

function suspended(backoffUntilMs: number): Unit {
  const unit = unitOf();
  unit.health.isSuspended = true;
  unit.health.backoffUntilMs = backoffUntilMs;
  return unit;
}

test('a probe is due at the end of the back-off; the one due longest goes first', () => {
  const [early, late] = [suspended(1000), suspended(2000)];
  expect(dueProbe([late, early], 999)).toBeUndefined();
  expect(dueProbe([late, early], 1000)).toBe(early);
  expect(dueProbe([late, early], 5000)).toBe(early);
  expect(nextProbeMs([unitOf(), late, early])).toBe(1000);
  expect(nextProbeMs([unitOf()])).toBe(Number.POSITIVE_INFINITY);
});

test('a suspended device says when it is tried again, a device in back-off why', () => {
  const unit = suspended(3000);
  expect(backoffFault(unit.health, 1000)).toEqual({ kind: 'suspended', retryInMs: 2000 });
  expect(backoffFault(unit.health, 4000)).toEqual({ kind: 'suspended', retryInMs: 0 });
  unit.health.isSuspended = false;
  expect(backoffFault(unit.health, 1000)).toEqual({ kind: 'never-read' });
});

test('a probe waits four times the slowest response known, 80 ms at least, the full time at most', () => {
  const [unit, other] = [suspended(0), unitOf()];
  unit.health.probes = 1;
  expect(probeTimeoutMs(unit, [unit, other])).toBe(500);
  recordResponse(other.health.times, 30);
  expect(probeTimeoutMs(unit, [unit, other])).toBe(120);
  recordResponse(unit.health.times, 10);
  expect(probeTimeoutMs(unit, [unit, other])).toBe(80);
  recordResponse(unit.health.times, 200);
  expect(probeTimeoutMs(unit, [unit, other])).toBe(500);
});

test('one probe in 64 waits the full time, one in 8 where the device has never answered', () => {
  const [unit, other] = [suspended(0), unitOf()];
  recordResponse(other.health.times, 30);
  const waits = (probes: number) => {
    unit.health.probes = probes;
    return probeTimeoutMs(unit, [unit, other]);
  };
  expect([7, 8, 9].map(waits)).toEqual([120, 500, 120]);
  recordResponse(unit.health.times, 30);
  expect([8, 63, 64, 65].map(waits)).toEqual([120, 120, 500, 120]);
});
