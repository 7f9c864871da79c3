/** A far end that ends the connection after each answer: nobody starves, and it is told once. Virtual time. */

import { expect, test } from 'vitest';
import { createRig, meter, type Rig, rtuOverTcpPlan, rtuPlan, tcpPlan } from './bus-fixture.ts';

/** Ends a connection on which nothing has come for `idleMs` since an answer; gives what ends that. */
function hangsUp(rig: Rig, idleMs: number): () => void {
  let isOn = true;
  let last = 0;
  const { reply } = rig.link;
  rig.link.reply = (bytes, delayMs = 0) => {
    reply(bytes, delayMs);
    const { opens } = rig.link;
    const mine = ++last;
    rig.clock.at(rig.clock.nowMs() + delayMs + idleMs, () => {
      if (isOn && mine === last && rig.link.opens === opens) rig.link.drop();
    });
  };
  return () => {
    isOn = false;
  };
}

const good = (rig: Rig, device: string, fromMs = 0) =>
  rig.readingsOf(device).filter(({ reply, takenMs }) => reply.ok && takenMs >= fromMs).length;

test.each([0, 1, 40, 300])(
  'closed %i ms after each answer: every device is read in every slot, and one event says so',
  (idleMs) => {
    const rig = createRig(tcpPlan, [meter(2), meter(3), meter(4)]);
    hangsUp(rig, idleMs);
    rig.bus.start();
    rig.clock.runUntil(60_000);
    for (const device of ['meter-2', 'meter-3', 'meter-4'])
      expect(good(rig, device)).toBeGreaterThanOrEqual(58);
    expect(rig.readings.filter(({ reply }) => !reply.ok)).toEqual([]);
    expect(rig.changes.map(({ kind }) => kind)).toEqual(['link-up', 'hangs-up']);
  },
);

test('a far end that waits long enough for the next question is left alone', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3), meter(4)]);
  hangsUp(rig, 600);
  rig.bus.start();
  rig.clock.runUntil(60_000);
  expect(rig.link.opens).toBe(1);
  expect(rig.changes.map(({ kind }) => kind)).toEqual(['link-up']);
});

test('once it is known, a write goes out and comes back as on any other line', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(10_000);
  const done: boolean[] = [];
  for (let ms = 10_003; ms < 20_000; ms += 97) {
    rig.clock.runUntil(ms);
    rig.bus.write({
      device: 'meter-2',
      request: { kind: 'write-register', address: 0, value: 1 },
      deadlineMs: ms + 1000,
      done: ({ ok }) => done.push(ok),
    });
  }
  rig.clock.runUntil(21_000);
  expect(done.length).toBeGreaterThan(100);
  expect(done.every(Boolean)).toBe(true);
});

test('behind a converter to RTU writes in close order are confirmed, and the devices are read beside them', () => {
  const rig = createRig(rtuOverTcpPlan, [meter(2), meter(3)]);
  hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(5000);
  const done: boolean[] = [];
  for (let ms = 5003; ms < 30_000; ms += 150) {
    rig.clock.runUntil(ms);
    rig.bus.write({
      device: 'meter-2',
      request: { kind: 'write-register', address: 0, value: 1 },
      deadlineMs: ms + 300,
      done: ({ ok }) => done.push(ok),
    });
  }
  rig.clock.runUntil(31_000);
  expect(done.length).toBeGreaterThan(160);
  expect(done.filter((isOk) => !isOk)).toEqual([]);
  for (const device of ['meter-2', 'meter-3']) expect(good(rig, device, 5000)).toBeGreaterThanOrEqual(24);
});

test('a far end that was away may be another one: its habit is found out anew, and told no second time', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  const end = hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(10_000);
  end();
  rig.link.refuses = true;
  rig.link.drop();
  rig.clock.runUntil(15_000);
  rig.link.refuses = false;
  rig.clock.runUntil(25_000);
  const { opens } = rig.link;
  rig.clock.runUntil(60_000);
  expect(rig.link.opens).toBe(opens);
  hangsUp(rig, 1);
  rig.clock.runUntil(90_000);
  expect(good(rig, 'meter-2', 60_000)).toBeGreaterThanOrEqual(29);
  // The first end comes after many answers: a loss like any other.
  const kinds = rig.changes.map(({ kind }) => kind);
  expect(kinds).toEqual(['link-up', 'hangs-up', 'link-down', 'link-up', 'link-down', 'link-up']);
});

test.each([tcpPlan, rtuOverTcpPlan])(
  'one with that habit that falls silent is given up like any other, and read again soon after it is back ($kind)',
  (plan) => {
    const rig = createRig(plan, [meter(2), meter(3)]);
    hangsUp(rig, 1);
    rig.bus.start();
    rig.clock.runUntil(10_000);
    const { onWrite } = rig.link;
    rig.link.onWrite = () => {};
    rig.clock.runUntil(40_000);
    expect(rig.changes.map(({ kind }) => kind)).toContain('link-down');
    rig.link.onWrite = onWrite;
    rig.clock.runUntil(50_000);
    expect(rig.changes.at(-1)?.kind).toMatch(/link-up|device-back/);
    for (const device of ['meter-2', 'meter-3']) expect(good(rig, device, 40_000)).toBeGreaterThan(2);
  },
);

test('the far end goes away for good: told as any other loss, opened again ever more seldom', () => {
  const rig = createRig(tcpPlan, [meter(2), meter(3)]);
  const end = hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(20_000);
  end();
  rig.link.refuses = true;
  rig.link.drop();
  const { opens } = rig.link;
  rig.clock.runUntil(120_000);
  expect(rig.changes.at(-1)).toMatchObject({ kind: 'link-down' });
  expect(rig.link.opens - opens).toBeLessThan(25);
  rig.link.refuses = false;
  rig.clock.runUntil(140_000);
  expect(rig.changes.at(-1)).toEqual({ kind: 'link-up' });
  expect(good(rig, 'meter-2', 135_000)).toBeGreaterThan(3);
});

test('a connection that ends before any answer is a loss, also where it answered once before', () => {
  const rig = createRig(tcpPlan, [meter(2)]);
  const end = hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(10_000);
  end();
  // Takes the connection, and ends it at the first question.
  rig.link.onWrite = () => rig.clock.at(rig.clock.nowMs() + 1, rig.link.drop);
  const { opens } = rig.link;
  rig.clock.runUntil(70_000);
  expect(rig.changes.some(({ kind }) => kind === 'link-down')).toBe(true);
  expect(rig.link.opens - opens).toBeLessThan(20);
});

test('a serial port that goes away after an answer is a loss', () => {
  const rig = createRig(rtuPlan, [meter(2)]);
  hangsUp(rig, 1);
  rig.bus.start();
  rig.clock.runUntil(3000);
  expect(rig.changes[1]).toMatchObject({ kind: 'link-down' });
});
