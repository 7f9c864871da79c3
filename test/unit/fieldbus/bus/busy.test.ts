/** A device that says that it is busy (6) or still at work (5): asked again within the slot, or before the deadline. */

import { expect, test } from 'vitest';
import type { Fault } from '../../../../src/model/fault.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { ModbusReply } from '../../../../src/ports/field/modbus-client.ts';
import { createRig, meter, type Rig, rtuPlan, zeros } from './bus-fixture.ts';

/** Busy until `count` questions were refused. */
function busyFor(rig: Rig, unit: number, count: number, exception: number): void {
  let left = count;
  rig.behaviours.set(unit, (request) => (left-- > 0 ? { exception } : zeros(request)));
}

test.each([5, 6])(
  'exception %i to a poll: asked again after 100, 200 and 400 ms, one reading for the slot',
  (code) => {
    const rig = createRig(rtuPlan, [meter(2, { pollMs: 10_000 }), meter(3)]);
    busyFor(rig, 2, 3, code);
    rig.bus.start();
    rig.clock.runUntil(9000);
    const asked = rig.heard.filter(({ unitId }) => unitId === 2).map(({ atMs }) => atMs);
    expect(asked).toHaveLength(4);
    const pauses = asked.slice(1).map((ms, index) => ms - (asked[index] ?? 0));
    for (const [index, most] of [160, 260, 460].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(100 * 2 ** index);
      expect(pauses[index]).toBeLessThan(most);
    }
    expect(rig.readingsOf('meter-2').map(({ reply }) => reply.ok)).toEqual([true]);
  },
);

test('a device that stays busy is told so in each slot, asked for ever, and costs its neighbour nothing', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  busyFor(rig, 2, Number.POSITIVE_INFINITY, 6);
  rig.bus.start();
  rig.clock.runUntil(60_000);
  const told = rig.readingsOf('meter-2');
  expect(told.length).toBeGreaterThanOrEqual(59);
  expect(told.length).toBeLessThanOrEqual(61);
  expect(told.every(({ reply }) => !reply.ok && reply.fault.kind === 'modbus-exception')).toBe(true);
  expect(rig.readingsOf('meter-3').filter(({ reply }) => reply.ok).length).toBeGreaterThanOrEqual(59);
  expect(rig.heard.filter(({ unitId }) => unitId === 2).length).toBeLessThan(60 * 5);
  expect(rig.changes.map(({ kind }) => kind)).toEqual(['link-up']);
});

test.each([5, 6])(
  'exception %i to a write: written again before its deadline, another device is written meanwhile',
  (code) => {
    const rig = createRig(rtuPlan, [meter(2, { pollMs: 60_000 }), meter(3, { pollMs: 60_000 })]);
    rig.bus.start();
    rig.clock.runUntil(1000);
    busyFor(rig, 2, 2, code);
    const done: string[] = [];
    const write = (device: string, address: number, deadlineMs = 3000) =>
      rig.bus.write({
        device,
        request: { kind: 'write-register', address, value: 1 },
        deadlineMs,
        done: (reply: Result<ModbusReply, Fault>) => done.push(`${device} ${address} ${reply.ok}`),
      });
    write('meter-2', 0);
    write('meter-2', 1);
    write('meter-3', 0);
    rig.clock.runUntil(2000);
    expect(done).toEqual(['meter-3 0 true', 'meter-2 0 true', 'meter-2 1 true']);
  },
);

test('a write that the device is too busy for until its deadline fails with what the device said, once', () => {
  const rig = createRig(rtuPlan, [meter(2, { pollMs: 60_000 })]);
  rig.bus.start();
  rig.clock.runUntil(1000);
  busyFor(rig, 2, Number.POSITIVE_INFINITY, 6);
  const done: Result<ModbusReply, Fault>[] = [];
  const request = { kind: 'write-register', address: 0, value: 1 } as const;
  rig.bus.write({ device: 'meter-2', request, deadlineMs: 2000, done: (reply) => done.push(reply) });
  rig.clock.runUntil(10_000);
  expect(done).toEqual([{ ok: false, fault: { kind: 'modbus-exception', code: 6 } }]);
  const writes = rig.heard.filter(({ request: one }) => one.kind === 'write-register');
  expect(writes.every(({ atMs }) => atMs < 2000)).toBe(true);
  expect(writes.length).toBeGreaterThan(3);
});

test('a link that is lost settles a write that waits for a busy device', () => {
  const rig = createRig(rtuPlan, [meter(2, { pollMs: 60_000 })]);
  rig.bus.start();
  rig.clock.runUntil(1000);
  busyFor(rig, 2, Number.POSITIVE_INFINITY, 6);
  const done: Result<ModbusReply, Fault>[] = [];
  const request = { kind: 'write-register', address: 0, value: 1 } as const;
  rig.bus.write({ device: 'meter-2', request, deadlineMs: 9000, done: (reply) => done.push(reply) });
  rig.clock.runUntil(1300);
  rig.link.drop();
  expect(done).toMatchObject([{ ok: false, fault: { kind: 'link-down' } }]);
});
