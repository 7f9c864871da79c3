import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { emptyHistogram } from '../../../../src/acoustics/levels/histogram.ts';
import type { ClosedPeriod } from '../../../../src/acoustics/periods/open-period.ts';
import { createMemoryOutbox } from '../../../../src/backoffice/delivery/memory-outbox.ts';
import { createTelemetry } from '../../../../src/backoffice/telemetry/telemetry.ts';
import { type BatchPayload, batchSchema } from '../../../../src/contract/batch.ts';
import { eventSchema } from '../../../../src/contract/event.ts';
import { liveSchema } from '../../../../src/contract/live.ts';
import type { ClosedLevel } from '../../../../src/control/inputs/level-tracks.ts';
import { plain } from '../../../../src/model/message.ts';
import { bad, good } from '../../../../src/model/reading.ts';
import type { OutboxEntry } from '../../../../src/ports/outbox.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../small-plan.ts';

function makeTelemetry(plan = smallPlan) {
  const clock = createVirtualClock({ startWallMs });
  const outbox = createMemoryOutbox();
  const identity = { session: 's1', boot: 'b1', firmware: '1.2.3' };
  const telemetry = createTelemetry({ plan, outbox, clock, ...identity });
  const entries = (topic: string): readonly OutboxEntry[] =>
    outbox.next(10_000, new Set()).filter((entry) => entry.topic === topic);
  const batches = (stream: string): readonly BatchPayload[] =>
    entries(`data/${stream}`).map(({ payload }) => batchSchema.parse(JSON.parse(payload)));
  return { telemetry, outbox, entries, batches };
}

test('a row a second goes into a batch that is closed after five seconds, the first after one', () => {
  const { telemetry, batches } = makeTelemetry();
  for (let s = 0; s <= 7; s += 1) telemetry.cycle(cycleAt(imageAt(s * 1000)));
  const [first, batch, ...more] = batches('spl');
  expect(more).toEqual([]);
  expect(first?.seq).toEqual([1, 2]);
  expect(batch).toMatchObject({
    station: 'st-1',
    boot: 'b1',
    seq: [3, 8],
    cfg: '0123456789ab',
    clock: { sync: true, src: 'virtual' },
    ch: ['slm-north.sound.laeq', 'slm-north.sound.lafmax'],
    unit: ['dB', 'dB'],
  });
  expect(first?.rows[0]).toEqual([1, startWallMs - 1100, [40, 41], 0]);
});

test('a batch has at most 60 rows and 32 KiB', () => {
  const { telemetry, batches, entries } = makeTelemetry();
  const minutes = Array.from({ length: 1300 }, (_, index) => minuteOf(index));
  telemetry.cycle(cycleAt(imageAt(0), { closed: minutes }));
  telemetry.flush();
  const sizes = batches('minute').map(({ rows }) => rows.length);
  expect(Math.max(...sizes)).toBe(60);
  const longName = 'x'.repeat(1500);
  const long = minutes.slice(0, 60).map(({ period }) => ({ level: longName, period }));
  telemetry.cycle(cycleAt(imageAt(1000), { closed: long }));
  telemetry.flush();
  const bytes = entries('data/minute').map(({ payload }) => payload.length);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(32 * 1024);
  expect(Math.max(...bytes)).toBeGreaterThan(30 * 1024);
});

test('sequence numbers of a stream go up without a hole, within batches and between them', () => {
  const { telemetry, batches } = makeTelemetry();
  for (let s = 0; s < 200; s += 1) telemetry.cycle(cycleAt(imageAt(s * 1000)));
  telemetry.flush();
  for (const stream of ['spl', 'power', 'thermal', 'output']) {
    const seqs = batches(stream).flatMap(({ rows }) => rows.map(([seq]) => seq));
    expect(seqs, stream).toEqual(seqs.map((_, index) => index + 1));
    for (const { seq, rows } of batches(stream)) expect(seq).toEqual([rows[0]?.[0], rows.at(-1)?.[0]]);
  }
  expect(batches('spl').flatMap(({ rows }) => rows)).toHaveLength(200);
  expect(batches('power').flatMap(({ rows }) => rows)).toHaveLength(40);
});

test.each([
  ['a fault', bad({ kind: 'timeout', afterMs: 500 }, 900), 5],
  ['an implausible value', bad({ kind: 'implausible', value: 999 }, 900), 2],
  ['a value older than it is valid', good(55, 1000 - 5001), 5],
  ['a number that is none', good(Number.NaN, 900), 2],
])('%s is null, never the last value, and the row carries the worst quality', (_name, reading, quality) => {
  const { telemetry, batches } = makeTelemetry();
  telemetry.cycle(cycleAt(imageAt(1000, { 'slm-north.sound.laeq': reading })));
  telemetry.flush();
  expect(batches('spl')[0]?.rows).toEqual([[1, startWallMs, [null, null], quality]]);
});

test('rows of an unsynchronised clock are uncertain and do not share a batch with others', () => {
  const { telemetry, batches } = makeTelemetry();
  telemetry.cycle(cycleAt(imageAt(0, {}, false)));
  telemetry.cycle(cycleAt(imageAt(1000, {}, true)));
  telemetry.flush();
  const [first, second] = batches('spl');
  expect([first?.clock.sync, first?.rows[0]?.[3]]).toEqual([false, 1]);
  expect([second?.clock.sync, second?.rows[0]?.[3]]).toEqual([true, 0]);
});

test('outputs make a row on change and once a minute', () => {
  const { telemetry, batches } = makeTelemetry();
  for (let s = 0; s <= 100; s += 1) {
    const value = s < 30 ? 20 : 60;
    const decisions = ['fan-a', 'limit-a'].map((output) => ({
      output,
      value: output === 'fan-a' ? value : 100,
      by: 'rest',
      reason: plain(''),
      overruled: [],
    }));
    telemetry.cycle(cycleAt(imageAt(s * 1000), { decisions }));
  }
  telemetry.flush();
  const rows = batches('output').flatMap((batch) => batch.rows);
  expect(rows.map(([, ts, values]) => [(ts - startWallMs) / 1000, values])).toEqual([
    [0, [20, 100]],
    [30, [60, 100]],
    [90, [60, 100]],
  ]);
});

test('each closed minute is a row of its own, named, unrounded, with its valid share as quality', () => {
  const { telemetry, batches } = makeTelemetry();
  const closed = [
    minuteOf(0, { laeqDb: 48.123456 }),
    minuteOf(0, { validS: 30 }, 'rest-area'),
    minuteOf(1, { laeqDb: null, lafmaxDb: null, validS: 0 }),
    minuteOf(1, { kind: 'night', laeqDb: 47 }),
    minuteOf(1, { kind: 'hour' }),
  ];
  telemetry.cycle(cycleAt(imageAt(63_000), { closed }));
  telemetry.flush();
  expect(batches('minute')[0]?.rows).toEqual([
    [1, startWallMs, ['flat', 48.1235, 60, 60, 47], 0],
    [2, startWallMs, ['rest-area', 50, 60, 30, null], 1],
    [3, startWallMs + 60_000, ['flat', null, null, 0, 47], 5],
  ]);
});

test('events go to the outbox at once, before data, under their class', () => {
  const { telemetry, outbox } = makeTelemetry();
  const event = { class: 'fault', severity: 'warning', state: 'raised', subject: 'slm-north' } as const;
  const events = [{ ...event, wallMs: startWallMs, message: plain('no answer') }];
  telemetry.cycle(cycleAt(imageAt(0), { events }));
  telemetry.flush();
  const [first] = outbox.next(1, new Set());
  expect(first).toMatchObject({ topic: 'event/fault', priority: 'event', firstSeq: 1 });
  expect(eventSchema.parse(JSON.parse(first?.payload ?? ''))).toMatchObject({
    session: 's1',
    seq: 1,
    ...event,
  });
});

test('live values come on change at most every 2 s, of sound meters each second, of the rest every 10 s', () => {
  const { telemetry } = makeTelemetry();
  const seen: Record<string, number[]> = {};
  for (let s = 0; s <= 20; s += 1) {
    const channels = {
      'slm-north.sound.laeq': good(40 + s, s * 1000),
      'gun-1.power.active': good(1000 * s, s * 1000),
    };
    for (const { topic } of telemetry.cycle(cycleAt(imageAt(s * 1000, channels)))) {
      seen[topic] = [...(seen[topic] ?? []), s];
    }
  }
  expect(seen['live/slm-north']).toEqual(Array.from({ length: 21 }, (_, s) => s));
  expect(seen['live/gun-1']).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(seen['live/gun-2']).toEqual([0, 10, 20]);
});

test('a live message carries the time of the answer and is retained at QoS 0', () => {
  const { telemetry } = makeTelemetry();
  telemetry.cycle(cycleAt(imageAt(9000, { 'temp-a.temperature': good(31.26, 6500) })));
  const message = telemetry.allLive().find(({ topic }) => topic === 'live/temp-a');
  expect(message).toMatchObject({ qos: 0, retain: true });
  expect(liveSchema.parse(JSON.parse(message?.payload ?? ''))).toEqual({
    v: 1,
    ts: startWallMs + 6500,
    session: 's1',
    valid_s: 15,
    ch: { temperature: { v: 31.3, q: 0 } },
  });
});

function minuteOf(index: number, changes: Partial<ClosedPeriod> = {}, level = 'flat'): ClosedLevel {
  const period: ClosedPeriod = {
    kind: 'minute',
    startWallMs: startWallMs + index * 60_000,
    id: '',
    laeqDb: 50,
    lafmaxDb: 60,
    energyS: 6e6,
    count: 60,
    histogram: emptyHistogram(),
    l10Db: 50,
    l50Db: 50,
    l90Db: 50,
    validS: 60,
    spanS: 60,
    validShare: 1,
    clockStepped: false,
  };
  return { level, period: { ...period, ...changes } };
}
