/** A line on which somebody else talks without a pause: told as what it is, opened again, healed. Virtual time. */

import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import { faultMessage } from '../../../../src/model/fault.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan } from './bus-fixture.ts';

const junk = Uint8Array.from({ length: 24 }, (_, index) => (index * 37 + 11) & 255);

/** Junk every `gapMs` from now on, whoever has opened the link; gives what ends it. */
function chatters(rig: Rig, gapMs: number, bytes = junk): () => void {
  let isOn = true;
  const chat = () => {
    if (!isOn) return;
    rig.link.reply(bytes);
    rig.clock.at(rig.clock.nowMs() + gapMs, chat);
  };
  rig.clock.at(rig.clock.nowMs() + 3, chat);
  return () => {
    isOn = false;
  };
}

const downs = (rig: Rig) =>
  rig.changes.flatMap((change) =>
    change.kind === 'link-down' ? [inEnglish(faultMessage(change.fault))] : [],
  );

test.each([
  ['RTU', rtuPlan, 20, junk],
  ['RTU, pauses just under the drain', rtuPlan, 49, junk],
  ['RTU, single bytes', rtuPlan, 3, Uint8Array.of(0x55)],
  ['TCP', tcpPlan, 20, junk],
])('%s: told once within 5 s, the link opened again ever more seldom', (_name, plan, gapMs, bytes) => {
  const rig = createRig(plan, [meter(2), meter(3)]);
  chatters(rig, gapMs, bytes);
  rig.bus.start();
  rig.clock.runUntil(5000);
  expect(downs(rig)).toHaveLength(1);
  expect(downs(rig)[0]).toMatch(/somebody else talks on this line/);
  expect(rig.readings.some(({ reply }) => !reply.ok && reply.fault.kind === 'link-down')).toBe(true);
  rig.clock.runUntil(600_000);
  expect(downs(rig)).toHaveLength(1);
  expect(rig.link.opens).toBeGreaterThan(600_000 / 9000);
  expect(rig.link.opens).toBeLessThan(600_000 / 6000);
});

test('a line that was well and is talked over, then left alone: polled again within 10 s', () => {
  const rig = createRig(rtuPlan, [meter(2), meter(3)]);
  rig.bus.start();
  rig.clock.runUntil(20_000);
  const end = chatters(rig, 30);
  rig.clock.runUntil(25_500);
  expect(downs(rig)).toHaveLength(1);
  rig.clock.runUntil(120_000);
  end();
  rig.readings.length = 0;
  rig.clock.runUntil(130_000);
  expect(rig.readings.some(({ reply }) => reply.ok)).toBe(true);
  expect(rig.changes.filter(({ kind }) => kind.startsWith('link')).map(({ kind }) => kind)).toEqual([
    'link-up',
    'link-down',
    'link-up',
  ]);
});

test('a burst of two seconds is no chatter, nor is one that comes now and then', () => {
  const rig = createRig(rtuPlan, [meter(2, { pollMs: 10_000 })]);
  rig.bus.start();
  rig.clock.runUntil(1000);
  const end = chatters(rig, 20);
  rig.clock.runUntil(3000);
  end();
  // No request between these bursts: the line is free in the pauses all the same.
  for (let ms = 3500; ms < 9500; ms += 400) {
    rig.clock.runUntil(ms);
    rig.link.reply(junk);
  }
  rig.clock.runUntil(60_000);
  expect(downs(rig)).toEqual([]);
  expect(rig.readings.slice(-3).every(({ reply }) => reply.ok)).toBe(true);
});
