/** A bus whose adapter hears itself, in virtual time. */

import { expect, test } from 'vitest';
import { busEvent } from '../../../../src/gateway/records/bus-events.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan } from './bus-fixture.ts';

const charMs = 10_000 / 9600;

/** The adapter gives each question back as it leaves. */
function echoing(rig: Rig): { isOn: boolean } {
  const adapter = { isOn: true };
  const { onWrite } = rig.link;
  rig.link.onWrite = (bytes) => {
    if (adapter.isOn) rig.link.reply(bytes, bytes.length * charMs);
    onWrite(bytes);
  };
  return adapter;
}

/** Writes a coil of unit 2; gives what came of it, later. */
function write(rig: Rig, deadlineMs = rig.clock.nowMs() + 3000): string[] {
  const request: ModbusRequest = { kind: 'write-coil', address: 0, value: 0xff00 };
  const outcomes: string[] = [];
  rig.bus.write({
    device: 'meter-2',
    request,
    deadlineMs,
    done: (result) => outcomes.push(result.ok ? 'ok' : result.fault.kind),
  });
  return outcomes;
}

test('the devices of an echoing line are polled as ever, the echo is told once and counted', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  const adapter = echoing(rig);
  rig.bus.start();
  rig.clock.runUntil(60_000);
  expect(rig.readings.every(({ reply }) => reply.ok)).toBe(true);
  expect(rig.readings.length).toBeGreaterThanOrEqual(120);
  expect(rig.bus.counters()).toMatchObject({ lateBytes: 0, timeouts: 0, missed: 0 });
  const { echoes, requests } = rig.bus.counters();
  // One request may be in flight.
  expect(requests - echoes).toBeLessThanOrEqual(1);
  // Another opening is no news, the end of the echo is.
  rig.link.drop();
  rig.clock.runUntil(70_000);
  expect(rig.changes.filter(({ kind }) => kind.startsWith('echo'))).toEqual([{ kind: 'echo-heard' }]);
  adapter.isOn = false;
  rig.clock.runUntil(90_000);
  expect(rig.changes.at(-1)).toEqual({ kind: 'echo-gone' });
  const [heard] = rig.changes.filter(({ kind }) => kind === 'echo-heard');
  expect(inEnglish(busEvent(heard ?? { kind: 'link-up' }, 'rs485-a', 0).message)).toMatch(
    /adapter of rs485-a echoes/,
  );
});

test('a device that answers confirms its writes through the echo; a dead one confirms none', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  echoing(rig);
  rig.bus.start();
  rig.clock.runUntil(5000);
  const alive = write(rig);
  rig.clock.runUntil(6000);
  expect(alive).toEqual(['ok']);
  rig.behaviours.set(2, () => undefined);
  const dead = write(rig);
  rig.clock.runUntil(9000);
  expect(dead).toEqual(['timeout']);
});

test('a lost write is not confirmed by its echo, and the next one is', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  echoing(rig);
  rig.bus.start();
  rig.clock.runUntil(5000);
  let lost = 0;
  rig.behaviours.set(2, (request) => {
    if (request.kind === 'read') return new Array<number>(request.count).fill(0);
    return ++lost === 1 ? undefined : [];
  });
  const first = write(rig);
  rig.clock.runUntil(7000);
  const second = write(rig);
  rig.clock.runUntil(9000);
  expect([first, second]).toEqual([['timeout'], ['ok']]);
});

test.each([true, false])(
  'a write right after the link opened waits for one read that tells; echo: %s',
  (echoes) => {
    const rig = createRig(rtuPlan, [meter(2)]);
    echoing(rig).isOn = echoes;
    // The first poll of this bus comes with the opening; the write is there before it.
    rig.bus.start();
    const outcomes = write(rig, 3000);
    rig.clock.runUntil(1000);
    expect(outcomes).toEqual(['ok']);
    expect(rig.heard.slice(0, 2).map(({ request }) => request.kind)).toEqual(['read', 'write-coil']);
  },
);

test.each([true, false])(
  'a write that cannot wait goes at once to a line unknown, and is not believed; echo: %s',
  (echoes) => {
    const rig = createRig(rtuPlan, [meter(2, { pollMs: 60_000 })]);
    echoing(rig).isOn = echoes;
    rig.bus.start();
    const outcomes = write(rig, 500);
    rig.clock.runUntil(900);
    expect(rig.heard[0]?.request.kind).toBe('write-coil');
    // With the echo there are two frames, the answer is one of them. Without it nobody can say.
    expect(outcomes).toEqual([echoes ? 'ok' : 'frame']);
  },
);

test.each([true, false])(
  'writes in close order do not keep a line unknown: a read goes between; echo: %s',
  (echoes) => {
    const rig = createRig(rtuPlan, [meter(2, { pollMs: 100, responseTimeoutMs: 150 })]);
    echoing(rig).isOn = echoes;
    rig.bus.start();
    const all: string[][] = [];
    for (let ms = 0; ms < 6000; ms += 150) {
      rig.clock.runUntil(ms);
      all.push(write(rig, ms + 300));
    }
    const outcomes = all.flat();
    expect(outcomes.slice(3).every((outcome) => outcome === 'ok')).toBe(true);
    expect(rig.readings.filter(({ reply }) => reply.ok).length).toBeGreaterThan(20);
    expect(rig.changes.filter(({ kind }) => kind === 'link-down')).toEqual([]);
  },
);

test('a dead line that echoes never confirms a write, however often it is tried', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  echoing(rig);
  rig.behaviours.set(2, () => undefined);
  rig.bus.start();
  const all: string[][] = [];
  for (let ms = 100; ms < 60_000; ms += 700) {
    rig.clock.runUntil(ms);
    all.push(write(rig, ms + 600));
  }
  rig.clock.runUntil(70_000);
  expect(all.flat()).toHaveLength(all.length);
  expect(all.flat()).not.toContain('ok');
});

test('over TCP nothing is asked first, and the first answer confirms a write', () => {
  const rig = createRig(tcpPlan, [meter(2)]);
  rig.bus.start();
  const outcomes = write(rig);
  rig.clock.runUntil(100);
  expect(outcomes).toEqual(['ok']);
  expect(rig.heard[0]?.request.kind).toBe('write-coil');
});
