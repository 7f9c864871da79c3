/** What of a cycle is recorded, at the edges of age and number. */

import { expect, test } from 'vitest';
import type { Decision } from '../../../../src/model/decision.ts';
import { plain } from '../../../../src/model/message.ts';
import { bad, good, qualities, type Reading } from '../../../../src/model/reading.ts';
import type { HistoryCycle } from '../../../../src/ports/history-writer.ts';
import { createBatchBuilder } from '../../../../src/store/writer/batch-builder.ts';
import { eveningMs, imageAt, minute } from '../fixture.ts';

const DAY_MS = 86_400_000;
const channels = [{ id: 'x', resolution: 1, validMs: 5000 }];

function builder(rowsMax = 3) {
  return createBatchBuilder({ channels, gradual: new Set(['fan']), rowsMax });
}

function cycle(count: number, changes: Partial<HistoryCycle> = {}, reading?: Reading): HistoryCycle {
  const image = imageAt(
    count,
    count * 1000,
    eveningMs + count * 1000,
    reading === undefined ? {} : { x: reading },
  );
  return { image, decisions: [], events: [], minutes: [], ...changes };
}

function decision(output: string, value: number, by = 'night-noise', reason = 'x'): Decision {
  return { output, value, by, reason: plain(reason), overruled: [] };
}

/** Value and quality as recorded of one reading at 10 s. */
function recordedOf(reading?: Reading): [number | undefined, string | undefined] {
  const open = builder();
  open.add(cycle(10, {}, reading));
  const block = open.take()?.block;
  return [block?.values[0], qualities[block?.qualities[0] ?? -1]];
}

test('a reading that is just as old as it may be is good, a millisecond older it is stale', () => {
  expect(recordedOf(good(42, 5000))).toEqual([42, 'good']);
  expect(recordedOf(good(42, 4999))).toEqual([Number.NaN, 'stale']);
});

test('a bad reading keeps its quality, one that never came is stale', () => {
  expect(recordedOf(bad({ kind: 'timeout', afterMs: 1 }, 9000))[0]).toBeNaN();
  expect(recordedOf(bad({ kind: 'timeout', afterMs: 1 }, 0))[1]).toBe(
    bad({ kind: 'timeout', afterMs: 1 }, 0).quality,
  );
  expect(recordedOf()).toEqual([Number.NaN, 'stale']);
});

test('more cycles than rows lose their seconds, not their minutes', () => {
  const open = builder(2);
  for (let count = 1; count <= 3; count += 1) open.add(cycle(count, { minutes: [minute(count)] }));
  expect(open.rows).toBe(2);
  const batch = open.take();
  expect(batch?.block?.wallMs).toHaveLength(2);
  expect(batch?.sound).toHaveLength(2);
  expect(batch?.minutes).toHaveLength(3);
});

test('nothing is nothing to take, and what was taken is gone', () => {
  const open = builder();
  expect(open.take()).toBeNull();
  open.add(cycle(1, { tracks: '{}' }));
  expect(open.isUrgent).toBe(true);
  expect(open.take()).toMatchObject({ wallMs: eveningMs + 1000, tracks: '{}' });
  expect([open.rows, open.isUrgent, open.take()]).toEqual([0, false, null]);
});

test('what came beside the cycles goes with the batch that is open, once', () => {
  const open = builder();
  open.add(cycle(1));
  open.addSnapshot('{"a":1}');
  open.keep([[4, 7]]);
  expect(open.take()).toMatchObject({ snapshot: '{"a":1}', cursors: [[4, 7]] });
  open.add(cycle(2));
  expect(open.take()).toMatchObject({ snapshot: null, cursors: null });
});

test('a cycle without anything special is not urgent', () => {
  const open = builder();
  open.add(cycle(1));
  expect(open.isUrgent).toBe(false);
});

test('an answer that belongs to the next cycle waits for it, whatever is recorded before it', () => {
  const open = builder();
  const ack = { id: 'c-1', wallMs: eveningMs, stage: 'accepted', code: 'OK', message: plain('yes') } as const;
  open.addWithCycle([ack]);
  expect([open.isUrgent, open.take()]).toEqual([false, null]);
  open.addRecords({ acks: [{ ...ack, id: 'c-2', stage: 'rejected', code: 'RATE' }] });
  expect(open.take()?.acks.map(({ id }) => id)).toEqual(['c-2']);
  open.add(cycle(1, { snapshot: '{}' }));
  expect(open.isUrgent).toBe(true);
  expect(open.take()).toMatchObject({ acks: [ack], snapshot: '{}' });
});

test('a decision is recorded when value or rule change, not when its reason does, and once a day again', () => {
  const open = builder(100);
  const startMs = Math.ceil(eveningMs / DAY_MS) * DAY_MS - 2000;
  const values: readonly Decision[] = [
    decision('limit', 100),
    decision('limit', 100, 'night-noise', 'another reason'),
    decision('limit', 100, 'rest'),
    decision('limit', 75, 'rest'),
  ];
  values.forEach((one, second) => {
    open.add({ ...cycle(1, { decisions: [one] }), image: imageAt(1, 1000, startMs + second * 500) });
  });
  open.add({
    ...cycle(1, { decisions: [decision('limit', 75, 'rest')] }),
    image: imageAt(1, 1000, startMs + 2000),
  });
  const taken = open.take()?.decisions ?? [];
  expect(taken.map(({ value, by, wallMs }) => [value, by, wallMs - startMs])).toEqual([
    [100, 'night-noise', 0],
    [100, 'rest', 1000],
    [75, 'rest', 1500],
    [75, 'rest', 2000],
  ]);
});

test('of a gradual output a change by another rule between two of one rule is kept', () => {
  const open = builder(100);
  const steps = [
    decision('fan', 40, 'thermal-fan'),
    decision('fan', 41, 'thermal-fan'),
    decision('fan', 60, 'night-noise'),
    decision('fan', 42, 'thermal-fan'),
    decision('fan', 43, 'thermal-fan'),
  ];
  steps.forEach((one, index) => {
    open.add(cycle(index + 1, { decisions: [one] }));
  });
  expect(open.take()?.decisions.map(({ value }) => value)).toEqual([41, 60, 43]);
});

test('a sample is recorded with its age at the cycle, in whole milliseconds', () => {
  const open = builder();
  const one = cycle(10);
  const samples = [
    { channel: 'x', value: 50, peakDb: null, seconds: 1, takenMs: 9799.6, quality: 'good' as const },
  ];
  open.add({ ...one, image: { ...one.image, samples } });
  expect(open.take()?.sound).toEqual([
    { wallMs: eveningMs + 10_000, utcOffsetMin: 480, samples: [{ ...samples[0], takenMs: -200 }] },
  ]);
});
