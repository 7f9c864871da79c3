/** What a restart finds at the end of the file. */

import { expect, test } from 'vitest';
import type { Database } from '../../../../src/ports/database.ts';
import { deflated } from '../../../../src/store/codec/deflated.ts';
import { packSeconds } from '../../../../src/store/codec/seconds-codec.ts';
import { readStoredEnd } from '../../../../src/store/file/checkpoint.ts';
import { eveningMs, must, newDatabase, write } from '../fixture.ts';

const end = (db: Database) => must(db.attempt('read', readStoredEnd));

/** A batch of one second of sound; without content where it is null. */
function putBatch(db: Database, batch: number, atS: number, content?: Uint8Array | null): void {
  const wallMs = eveningMs + 1000 * atS;
  const sound = [{ wallMs, utcOffsetMin: 480, samples: [] }];
  const block = { wallMs: Float64Array.of(wallMs), values: new Float64Array(), qualities: new Uint8Array() };
  const bytes = content === undefined ? packSeconds({ block, sound }, []) : (content ?? new Uint8Array());
  write(db, (sql) => {
    sql.run("INSERT INTO words (id, text) VALUES (1, '[]') ON CONFLICT DO NOTHING");
    sql.run(
      'INSERT INTO seconds (key_ms, batch, channels, count, content) VALUES (?, ?, 1, 1, ?)',
      wallMs,
      batch,
      bytes,
    );
  });
}

function putCheckpoint(db: Database, batch: number, atS: number, tracks = deflated('{"north":1}')): void {
  write(db, (sql) => sql.run('INSERT INTO kept VALUES (1, ?, ?, ?)', batch, eveningMs + 1000 * atS, tracks));
}

const secondsOf = (db: Database) =>
  end(db).checkpoint.cycles.map(({ wallMs }) => (wallMs - eveningMs) / 1000);

test('an empty file has no checkpoint, no batch and no end', () => {
  expect(end(newDatabase())).toEqual({
    checkpoint: { tracks: null, cycles: [], snapshot: null },
    lastBatch: 0,
    lastWallMs: null,
    snapshotBatch: 0,
  });
});

test('the sound after the checkpoint is that of later batches alone', () => {
  const db = newDatabase();
  for (const [batch, atS] of [
    [1, 0],
    [2, 10],
    [3, 20],
    [4, 30],
  ] as const)
    putBatch(db, batch, atS);
  putCheckpoint(db, 2, 10);
  expect(end(db)).toMatchObject({ checkpoint: { tracks: '{"north":1}' }, lastBatch: 4 });
  expect(end(db).lastWallMs).toBe(eveningMs + 30_000);
  expect(secondsOf(db)).toEqual([20, 30]);
});

test('batches come in the order of writing, whatever their times say', () => {
  const db = newDatabase();
  putBatch(db, 1, 0);
  putBatch(db, 3, 10);
  putBatch(db, 2, 20);
  putCheckpoint(db, 1, 0);
  expect(secondsOf(db)).toEqual([20, 10]);
  expect(end(db)).toMatchObject({ lastBatch: 3, lastWallMs: eveningMs + 10_000 });
});

test('without a checkpoint the last batch is known, and no sound is given', () => {
  const db = newDatabase();
  putBatch(db, 5, 0);
  putBatch(db, 6, 10);
  expect(end(db)).toMatchObject({ checkpoint: { tracks: null, cycles: [] }, lastBatch: 6 });
});

test('a damaged checkpoint is none', () => {
  const db = newDatabase();
  putBatch(db, 1, 0);
  putBatch(db, 2, 10);
  putCheckpoint(db, 1, 0, Uint8Array.of(1, 2, 3));
  expect(end(db)).toMatchObject({ checkpoint: { tracks: null, cycles: [] }, lastBatch: 2 });
});

test('a batch without seconds and a damaged one are holes, and count as written', () => {
  const db = newDatabase();
  putBatch(db, 1, 0);
  putCheckpoint(db, 1, 0);
  putBatch(db, 2, 10, null);
  putBatch(db, 3, 20);
  putBatch(db, 4, 30, Uint8Array.of(1, 2, 3));
  expect(secondsOf(db)).toEqual([20]);
  expect(end(db)).toMatchObject({ lastBatch: 4, lastWallMs: eveningMs + 30_000 });
});
