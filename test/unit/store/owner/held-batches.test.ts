/** When what is held is made safe from a power cut, and what of a tail is read again. */

import { describe, expect, test } from 'vitest';
import { ok } from '../../../../src/model/result.ts';
import type { Tail } from '../../../../src/ports/database.ts';
import type { NumberedBatch } from '../../../../src/store/batch.ts';
import { type HeldBatches, hold } from '../../../../src/store/owner/held-batches.ts';
import { packRecord, unpackRecords } from '../../../../src/store/owner/tail-codec.ts';
import { channels, eveningMs, noLog } from '../fixture.ts';

const stored = channels.map(({ id, resolution }) => ({ id, resolution }));
const none = { seconds: 0, minutes: 0, events: 0, decisions: 0, attribution: 0, noiseEvents: 0, acks: 0 };

/** A batch of so many seconds. */
function batch(id: number, seconds: number, changes: Partial<NumberedBatch> = {}): NumberedBatch {
  const wallMs = Float64Array.from({ length: seconds }, (_, row) => eveningMs + id * 60_000 + 1000 * row);
  const cells = channels.length * seconds;
  const block = { wallMs, values: new Float64Array(cells).fill(45), qualities: new Uint8Array(cells) };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  return {
    ...{ id, wallMs: wallMs[0] ?? eveningMs + id * 60_000, sound },
    ...{ block: seconds === 0 ? null : block, minutes: [], events: [], decisions: [], gaps: [], ...noLog },
    ...{ tracks: null, snapshot: null, epoch: 1, config: 'abcdef012345', seqsBefore: none, parts: [] },
    ...changes,
  };
}

function holding() {
  let syncs = 0;
  const records: Uint8Array[] = [];
  const tail: Tail = {
    found: [],
    append: (bytes) => {
      records.push(bytes);
      return ok(true);
    },
    sync: () => {
      syncs += 1;
      return ok(true);
    },
    noted: undefined,
    note: () => {},
    rewind: () => {},
    close: () => {},
  };
  const held: HeldBatches = { tail, batches: [], unsynced: 0 };
  const put = (one: NumberedBatch): boolean => hold(held, one, 0, stored);
  return { held, put, records, syncs: () => syncs };
}

describe('a held batch', () => {
  test('is safe from a power cut with the fiftieth second, not before', () => {
    const { put, syncs } = holding();
    for (const id of [1, 2, 3, 4]) put(batch(id, 10));
    put(batch(5, 9));
    expect(syncs()).toBe(0);
    put(batch(6, 1));
    expect(syncs()).toBe(1);
    put(batch(7, 49));
    expect(syncs()).toBe(1);
  });

  test('without seconds counts as one: fifty events alone are safe too', () => {
    const { put, syncs } = holding();
    for (let id = 1; id < 50; id += 1) put(batch(id, 0));
    expect(syncs()).toBe(0);
    put(batch(50, 0));
    expect(syncs()).toBe(1);
  });

  test('with a snapshot is safe at once, alone', () => {
    const { put, syncs, held } = holding();
    expect(put(batch(1, 1, { snapshot: '{}' }))).toBe(true);
    expect(syncs()).toBe(1);
    expect(held.unsynced).toBe(0);
  });

  test('with level tracks goes into the tables', () => {
    expect(holding().put(batch(1, 1, { tracks: '{}' }))).toBe(false);
  });
});

test('a tail is read until a record that does not follow the one before: the same number again is none', () => {
  const first = packRecord({ batch: batch(7, 2), after: 6 }, stored, true);
  const again = packRecord({ batch: batch(7, 2), after: 6 }, stored, false);
  const next = packRecord({ batch: batch(8, 2), after: 6 }, stored, false);
  const ids = (...records: readonly Uint8Array[]): number[] =>
    unpackRecords(Buffer.concat(records)).records.map((record) => record.batch.id);
  expect(ids(first, next)).toEqual([7, 8]);
  expect(ids(first, again, next)).toEqual([7]);
});
