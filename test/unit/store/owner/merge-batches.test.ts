/** Which batches are one row of the table: those that follow each other within a minute, up to a checkpoint. */

import { expect, test } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import { noNumbers } from '../../../../src/ports/journal.ts';
import type { NumberedBatch } from '../../../../src/store/batch.ts';
import { mergedBatches } from '../../../../src/store/owner/merge-batches.ts';
import { numbered } from '../../../../src/store/owner/numbering.ts';
import { eveningMs, minute, noLog } from '../fixture.ts';

/** Ten seconds of one channel from `fromS` on. */
function batch(id: number, fromS: number, changes: Partial<NumberedBatch> = {}): NumberedBatch {
  const seconds = Array.from({ length: 10 }, (_, row) => fromS + row);
  const block = {
    wallMs: Float64Array.from(seconds.map((second) => eveningMs + 1000 * second)),
    values: Float64Array.from(seconds),
    qualities: Uint8Array.from(seconds.map(() => id)),
  };
  const lists = { sound: [], minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  const own = { id, wallMs: eveningMs + 1000 * fromS, block, ...lists, tracks: null, snapshot: null };
  return { ...numbered(own, { epochs: [], lastSeqs: noNumbers }, 'abc'), ...changes };
}

/** The ids of the parts of each row. */
const rows = (batches: readonly NumberedBatch[]) =>
  mergedBatches(batches).map(({ parts }) => parts.map(({ id }) => id));

const six = [1, 2, 3, 4, 5, 6].map((id) => batch(id, 10 * (id - 1)));

test('six batches of ten seconds are a minute; the seventh begins another', () => {
  expect(rows(six)).toEqual([[1, 2, 3, 4, 5, 6]]);
  expect(rows([...six, batch(7, 60)])).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
});

test('a row is never longer than a reader looks back', () => {
  // First and last second lie 59 s apart, or a second more.
  expect(
    rows([batch(1, 0), batch(2, 10), batch(3, 20), batch(4, 30), batch(5, 40), batch(6, 50)]),
  ).toHaveLength(1);
  expect(rows([batch(1, 0), batch(2, 14), batch(3, 28), batch(4, 42), batch(5, 51)])).toEqual([
    [1, 2, 3, 4],
    [5],
  ]);
});

test('a pause of five seconds is none, a longer one and a clock set back begin another row', () => {
  // The last second of the first batch is the ninth.
  expect(rows([batch(1, 0), batch(2, 14)])).toEqual([[1, 2]]);
  expect(rows([batch(1, 0), batch(2, 15)])).toEqual([[1], [2]]);
  expect(rows([batch(1, 0), batch(2, 9)])).toEqual([[1], [2]]);
  expect(rows([batch(1, 20), batch(2, 0)])).toEqual([[1], [2]]);
});

test('a checkpoint ends its row, another epoch and another configuration begin one', () => {
  expect(rows([batch(1, 0, { tracks: '{}' }), batch(2, 10)])).toEqual([[1], [2]]);
  expect(rows([batch(1, 0), batch(2, 10, { tracks: '{}' }), batch(3, 20)])).toEqual([[1, 2], [3]]);
  expect(rows([batch(1, 0), batch(2, 10, { epoch: 5 })])).toEqual([[1], [2]]);
  expect(rows([batch(1, 0), batch(2, 10, { config: 'def' })])).toEqual([[1], [2]]);
});

test('a batch whose seconds were dropped stands alone, wherever it comes', () => {
  const dropped = batch(2, 10, { block: null });
  expect(rows([batch(1, 0), dropped, batch(3, 20)])).toEqual([[1], [2], [3]]);
  expect(rows([dropped, batch(3, 10)])).toEqual([[2], [3]]);
  expect(rows([])).toEqual([]);
});

test('a row has all that its batches had, the oldest begin and the newest end', () => {
  const event: Event = {
    ...{ class: 'fault', severity: 'warning', wallMs: eveningMs, subject: 'a', state: 'noted' },
    message: plain('a'),
  };
  const first = batch(1, 0, {
    ...{ minutes: [minute(0)], snapshot: '{"n":1}', cursors: [[1, 2]], events: [event] },
    ...{ configs: [{ sinceMs: 1, hash: 'abc', text: '{}' }], seqsBefore: { ...noNumbers, seconds: 40 } },
  });
  const second = batch(2, 10, {
    ...{ minutes: [minute(1), minute(2)], seqsBefore: { ...noNumbers, seconds: 50, minutes: 1 } },
    gaps: [{ fromMs: 1, toMs: 2, cause: 'dropped', records: 3, reason: plain('full') }],
  });
  const third = batch(3, 20, { tracks: '{"t":3}' });
  const [row, ...others] = mergedBatches([first, second, third]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ id: 3, wallMs: first.wallMs, tracks: '{"t":3}', snapshot: '{"n":1}', cursors: [[1, 2]] },
    ...{ minutes: [minute(0), minute(1), minute(2)], events: [event], gaps: [{ records: 3 }] },
    ...{ configs: [{ hash: 'abc' }], seqsBefore: { seconds: 40, minutes: 0 } },
  });
  expect([...(row?.block?.values ?? [])]).toEqual(Array.from({ length: 30 }, (_, second) => second));
  expect([...(row?.block?.wallMs ?? [])].at(-1)).toBe(eveningMs + 29_000);
  expect([...(row?.block?.qualities ?? [])].map(String).join('')).toBe(
    '1'.repeat(10) + '2'.repeat(10) + '3'.repeat(10),
  );
});

test('of snapshots and cursors in a row the newest counts', () => {
  const [row] = mergedBatches([
    batch(1, 0, { snapshot: 'old', cursors: [[1, 2]] }),
    batch(2, 10, { snapshot: 'new', cursors: [[2, 3]] }),
    batch(3, 20),
  ]);
  expect(row).toMatchObject({ snapshot: 'new', cursors: [[2, 3]], tracks: null });
  const [bare] = mergedBatches([batch(1, 0), batch(2, 10)]);
  expect(bare).toMatchObject({ snapshot: null, cursors: null, configs: [] });
});
