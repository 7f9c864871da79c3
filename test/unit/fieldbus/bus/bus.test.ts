import { expect, test } from 'vitest';
import type { Fault } from '../../../../src/model/fault.ts';
import { message, plain } from '../../../../src/model/message.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { seededRandom } from '../frames.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan, zeros } from './bus-fixture.ts';

const silent = () => undefined;
const write: ModbusRequest = { kind: 'write-register', address: 9, value: 1 };

function intervals(rig: Rig, device: string, fromMs: number, toMs: number): number[] {
  const times = rig
    .readingsOf(device)
    .filter(({ reply, takenMs }) => reply.ok && takenMs >= fromMs && takenMs < toMs)
    .map(({ takenMs }) => takenMs);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

function faultKinds(rig: Rig, device: string): string[] {
  return rig.readingsOf(device).map(({ reply }) => (reply.ok ? 'ok' : reply.fault.kind));
}

test('polls keep to a grid without drift, spread over the period', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3), meter(4), meter(5)]);
  rig.bus.start();
  rig.clock.runUntil(600_000);
  const firsts = [2, 3, 4, 5].map((unit) => rig.heard.find(({ unitId }) => unitId === unit)?.atMs ?? 0);
  expect(firsts.map((at) => Math.round(at / 250))).toEqual([0, 1, 2, 3]);
  for (const unit of [2, 3, 4, 5]) {
    const count = rig.readingsOf(`meter-${unit}`).length;
    expect(count).toBeGreaterThanOrEqual(600);
    expect(count).toBeLessThanOrEqual(601);
  }
  expect(rig.bus.counters()).toMatchObject({ missed: 0, timeouts: 0, reopened: 0 });
  expect(rig.changes).toEqual([{ kind: 'link-up' }]);
});

test('a plan that asks too much misses slots and counts them, but piles nothing up', () => {
  const rig = createRig(rtuPlan, [
    meter(2, { pollMs: 50, registers: 60 }),
    meter(3, { pollMs: 50, registers: 60 }),
  ]);
  rig.bus.start();
  rig.clock.runUntil(30_000);
  const { missed, busyMs, devices } = rig.bus.counters();
  expect(missed).toBeGreaterThan(500);
  expect(busyMs).toBeGreaterThan(29_000);
  expect(busyMs).toBeLessThan(30_200);
  const [first, second] = [devices['meter-2']?.ok ?? 0, devices['meter-3']?.ok ?? 0];
  expect(Math.abs(first - second)).toBeLessThanOrEqual(1);
});

test('one dead device of six: the others keep their period, it is found within 5 s and back within 12 s', () => {
  const rig = createRig(
    rtuPlan,
    [2, 3, 4, 5, 6, 7].map((unit) => meter(unit, { registers: 20 })),
  );
  rig.bus.start();
  rig.clock.runUntil(60_000);
  rig.behaviours.set(4, silent);
  rig.clock.runUntil(65_000);
  expect(rig.changes.at(-1)).toMatchObject({ kind: 'device-silent', device: 'meter-4' });
  const heardBefore = rig.heard.length;
  rig.clock.runUntil(700_000);
  for (const unit of [2, 3, 5, 6, 7]) {
    const all = intervals(rig, `meter-${unit}`, 66_000, 700_000).sort((a, b) => a - b);
    const steady = all.slice(Math.ceil(all.length / 100), Math.floor((all.length * 99) / 100));
    expect(all.length).toBeGreaterThan(630);
    // One probe in 64 waits the full response time; all others fit between the polls.
    expect(steady[0]).toBeGreaterThanOrEqual(900);
    expect(steady.at(-1)).toBeLessThanOrEqual(1100);
    expect(all.at(-1)).toBeLessThanOrEqual(1600);
  }
  const probes = rig.heard.slice(heardBefore).filter(({ unitId }) => unitId === 4);
  expect(probes.length).toBeLessThan(70);
  expect(faultKinds(rig, 'meter-4').slice(-600)).toEqual(new Array(600).fill('suspended'));
  rig.behaviours.delete(4);
  rig.clock.runUntil(712_000);
  expect(rig.changes.at(-1)).toEqual({ kind: 'device-back', device: 'meter-4' });
  expect(rig.readingsOf('meter-4').at(-1)?.reply.ok).toBe(true);
});

test('a device dead from the start costs a saturated bus less than 4 %', () => {
  const rate = (isDead: boolean) => {
    const rig = createRig(
      rtuPlan,
      Array.from({ length: 10 }, (_, index) => meter(index + 2, { pollMs: 100 })),
    );
    if (isDead) rig.behaviours.set(5, silent);
    rig.bus.start();
    rig.clock.runUntil(60_000);
    const before = rig.bus.counters().ok;
    rig.clock.runUntil(240_000);
    return rig.bus.counters().ok - before;
  };
  expect(rate(true) / rate(false)).toBeGreaterThan(0.96);
});

test('exceptions do not park a device, but a gateway that does not hear it does', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  rig.behaviours.set(2, () => ({ exception: 2 }));
  rig.behaviours.set(3, () => ({ exception: 11 }));
  rig.bus.start();
  rig.clock.runUntil(20_000);
  expect(new Set(faultKinds(rig, 'meter-2'))).toEqual(new Set(['modbus-exception']));
  expect(faultKinds(rig, 'meter-3').at(-1)).toBe('suspended');
  const refusals = ['points-refused', 'points-refused', 'points-refused', 'points-refused'];
  expect(rig.changes.map(({ kind }) => kind)).toEqual([
    'link-up',
    'block-split',
    ...refusals,
    'device-silent',
  ]);
});

test('writes go before reads, in order, and one that has expired is never sent', () => {
  const rig = createRig(rtuPlan, [meter(2, { pollMs: 100 }), meter(3, { pollMs: 100 })]);
  const done: string[] = [];
  const queue = (value: number, deadlineMs: number) =>
    rig.bus.write({
      device: 'meter-2',
      request: { ...write, value },
      deadlineMs,
      done: (result) => done.push(`${value} ${result.ok ? 'ok' : result.fault.kind}`),
    });
  rig.bus.start();
  rig.clock.runUntil(1010);
  const before = rig.heard.length;
  for (const value of [1, 2, 3]) queue(value, 2000);
  queue(4, 1020);
  queue(5, 2000);
  rig.clock.runUntil(1400);
  expect(done).toEqual(['1 ok', '2 ok', '3 ok', '4 expired', '5 ok']);
  const sent = rig.heard.slice(before, before + 5).map(({ request }) => request);
  const values = sent.flatMap((request) => (request.kind === 'write-register' ? [request.value] : []));
  expect(values.slice(0, 4)).toEqual([1, 2, 3, 5]);
  expect(rig.heard.some(({ request }) => request.kind === 'write-register' && request.value === 4)).toBe(
    false,
  );
  expect(rig.bus.counters()).toMatchObject({ writes: 4, expiredWrites: 1 });
});

test('a write to a suspended device is tried once, and its success brings the device back', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  rig.behaviours.set(2, silent);
  rig.bus.start();
  rig.clock.runUntil(20_000);
  expect(faultKinds(rig, 'meter-2').at(-1)).toBe('suspended');
  const results: boolean[] = [];
  const job = {
    device: 'meter-2',
    request: write,
    done: (result: { ok: boolean }) => results.push(result.ok),
  };
  rig.bus.write({ ...job, deadlineMs: 21_000 });
  rig.clock.runUntil(21_000);
  rig.behaviours.delete(2);
  rig.bus.write({ ...job, deadlineMs: 22_000 });
  rig.clock.runUntil(21_500);
  expect(results).toEqual([false, true]);
  expect(rig.changes.at(-1)).toEqual({ kind: 'device-back', device: 'meter-2' });
});

test('a lost link settles writes, reports every slot and is opened again for ever', () => {
  const rig = createRig(tcpPlan, [meter(2)]);
  const results: (Fault | 'ok')[] = [];
  const queue = () =>
    rig.bus.write({
      device: 'meter-2',
      request: write,
      deadlineMs: rig.clock.nowMs() + 500,
      done: (result) => results.push(result.ok ? 'ok' : result.fault),
    });
  rig.bus.start();
  rig.clock.runUntil(10_000);
  rig.behaviours.set(2, silent);
  queue();
  queue();
  rig.link.refuses = true;
  rig.link.drop();
  queue();
  expect(results).toEqual(new Array(3).fill({ kind: 'link-down', detail: plain('dropped') }));
  const before = rig.readings.length;
  rig.clock.runUntil(3_610_000);
  expect(rig.readings.length - before).toBe(3600);
  expect(rig.readings.slice(before).every(({ reply }) => !reply.ok && reply.fault.kind === 'link-down')).toBe(
    true,
  );
  expect(rig.link.opens).toBeGreaterThan(3600 / 12);
  rig.link.refuses = false;
  rig.behaviours.delete(2);
  rig.clock.runUntil(3_622_000);
  expect(rig.readings.at(-1)?.reply.ok).toBe(true);
  expect(rig.changes.map(({ kind }) => kind)).toEqual(['link-up', 'link-down', 'link-up']);
});

test('a link on which nothing answers is opened again, and is only called up after an answer', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  rig.bus.start();
  rig.clock.runUntil(10_000);
  rig.behaviours.set(2, silent);
  rig.behaviours.set(3, silent);
  rig.clock.runUntil(120_000);
  expect(rig.bus.counters().reopened).toBeGreaterThan(5);
  expect(rig.changes.filter(({ kind }) => kind.startsWith('link'))).toEqual([
    { kind: 'link-up' },
    { kind: 'link-down', fault: { kind: 'link-down', detail: message('link-silent', { seconds: 5 }) } },
  ]);
  rig.behaviours.clear();
  rig.clock.runUntil(132_000);
  expect(rig.changes.map(({ kind }) => kind)).toContain('device-back');
  expect(rig.changes.filter(({ kind }) => kind === 'link-up')).toHaveLength(2);
  expect(rig.readings.slice(-2).every(({ reply }) => reply.ok)).toBe(true);
});

test('the gap a device needs is kept after it has answered', () => {
  const rig = createRig(rtuPlan, [meter(2, { pollMs: 100, minGapMs: 40 }), meter(3, { pollMs: 100 })]);
  rig.bus.start();
  rig.clock.runUntil(5000);
  const answered = rig.readingsOf('meter-2').map(({ takenMs }) => takenMs);
  for (const takenMs of answered.slice(0, -1)) {
    const next = rig.heard.find(({ atMs }) => atMs >= takenMs);
    expect((next?.atMs ?? 0) - takenMs).toBeGreaterThan(39.9);
  }
});

test('after stop nothing is reported, what waits is settled, no timer is left', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  rig.bus.start();
  rig.clock.runUntil(5000);
  const before = rig.readings.length;
  rig.behaviours.set(2, silent);
  const results: string[] = [];
  for (let count = 0; count < 2; count++) {
    rig.bus.write({
      device: 'meter-2',
      request: write,
      deadlineMs: 9000,
      done: (result) => results.push(result.ok ? 'ok' : result.fault.kind),
    });
  }
  rig.bus.stop();
  expect(results).toEqual(['link-down', 'link-down']);
  rig.clock.runUntil(60_000);
  expect(rig.readings).toHaveLength(before);
  expect(rig.clock.pending).toBe(0);
});

test.each([
  [1, 1800],
  [2, 1800],
  [8, 4000],
])(
  'late answers of a device with %i registers, up to %i ms, are never taken for later ones',
  (registers, lateMs) => {
    const rig = createRig(rtuPlan, [meter(2, { registers }), meter(3)]);
    const random = seededRandom(7 * registers);
    let asked = 0;
    let lastMs = 0;
    // Registers change with each question; answers come in order, some of them seconds late.
    rig.behaviours.set(2, (request, nowMs) => {
      asked++;
      const delayMs = random() < 0.7 ? 5 : random() * lateMs;
      lastMs = Math.max(nowMs + delayMs, lastMs + 20);
      rig.turnaroundMs.set(2, lastMs - nowMs);
      return request.kind === 'read' ? new Array<number>(request.count).fill(asked & 0xffff) : [];
    });
    let right = 0;
    rig.bus.start();
    for (let ms = 1; asked < 4000; ms++) {
      rig.clock.runUntil(ms);
      for (const { device, reply } of rig.readings.splice(0)) {
        if (device !== 'meter-2' || !reply.ok) continue;
        expect(reply.value[0]).toBe(asked & 0xffff);
        right++;
      }
    }
    expect(right).toBeGreaterThan(1000);
    expect(rig.bus.counters().lateBytes).toBeGreaterThan(2000);
  },
);

test('nothing is asked of a device that is not on the bus', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  rig.bus.start();
  rig.clock.runUntil(10);
  let kind = '';
  rig.bus.write({
    device: 'meter-9',
    request: write,
    deadlineMs: 99,
    done: (result) => {
      kind = result.ok ? 'ok' : result.fault.kind;
    },
  });
  expect(kind).toBe('rejected');
  expect(zeros(write)).toEqual([]);
});
