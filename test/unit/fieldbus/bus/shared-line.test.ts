/** One line, many devices, some of them bad: what the good ones notice of it. Virtual time, 9600 baud. */

import { describe, expect, test } from 'vitest';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { seededRandom } from '../frames.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan, zeros } from './bus-fixture.ts';

const silent = () => undefined;
const periodMs = 1000;

/** Times between good readings of a device, shortest first. */
function intervals(rig: Rig, device: string, fromMs: number): number[] {
  const times = rig
    .readingsOf(device)
    .filter(({ reply, takenMs }) => reply.ok && takenMs >= fromMs)
    .map(({ takenMs }) => takenMs);
  return times
    .slice(1)
    .map((time, index) => time - (times[index] ?? 0))
    .sort((a, b) => a - b);
}

/** How far the period of a device strays: 99 of 100 intervals, and the worst, as shares of the period. */
function jitterOf(rig: Rig, device: string, fromMs: number) {
  const all = intervals(rig, device, fromMs);
  const edge = Math.ceil(all.length / 200);
  const steady = all.slice(edge, all.length - edge);
  const stray = (interval = Number.NaN) => Math.abs(interval - periodMs) / periodMs;
  return {
    count: all.length,
    usual: Math.max(stray(steady[0]), stray(steady.at(-1))),
    worst: Math.max(stray(all[0]), stray(all.at(-1))),
  };
}

test('one silent device of six: found within 5 s, at most 5 % of the bus after 30 s, back within 12 s, the others within 10 %', () => {
  const units = [2, 3, 4, 5, 6, 7];
  const rig = createRig(
    rtuPlan,
    units.map((unit) => meter(unit, { registers: 20 })),
  );
  rig.bus.start();
  rig.clock.runUntil(60_000);
  rig.behaviours.set(4, silent);
  rig.clock.runUntil(65_000);
  expect(rig.changes.at(-1)).toMatchObject({ kind: 'device-silent', device: 'meter-4' });

  rig.clock.runUntil(90_000);
  const busyBeforeMs = rig.bus.counters().devices['meter-4']?.busyMs ?? 0;
  rig.clock.runUntil(690_000);
  const spentMs = (rig.bus.counters().devices['meter-4']?.busyMs ?? 0) - busyBeforeMs;
  expect(spentMs).toBeGreaterThan(0);
  expect(spentMs / 600_000).toBeLessThan(0.05);
  for (const unit of units.filter((one) => one !== 4)) {
    const { count, usual, worst } = jitterOf(rig, `meter-${unit}`, 66_000);
    expect(count).toBeGreaterThan(615);
    expect(usual).toBeLessThanOrEqual(0.1);
    // One probe in 64 waits as long as the device may think: 500 ms, the drain and the poll that waited.
    expect(worst).toBeLessThanOrEqual(0.6);
  }

  rig.behaviours.delete(4);
  rig.clock.runUntil(702_000);
  expect(rig.changes.at(-1)).toEqual({ kind: 'device-back', device: 'meter-4' });
});

test('ten devices, one silent, one babbling, one late: the period of the seven others stays within 10 %', () => {
  const random = seededRandom(14);
  const rig = createRig(
    rtuPlan,
    Array.from({ length: 10 }, (_, index) => meter(index + 2)),
  );
  const [silentUnit, babbling, late] = [4, 7, 10];
  rig.bus.start();
  rig.clock.runUntil(30_000);
  rig.behaviours.set(silentUnit, silent);
  // Whatever it is asked, it says 1 to 60 characters of nonsense, and sometimes goes on after a while.
  rig.behaviours.set(babbling, () => {
    const nonsense = () =>
      Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256));
    const first = nonsense();
    rig.link.reply(first, 15 + first.length);
    if (random() < 0.3) rig.link.reply(nonsense(), 90 + random() * 200);
    return undefined;
  });
  rig.behaviours.set(late, zeros);
  rig.turnaroundMs.set(late, 800);
  rig.clock.runUntil(40_000);
  rig.clock.runUntil(1_240_000);

  const bad = [silentUnit, babbling, late];
  const strays = Array.from({ length: 10 }, (_, index) => index + 2)
    .filter((unit) => !bad.includes(unit))
    .map((unit) => jitterOf(rig, `meter-${unit}`, 40_000));
  for (const { count, usual } of strays) {
    expect(count).toBeGreaterThan(1180);
    expect(usual).toBeLessThanOrEqual(0.1);
  }
  for (const unit of bad) expect(rig.bus.counters().devices[`meter-${unit}`]?.suspended).toBe(true);
  const { lateBytes, crcErrors, frameErrors } = rig.bus.counters();
  expect(lateBytes).toBeGreaterThan(100);
  expect(crcErrors + frameErrors).toBeGreaterThan(10);
});

function isReadOf(heard: Rig['heard'][number], unitId: number): boolean {
  return heard.unitId === unitId && heard.request.kind === 'read';
}

describe.each([
  ['9600 baud', rtuPlan, 500],
  ['TCP', tcpPlan, 150],
] as const)('a bus nine tenths full, %s', (_name, plan, readBackMaxMs) => {
  test('a write waits for one exchange at most, is read back soon, and never sent after its deadline', () => {
    // 20 registers at 9600 baud take 67 ms; behind TCP a device takes 20 ms.
    const isRtu = plan.kind === 'modbus-rtu';
    const devices = Array.from({ length: 4 }, (_, index) =>
      meter(index + 2, { pollMs: isRtu ? 296 : 89, registers: 20 }),
    );
    const rig = createRig(plan, devices);
    if (!isRtu) for (const { unitId } of devices) rig.turnaroundMs.set(unitId, 20);
    rig.bus.start();
    const random = seededRandom(8);
    const waits: number[] = [];
    const readBacks: number[] = [];
    let expired = 0;
    let value = 0;
    rig.clock.runUntil(5000);
    const before = rig.bus.counters().busyMs;
    const beforeMs = rig.clock.nowMs();
    for (let round = 0; round < 1000; round++) {
      rig.clock.runFor(100 + random() * 900);
      const decidedMs = rig.clock.nowMs();
      const request: ModbusRequest = { kind: 'write-register', address: 0, value: ++value & 0xffff };
      const heardBefore = rig.heard.length;
      let isDone = false;
      rig.bus.write({
        device: 'meter-3',
        request,
        // Every tenth has a deadline shorter than an exchange.
        deadlineMs: decidedMs + (round % 10 === 0 ? 5 : 2000),
        done: (result) => {
          isDone = true;
          if (!result.ok && result.fault.kind === 'expired') expired++;
        },
      });
      rig.clock.runFor(400);
      expect(isDone).toBe(true);
      const sent = rig.heard.slice(heardBefore).find((heard) => heard.request.kind === 'write-register');
      if (sent === undefined) continue;
      waits.push(sent.atMs - decidedMs);
      // The next answer to a question asked after the write shows what it did.
      const asked = rig.heard
        .slice(heardBefore)
        .find((heard) => isReadOf(heard, 3) && heard.atMs > sent.atMs);
      const shown = rig.readingsOf('meter-3').find(({ takenMs }) => takenMs > (asked?.atMs ?? 0));
      readBacks.push((shown?.takenMs ?? Number.POSITIVE_INFINITY) - decidedMs);
      if (round % 10 === 0) expect(sent.atMs).toBeLessThan(decidedMs + 5);
    }
    const { busyMs, expiredWrites, writes } = rig.bus.counters();
    const share = (busyMs - before) / (rig.clock.nowMs() - beforeMs);
    expect(share).toBeGreaterThan(0.88);
    const exchangeMs = isRtu ? 72 : 21;
    expect(Math.max(...waits)).toBeLessThanOrEqual(exchangeMs);
    readBacks.sort((a, b) => a - b);
    expect(readBacks[Math.floor(readBacks.length * 0.99)]).toBeLessThanOrEqual(readBackMaxMs);
    expect(expired).toBe(expiredWrites);
    expect(expired).toBeGreaterThan(20);
    expect(writes + expired).toBe(1000);
    expect(readBacks).toHaveLength(writes);
  });
});
