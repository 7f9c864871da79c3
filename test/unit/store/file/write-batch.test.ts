/** A batch in its tables: what a reader then finds, under which time and number. */

import { expect, test } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import { message, plain } from '../../../../src/model/message.ts';
import type { Database } from '../../../../src/ports/database.ts';
import { type KindNumbers, noNumbers } from '../../../../src/ports/journal.ts';
import type { HistoryBatch, NumberedBatch } from '../../../../src/store/batch.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { readStoredEnd } from '../../../../src/store/file/checkpoint.ts';
import { readerOf } from '../../../../src/store/file/reader.ts';
import { writeBatch, writeConfig } from '../../../../src/store/file/write-batch.ts';
import { numbered } from '../../../../src/store/owner/numbering.ts';
import { channels, eveningMs, minute, must, newDatabase, noLog, write } from '../fixture.ts';

const always = { fromMs: 0, toMs: 8e15 };

/** Three seconds from `10 * id` on. */
function batch(id: number, changes: Partial<HistoryBatch> = {}, lastSeqs = noNumbers): NumberedBatch {
  const firstMs = eveningMs + 10_000 * id;
  const wallMs = Float64Array.of(firstMs, firstMs + 1000, firstMs + 2000);
  const block = { wallMs, values: Float64Array.of(45, 1, 46, 2, 47, 3), qualities: new Uint8Array(6) };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  const lists = { sound, minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  const own = { id, wallMs: firstMs, block, ...lists, tracks: null, snapshot: null, ...changes };
  return numbered(own, { epochs: [], lastSeqs }, 'abc');
}

function written(...batches: readonly NumberedBatch[]): Database {
  const db = newDatabase();
  const strings = createStringTable();
  write(db, (sql) => {
    for (const one of batches) writeBatch(sql, one, channels, strings);
  });
  return db;
}

const all = (db: Database, text: string) => must(db.attempt('read', (sql) => sql.all(text)));

test('seconds and their values are read back under their own time', async () => {
  const { wallMs, columns } = must(await readerOf(written(batch(1), batch(2))).seconds(always));
  expect(wallMs.map((ms) => (ms - eveningMs) / 1000)).toEqual([10, 11, 12, 20, 21, 22]);
  expect(columns['gun-a-01.power.active']?.values).toEqual([1, 2, 3, 1, 2, 3]);
  expect(columns['gun-a-01.power.active']?.qualities).toEqual(Array(6).fill('good'));
});

test('of a span only the seconds in it, its end not counted', async () => {
  const reader = readerOf(written(batch(1), batch(2)));
  const seconds = async (fromS: number, toS: number) => {
    const span = { fromMs: eveningMs + 1000 * fromS, toMs: eveningMs + 1000 * toS };
    const { wallMs, columns } = must(await reader.seconds(span, ['gun-a-01.power.active']));
    expect(Object.keys(columns)).toEqual(['gun-a-01.power.active']);
    expect(columns['gun-a-01.power.active']?.values).toHaveLength(wallMs.length);
    return wallMs.map((ms) => (ms - eveningMs) / 1000);
  };
  expect(await seconds(11, 21)).toEqual([11, 12, 20]);
  expect(await seconds(12, 12.5)).toEqual([12]);
  expect(await seconds(12.5, 20)).toEqual([]);
  // The block began before the span.
  expect(await seconds(22, 90)).toEqual([22]);
});

test('two batches of one time, after the clock was set back, are both kept', () => {
  const db = written(
    batch(1),
    { ...batch(2), wallMs: eveningMs + 10_000 },
    { ...batch(3), wallMs: eveningMs + 10_000 },
  );
  const keys = all(db, 'SELECT key_ms FROM seconds ORDER BY key_ms').map(
    (row) => Number(row['key_ms']) - eveningMs,
  );
  expect(keys).toEqual([10_000, 10_001, 10_002]);
});

test('a batch without seconds has a row, which counts none', () => {
  const db = written(batch(1, { block: null, sound: [] }));
  expect(all(db, 'SELECT batch, count, length(content) AS bytes FROM seconds')).toEqual([
    { batch: 1, count: 0, bytes: 0 },
  ]);
});

test('each record has the number after the last one of its kind', () => {
  const event: Event = {
    ...{ class: 'fault', severity: 'warning', wallMs: eveningMs, subject: 'a', state: 'noted' },
    message: plain('a'),
  };
  const decision = { output: 'fan', value: 40, by: 'rest', reason: message('armed'), overruled: [] };
  const attribution = {
    ...{ receptor: 'north', startWallMs: eveningMs, equipmentDb: 40, backgroundDb: null },
    ...{ uncertaintyDb: 2, gate: 'trusted' },
  };
  const noise = {
    ...{ level: 'north', kind: 'voices', confidence: 0.5, startWallMs: eveningMs, seconds: 3 },
    ...{ maxDb: 50, aboveDb: 4 },
  };
  const lastSeqs: KindNumbers = {
    ...{ seconds: 0, minutes: 10, events: 20, decisions: 30, attribution: 40, noiseEvents: 50, acks: 60 },
  };
  const ack = (id: string) =>
    ({ id, wallMs: eveningMs, stage: 'accepted', code: 'OK', message: message('birth-follows') }) as const;
  const changes: Partial<HistoryBatch> = {
    ...{ minutes: [minute(0), minute(1)], events: [event, { ...event, subject: 'b' }] },
    decisions: [40, 41].map((value) => ({ ...decision, value, wallMs: eveningMs })),
    ...{ attribution: [attribution, attribution], noiseEvents: [noise, noise], acks: [ack('c'), ack('d')] },
  };
  const db = written(batch(1, changes, lastSeqs));
  const seqs = (table: string, column = 'seq') =>
    all(db, `SELECT ${column} AS n FROM ${table} ORDER BY ${column}`).map(({ n }) => n);
  expect(seqs('minutes', 'number')).toEqual([11, 12]);
  expect(seqs('events')).toEqual([21, 22]);
  expect(seqs('decisions')).toEqual([31, 32]);
  expect(seqs('attribution')).toEqual([41, 42]);
  expect(seqs('noise_events')).toEqual([51, 52]);
  expect(seqs('acks')).toEqual([61, 62]);
});

test('a gap is kept to the millisecond, with its cause and how much is missing', async () => {
  const gap = { fromMs: eveningMs + 0.4, toMs: eveningMs + 9999.6, cause: 'dropped', records: 7 } as const;
  const db = written(batch(1, { gaps: [{ ...gap, reason: message('gap-unwritable') }] }));
  expect(must(await readerOf(db).gaps(always))).toMatchObject([
    { fromMs: eveningMs, toMs: eveningMs + 10_000, cause: 'dropped', records: 7 },
  ]);
});

test('tracks and snapshot of the newest batch are what a start goes on from', () => {
  const end = (...batches: readonly NumberedBatch[]) =>
    must(written(...batches).attempt('read', readStoredEnd));
  expect(end()).toMatchObject({
    lastBatch: 0,
    lastWallMs: null,
    checkpoint: { tracks: null, snapshot: null },
  });
  const first = batch(1, { tracks: '{"t":1}', snapshot: '{"s":1}' });
  expect(end(first)).toMatchObject({
    ...{ lastBatch: 1, snapshotBatch: 1, lastWallMs: eveningMs + 12_000 },
    checkpoint: { tracks: '{"t":1}', snapshot: { text: '{"s":1}' }, cycles: [] },
  });
  // Seconds behind the tracks have to be heard again.
  const later = end(first, batch(2));
  expect(later).toMatchObject({ lastBatch: 2, snapshotBatch: 1, lastWallMs: eveningMs + 22_000 });
  expect(later.checkpoint.cycles.map(({ wallMs }) => (wallMs - eveningMs) / 1000)).toEqual([20, 21, 22]);
  const last = end(first, batch(2), batch(3, { tracks: '{"t":3}', snapshot: '{"s":3}' }));
  expect(last.checkpoint).toMatchObject({ tracks: '{"t":3}', snapshot: { text: '{"s":3}' }, cycles: [] });
});

test('a configuration is kept once, and each time that another came into force', () => {
  const db = newDatabase();
  write(db, (sql) => {
    writeConfig(sql, 'one', '{"a":1}', 1000.4);
    writeConfig(sql, 'one', '{"a":1}', 2000);
    writeConfig(sql, 'two', '{"a":2}', 3000);
    writeConfig(sql, 'one', '{"a":1}', 4000);
  });
  expect(all(db, 'SELECT hash FROM configs ORDER BY hash')).toEqual([{ hash: 'one' }, { hash: 'two' }]);
  expect(all(db, 'SELECT since_ms, hash FROM config_uses ORDER BY id')).toEqual([
    { since_ms: 1000, hash: 'one' },
    { since_ms: 3000, hash: 'two' },
    { since_ms: 4000, hash: 'one' },
  ]);
});
