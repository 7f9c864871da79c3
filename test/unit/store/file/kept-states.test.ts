/** Which states are kept for `explain`, and which one is found. */

import { expect, test } from 'vitest';
import type { NumberedBatch } from '../../../../src/store/batch.ts';
import { dropStates, keepState, keptState } from '../../../../src/store/file/kept-states.ts';
import { eveningMs, must, newDatabase, noLog, write } from '../fixture.ts';

const MINUTES = 60_000;

/** A batch with a snapshot of `atMs` and the tracks of `tracksMs`, the same moment unless given. */
function batchAt(atMs: number, changes: Partial<NumberedBatch> = {}): NumberedBatch {
  const snapshot = JSON.stringify({ wallMs: atMs, learned: atMs - eveningMs });
  return {
    ...{ id: 1, epoch: 1, config: 'abcdef012345', wallMs: atMs, block: null, parts: [] },
    sound: [{ wallMs: atMs, utcOffsetMin: 480, samples: [] }],
    ...{ minutes: [], events: [], decisions: [], gaps: [], ...noLog, tracks: '{"of":"now"}', snapshot },
    seqsBefore: { seconds: 0, minutes: 0, events: 0, decisions: 0, attribution: 0, noiseEvents: 0, acks: 0 },
    ...changes,
  };
}

function keptAfter(...batches: readonly NumberedBatch[]): readonly number[] {
  const db = newDatabase();
  return write(db, (sql) => {
    for (const batch of batches) keepState(sql, batch);
    return sql.all('SELECT wall_ms FROM states ORDER BY wall_ms').map(({ wall_ms }) => Number(wall_ms));
  });
}

test('a wall clock that counts fractions of a millisecond is rounded, and ends no writer', () => {
  expect(keptAfter(batchAt(eveningMs + 0.3720703125))).toEqual([eveningMs]);
  expect(keptAfter(batchAt(eveningMs + 0.5))).toEqual([eveningMs + 1]);
});

test('two states are never nearer than five minutes, whichever comes first', () => {
  const near = 5 * MINUTES;
  expect(keptAfter(batchAt(eveningMs), batchAt(eveningMs + near - 1))).toEqual([eveningMs]);
  expect(keptAfter(batchAt(eveningMs), batchAt(eveningMs + near))).toEqual([eveningMs, eveningMs + near]);
  expect(keptAfter(batchAt(eveningMs), batchAt(eveningMs - near + 1))).toEqual([eveningMs]);
});

test('a snapshot without the sound ledgers of its moment is no state to go on from', () => {
  expect(keptAfter(batchAt(eveningMs, { tracks: null }))).toEqual([]);
  expect(keptAfter(batchAt(eveningMs, { snapshot: null }))).toEqual([]);
  expect(keptAfter(batchAt(eveningMs, { snapshot: 'no JSON' }))).toEqual([]);
  const later = [{ wallMs: eveningMs + 1000, utcOffsetMin: 480, samples: [] }];
  expect(keptAfter(batchAt(eveningMs, { sound: later }))).toEqual([]);
});

test('the last state of the span is found, the end of the span not counted; a damaged one is none', () => {
  const db = newDatabase();
  write(db, (sql) => {
    for (const minutes of [0, 10, 20]) keepState(sql, batchAt(eveningMs + minutes * MINUTES));
  });
  const found = (fromMs: number, toMs: number) =>
    must(must(db.attempt('read', (sql) => keptState(sql, { fromMs, toMs }))))?.wallMs ?? null;
  expect(found(eveningMs, eveningMs + 20 * MINUTES)).toBe(eveningMs + 10 * MINUTES);
  expect(found(eveningMs, eveningMs + 20 * MINUTES + 1)).toBe(eveningMs + 20 * MINUTES);
  expect(found(eveningMs, eveningMs)).toBeNull();
  expect(found(eveningMs + 1, eveningMs + 10 * MINUTES)).toBeNull();
  write(db, (sql) => sql.run("UPDATE states SET tracks = x'00'"));
  expect(found(eveningMs, eveningMs + MINUTES)).toBeNull();
});

test('states go with the seconds before which nothing can be decided again', () => {
  const db = newDatabase();
  const left = write(db, (sql) => {
    for (const minutes of [0, 10, 20]) keepState(sql, batchAt(eveningMs + minutes * MINUTES));
    expect(dropStates(sql)).toBe(0);
    sql.run("INSERT OR IGNORE INTO words (id, text) VALUES (1, '')");
    sql.run(
      "INSERT INTO seconds (key_ms, batch, channels, count, content, seqs, parts, config) VALUES (?, 1, 1, 0, x'', '', '', 1)",
      eveningMs + 10 * MINUTES,
    );
    expect(dropStates(sql)).toBe(1);
    return sql.all('SELECT wall_ms FROM states').length;
  });
  expect(left).toBe(2);
});
