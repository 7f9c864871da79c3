/** What goes when too much waits, and what is said about it. */

import { expect, test } from 'vitest';
import type { UnnumberedBatch } from '../../../../src/store/writer/batch-builder.ts';
import { createBatchQueue, FULL_BATCHES_MAX, RECORDS_MAX } from '../../../../src/store/writer/batch-queue.ts';
import { eveningMs, minute, noLog } from '../fixture.ts';

/** Ten seconds, the `index`th ten of the evening. */
function batch(index: number, changes: Partial<UnnumberedBatch> = {}): UnnumberedBatch {
  const wallMs = eveningMs + index * 10_000;
  const times = Array.from({ length: 10 }, (_, second) => wallMs + second * 1000);
  return {
    wallMs,
    block: { wallMs: Float64Array.from(times), values: new Float64Array(), qualities: new Uint8Array() },
    sound: times.map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] })),
    ...{ minutes: [], events: [], decisions: [], gaps: [], ...noLog, tracks: null, snapshot: null },
    ...changes,
  };
}

function filled(count: number, changes: Partial<UnnumberedBatch> = {}) {
  const queue = createBatchQueue();
  for (let index = 0; index < count; index += 1) queue.push(batch(index, changes));
  return queue;
}

/** All batches in their order; empties the queue. */
function drain(queue: ReturnType<typeof createBatchQueue>): UnnumberedBatch[] {
  const drained: UnnumberedBatch[] = [];
  for (let { first } = queue; first !== undefined; { first } = queue) {
    drained.push(first);
    queue.shift();
  }
  return drained;
}

test('as many batches as fit lose nothing; one more costs the seconds of the second, never of the first', () => {
  const queue = filled(FULL_BATCHES_MAX);
  expect([queue.length, queue.dropped]).toEqual([FULL_BATCHES_MAX, 0]);
  queue.push(batch(FULL_BATCHES_MAX));
  expect([queue.length, queue.dropped]).toEqual([FULL_BATCHES_MAX, 10]);
  const starts = drain(queue).map(({ wallMs }) => (wallMs - eveningMs) / 10_000);
  expect(starts.slice(0, 3)).toEqual([0, 2, 3]);
});

test('a batch with a minute or a checkpoint stays without its seconds', () => {
  for (const changes of [{ minutes: [minute(0)] }, { tracks: '{}' }]) {
    const queue = filled(FULL_BATCHES_MAX + 1, changes);
    expect([queue.length, queue.dropped]).toEqual([FULL_BATCHES_MAX + 1, 10]);
    const [first, second, third] = drain(queue);
    expect(first?.block).not.toBeNull();
    expect(second).toMatchObject({ block: null, sound: [], ...changes });
    expect(third?.block).not.toBeNull();
  }
});

test('losses that follow each other are one gap, written with the next batch, and only once', () => {
  const queue = filled(FULL_BATCHES_MAX + 3);
  queue.reportLoss();
  expect(queue.first?.gaps).toEqual([
    {
      fromMs: eveningMs + 10_000,
      toMs: eveningMs + 40_000,
      cause: 'dropped',
      records: 30,
      reason: { key: 'gap-dropped', values: {} },
    },
  ]);
  queue.reportLoss();
  expect(queue.first?.gaps).toHaveLength(1);
  expect(queue.dropped).toBe(30);
});

test('without a batch that could carry it a loss waits', () => {
  const queue = filled(FULL_BATCHES_MAX + 1);
  drain(queue);
  queue.reportLoss();
  queue.push(batch(99));
  queue.reportLoss();
  expect(queue.first?.gaps).toMatchObject([{ records: 10 }]);
});

test('beyond the records that fit whole batches go, oldest first, with all they hold', () => {
  const perBatch = RECORDS_MAX / FULL_BATCHES_MAX;
  const minutes = Array.from({ length: Math.floor(perBatch) }, () => minute(0));
  const queue = filled(FULL_BATCHES_MAX + 1, { minutes });
  // 61 times 333 minutes are more than 20,000: the second batch goes, after its seconds.
  expect(queue.length).toBe(FULL_BATCHES_MAX);
  expect(queue.dropped).toBe(10 + minutes.length);
  const [first, second] = drain(queue);
  expect([first?.wallMs, second?.wallMs]).toEqual([eveningMs, eveningMs + 20_000]);
});

test('the first batch and the newest stay, whatever they hold', () => {
  const minutes = Array.from({ length: RECORDS_MAX + 1 }, () => minute(0));
  const queue = createBatchQueue();
  for (let index = 0; index <= FULL_BATCHES_MAX; index += 1)
    queue.push(batch(index, index === 0 ? { minutes } : {}));
  expect(drain(queue).map(({ wallMs }) => wallMs)).toEqual([
    eveningMs,
    eveningMs + 10_000 * FULL_BATCHES_MAX,
  ]);
});
