/** Batches as records of the tail: whole ones come back as they were, a torn one and all behind it are none. */

import { expect, test } from 'vitest';
import { noNumbers } from '../../../../src/ports/journal.ts';
import type { HistoryBatch, NumberedBatch } from '../../../../src/store/batch.ts';
import { numbered } from '../../../../src/store/owner/numbering.ts';
import { packRecord, unpackRecords } from '../../../../src/store/owner/tail-codec.ts';
import { channels, eveningMs, minute, noLog } from '../fixture.ts';

const stored = channels.map(({ id, resolution }) => ({ id, resolution }));
const epochs = [
  { epoch: 42, sinceMs: eveningMs, why: 'new-file', before: null, lastSeqs: noNumbers },
] as const;

/** Two seconds from `2 * id` on. */
function batch(id: number, changes: Partial<HistoryBatch> = {}): NumberedBatch {
  const wallMs = Float64Array.of(eveningMs + 2000 * id, eveningMs + 2000 * id + 1000);
  const block = {
    wallMs,
    values: Float64Array.of(45.5, 120, 46.25, Number.NaN),
    qualities: Uint8Array.of(0, 0, 0, 3),
  };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  const lists = { sound, minutes: [minute(id)], events: [], decisions: [], gaps: [], ...noLog };
  const own = { id, wallMs: wallMs[0] ?? 0, block, ...lists, tracks: null, snapshot: null, ...changes };
  const lastSeqs = { ...noNumbers, seconds: 2 * id, minutes: id };
  return numbered(own, { epochs, lastSeqs }, 'abc');
}

const batches = [batch(1), batch(2, { block: null, sound: [] }), batch(3, { snapshot: '{}' })];
const records = batches.map((one, index) => packRecord({ batch: one, after: 7 }, stored, index === 0));
const whole = Buffer.concat(records);
const idsIn = (bytes: Uint8Array) => unpackRecords(bytes).records.map(({ batch: { id } }) => id);

test('records come back with their numbers, their seconds and the columns of these', () => {
  const content = unpackRecords(whole);
  expect(content.channels).toEqual(stored);
  expect(content.records.map(({ after }) => after)).toEqual([7, 7, 7]);
  expect(content.records.map((record) => record.batch)).toEqual(batches);
});

test('a record cut anywhere is none, and those before it are', () => {
  let begin = 0;
  for (const [index, { length }] of records.entries()) {
    const before = [1, 2, 3].slice(0, index);
    for (const cut of [0, 1, 7, 8, 9, Math.floor(length / 2), length - 1])
      expect(idsIn(whole.subarray(0, begin + cut)), `${cut} bytes of record ${index + 1}`).toEqual(before);
    begin += length;
    expect(idsIn(whole.subarray(0, begin))).toEqual([1, 2, 3].slice(0, index + 1));
  }
});

test('a record with a wrong byte in its lists or its seconds is none, nor is what stands behind it', () => {
  const [first] = records;
  const second = first?.length ?? 0;
  for (const at of [second + 12, whole.length - 3]) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
    expect(idsIn(bytes)).toEqual(at === second + 12 ? [1] : [1, 2]);
  }
});

test('what a longer tail has left behind the newest record is no record', () => {
  const old = packRecord({ batch: batch(1), after: 3 }, stored, false);
  expect(idsIn(Buffer.concat([whole, old]))).toEqual([1, 2, 3]);
  expect(idsIn(Buffer.concat([whole, new Uint8Array(100)]))).toEqual([1, 2, 3]);
});
