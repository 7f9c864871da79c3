/** What happens on each loss, and that everything heals without a restart. */

import { expect, test } from 'vitest';
import { batchSchema, rowsIn } from '../../src/contract/form/batch.ts';
import type { Row } from '../../src/contract/form/row.ts';
import { messagesInPack } from '../../src/contract/pack.ts';
import { createRig, type Rig } from './rig.ts';

const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 } as const;

/** What came at once, and what came late in packs. */
function levelRows(rig: Rig): readonly Row[] {
  return rig.broker.messages
    .flatMap(({ topic, payload }) =>
      topic.endsWith('/pack') ? messagesInPack(payload) : [[topic, payload] as const],
    )
    .filter(([topic]) => /(data|hist)\/spl$/.test(topic))
    .flatMap(([, payload]) => rowsIn(batchSchema.parse(JSON.parse(payload))));
}

test('a dead sound meter reads null with a quality, the others go on, and it comes back by itself', () => {
  const rig = createRig();
  rig.run(60);
  rig.wire.faults.setFault({ ...always, device: 'slm-north', kind: 'silent' });
  rig.run(60);
  expect(rig.reading('slm-north.sound.laeq')).toMatchObject({ value: null, quality: 'stale' });
  expect(rig.reading('slm-rest.sound.laeq').quality).toBe('good');
  expect(rig.events.some((text) => text.includes('slm-north on noise is silent'))).toBe(true);
  const last = levelRows(rig).findLast(([, , [meter]]) => meter === 'slm-north');
  expect(last?.[2][1]).toBeNull();
  expect(last?.[3]).toEqual([0, expect.any(Number), expect.any(Number)]);
  expect(last?.[3]).not.toEqual([0, 0, 0]);
  rig.wire.faults.clearFault({ device: 'slm-north' });
  rig.run(15);
  expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');
  expect(rig.events.some((text) => text.includes('slm-north on noise answers again'))).toBe(true);
});

test('without any temperature of a cabinet its outputs take the lost-input values, the other cabinet is untouched', () => {
  const rig = createRig();
  rig.run(60);
  for (const device of ['temp-a1', 'temp-a2'])
    rig.wire.faults.setFault({ ...always, device, kind: 'silent' });
  // It is cooled as if it warmed at the fastest, at once; the limit comes when it may have become too warm.
  rig.run(20);
  expect(rig.decided('limit-a').value).toBe(100);
  rig.run(1000);
  expect(rig.decided('limit-a')).toMatchObject({ value: 50, by: 'lost-input' });
  expect(rig.decided('fan-a1').value).toBeGreaterThanOrEqual(60);
  expect(rig.decided('limit-b').value).toBe(100);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
  rig.wire.faults.clearFault({});
  rig.run(330);
  expect(rig.decided('limit-a').value).toBe(100);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
});

test('a silent relay board falls to its own fail-safe within the lease and is taken back when it answers', () => {
  const rig = createRig();
  rig.run(60);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
  rig.wire.faults.setFault({ ...always, device: 'relays-a', kind: 'silent' });
  rig.run(31);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
  rig.run(60);
  expect(rig.events.some((text) => text.includes('limit-a could not be written'))).toBe(true);
  rig.wire.faults.clearFault({});
  rig.run(40);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
  expect(rig.events.some((text) => text.includes('limit-a can be written again'))).toBe(true);
});

test('a torn bus brings fans to their own fail-safe within the lease; reopened, they are commanded again', () => {
  const rig = createRig();
  rig.run(60);
  const end = rig.wire.memoryEnds['fans'];
  if (end === undefined) throw new Error('no end');
  end.refuse = true;
  end.drop();
  rig.run(35);
  expect(rig.reading('fan-a1.fan.speed')).toMatchObject({ value: null });
  expect(rig.station.value('fan-a1', 'fan.setpoint')).toBe(60);
  expect(rig.events.some((text) => text.includes('bus fans is down'))).toBe(true);
  end.refuse = false;
  rig.run(30);
  expect(rig.reading('fan-a1.fan.speed').quality).toBe('good');
  expect(
    Math.abs((rig.station.value('fan-a1', 'fan.setpoint') ?? 0) - rig.decided('fan-a1').value),
  ).toBeLessThan(3);
});

test('garbage on a line never becomes a value', () => {
  const rig = createRig();
  rig.run(30);
  for (const kind of ['garbled', 'truncated', 'doubled', 'late', 'noise'] as const) {
    rig.wire.faults.setFault({ ...always, bus: 'noise', kind, probability: 0.2 });
  }
  const levels: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    rig.run(1);
    const { value } = rig.reading('slm-cover-a.sound.laeq');
    if (value !== null) levels.push(value);
  }
  const truth = rig.station.truth().levels['slm-cover-a']?.totalDb ?? 0;
  expect(levels.length).toBeGreaterThan(50);
  for (const level of levels) expect(Math.abs(level - truth)).toBeLessThan(25);
  rig.wire.faults.clearFault({});
  rig.run(15);
  expect(rig.reading('slm-cover-a.sound.laeq').quality).toBe('good');
});

test('the broker may go and come: control goes on, nothing is lost, state is told again', () => {
  const rig = createRig();
  rig.run(60);
  rig.broker.down();
  const before = rig.image().cycle;
  rig.run(300);
  expect(rig.image().cycle).toBe(before + 300);
  rig.broker.up();
  rig.run(60);
  const sequence = levelRows(rig).map(([seq]) => seq);
  const sorted = [...new Set(sequence)].sort((a, b) => a - b);
  expect(sorted.at(-1)).toBe((sorted[0] ?? 0) + sorted.length - 1);
  const states = rig.broker.messages.filter((message) => message.topic.endsWith('/state'));
  expect(states.map((message) => JSON.parse(message.payload).online)).toEqual([true, false, true]);
});

test('a relay moved behind our back is found by read-back and set again', () => {
  const rig = createRig();
  rig.run(60);
  rig.wire.faults.setFault({ ...always, device: 'relays-b', kind: 'silent' });
  rig.run(35);
  rig.wire.faults.clearFault({});
  rig.run(40);
  expect(rig.station.truth().cabinets['b']?.limitPct).toBe(100);
});

test('two seeds differ and one seed gives the same bytes', () => {
  const run = (seed: number): string => {
    const rig = createRig({ seed });
    rig.run(120);
    return JSON.stringify(rig.broker.messages);
  };
  const first = run(5);
  expect(run(5)).toBe(first);
  expect(run(6)).not.toBe(first);
});

test('a frozen meter is found out, reads null as a sensor fault, and is believed again when it moves', () => {
  const rig = createRig();
  rig.run(30);
  rig.wire.faults.setFault({ ...always, device: 'slm-north', kind: 'frozen' });
  rig.run(310);
  expect(rig.reading('slm-north.sound.laeq')).toMatchObject({ value: null, quality: 'sensor-fault' });
  expect(rig.events.some((text) => text.includes('not believed until it moves'))).toBe(true);
  rig.wire.faults.clearFault({});
  rig.run(10);
  expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');
});
