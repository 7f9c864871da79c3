/** What goes because of its age or because the file is too large, at the very edges. */

import { expect, test } from 'vitest';
import type { Database } from '../../../../src/ports/database.ts';
import { verifyChain } from '../../../../src/store/evidence/verify-chain.ts';
import { prune } from '../../../../src/store/file/prune.ts';
import type { Retention } from '../../../../src/store/messages.ts';
import { chainOf, eveningMs, minute, must, newDatabase, write } from '../fixture.ts';

const MINUTE_MS = 60_000;
const forEver: Retention = { secondsMs: 1e13, minutesMs: 1e13, fileBytesMax: 1e12 };

/** Blocks of seconds, a minute apart. */
function withBlocks(db: Database, count: number): Database {
  write(db, (sql) => {
    for (let index = 0; index < count; index += 1)
      sql.run(
        "INSERT INTO seconds (key_ms, batch, channels, count, content) VALUES (?, ?, 1, 0, x'')",
        ...[eveningMs + index * MINUTE_MS, index + 1],
      );
  });
  return db;
}

function withCheckpoint(db: Database, keyMs: number): void {
  write(db, (sql) => sql.run("INSERT INTO kept VALUES (1, 1, ?, x'')", keyMs));
}

function column(db: Database, query: string): readonly unknown[] {
  return must(db.attempt('read', (sql) => sql.all(query))).map((row) => Object.values(row)[0]);
}

const blocksOf = (db: Database) =>
  column(db, 'SELECT key_ms FROM seconds ORDER BY key_ms').map(
    (keyMs) => (Number(keyMs) - eveningMs) / MINUTE_MS,
  );

test('a block that is just old enough stays; a millisecond later it goes', () => {
  const db = withBlocks(newDatabase(), 3);
  const retention = { ...forEver, secondsMs: 10 * MINUTE_MS };
  const nowMs = eveningMs + 11 * MINUTE_MS;
  expect(write(db, (sql) => prune(sql, nowMs, retention))).toBe(1);
  expect(blocksOf(db)).toEqual([1, 2]);
  expect(write(db, (sql) => prune(sql, nowMs, retention))).toBe(0);
  expect(write(db, (sql) => prune(sql, nowMs + 1, retention))).toBe(1);
  expect(blocksOf(db)).toEqual([2]);
});

test('blocks from the checkpoint on stay however old they are: a restart needs them', () => {
  const db = withBlocks(newDatabase(), 4);
  withCheckpoint(db, eveningMs + 2 * MINUTE_MS);
  write(db, (sql) => prune(sql, eveningMs + 1e9, { ...forEver, secondsMs: 1 }));
  expect(blocksOf(db)).toEqual([2, 3]);
});

test('a step takes at most 120 blocks and 1000 minutes', () => {
  const db = withBlocks(chainOf(1100), 130);
  const all = { ...forEver, secondsMs: 1, minutesMs: 1 };
  expect(write(db, (sql) => prune(sql, eveningMs + 1e10, all))).toBe(120 + 1000);
  expect(write(db, (sql) => prune(sql, eveningMs + 1e10, all))).toBe(10 + 100);
  expect(write(db, (sql) => prune(sql, eveningMs + 1e10, all))).toBe(0);
});

test('minutes go up to the last that is too old, and the chain hangs on its hash', () => {
  const db = chainOf(6);
  const [hash] = column(db, 'SELECT hash FROM minutes WHERE seq = 2');
  const retention = { ...forEver, minutesMs: 10 * MINUTE_MS };
  // Two minutes begin at a time; those that begin just ten minutes ago stay.
  expect(write(db, (sql) => prune(sql, eveningMs + 11 * MINUTE_MS, retention))).toBe(2);
  expect(must(db.attempt('read', (sql) => sql.get('SELECT * FROM chain')))).toMatchObject({
    anchor_seq: 2,
    anchor_ms: eveningMs,
    anchor: hash,
    head_seq: 6,
  });
  expect(must(db.attempt('read', verifyChain))).toMatchObject({ records: 4, cutOff: 2, findings: [] });
});

test('of a chain whose clock was set back all goes up to the last old minute', () => {
  const db = chainOf(0);
  const starts = [5, 1, 9].map((at) => minute(0, { startWallMs: eveningMs + at * MINUTE_MS }));
  const later = chainOf(3);
  write(later, (sql) =>
    starts.forEach(({ startWallMs }, index) => {
      sql.run('UPDATE minutes SET start_ms = ? WHERE seq = ?', startWallMs, index + 1);
    }),
  );
  write(later, (sql) => prune(sql, eveningMs + 2 * MINUTE_MS + 1, { ...forEver, minutesMs: 1 }));
  expect(column(later, 'SELECT seq FROM minutes')).toEqual([3]);
  expect(write(db, (sql) => prune(sql, eveningMs + 1e12, { ...forEver, minutesMs: 1 }))).toBe(0);
});

test('events, decisions and gaps go with the minutes of their time, calibrations and markings stay', () => {
  const db = newDatabase();
  const oldMs = eveningMs;
  const keptMs = eveningMs + 1;
  write(db, (sql) => {
    for (const atMs of [oldMs, keptMs]) {
      sql.run(
        "INSERT INTO events (key, class, severity, state, subject, text) VALUES (?, 'fault', 'alarm', 'raised', 'x', 'y')",
        atMs * 1000,
      );
      sql.run(
        "INSERT INTO decisions (key, output, value, rule, reason) VALUES (?, 1, 0, 1, 'x')",
        atMs * 1000,
      );
      sql.run("INSERT INTO gaps (from_ms, to_ms, cause, records, reason) VALUES (0, ?, 'off', 0, 'x')", atMs);
    }
    sql.run("INSERT INTO markings (from_ms, to_ms, meter, quality, reason) VALUES (0, 1, 'm', 'good', 'x')");
    sql.run(
      "INSERT INTO calibrations (id, wall_ms, meter, level_db, before_db, after_db, drift_db, offset_db, by_name, meter_serial, calibrator_serial, note) VALUES ('id', 1, 'm', 94, 94, 94, 0, 0, 'x', NULL, NULL, NULL)",
    );
  });
  expect(write(db, (sql) => prune(sql, keptMs + 1000, { ...forEver, minutesMs: 1000 }))).toBe(3);
  expect(column(db, 'SELECT key FROM events')).toEqual([keptMs * 1000]);
  expect(column(db, 'SELECT key FROM decisions')).toEqual([keptMs * 1000]);
  expect(column(db, 'SELECT to_ms FROM gaps')).toEqual([keptMs]);
  expect(column(db, 'SELECT count(*) FROM markings')).toEqual([1]);
  expect(column(db, 'SELECT count(*) FROM calibrations')).toEqual([1]);
});

test('in a file that is too large young seconds go before any minute, and minutes only when no second is left', () => {
  const db = withBlocks(chainOf(20), 5);
  const nowMs = eveningMs + 60 * MINUTE_MS;
  const small = { ...forEver, fileBytesMax: 1 };
  expect(write(db, (sql) => prune(sql, nowMs, small))).toBe(5);
  expect(column(db, 'SELECT count(*) FROM minutes')).toEqual([20]);
  expect(write(db, (sql) => prune(sql, nowMs, small))).toBe(20);
  expect(must(db.attempt('read', verifyChain))).toMatchObject({ records: 0, cutOff: 20, findings: [] });
});

test('a file of just its limit is not too large', () => {
  const db = withBlocks(chainOf(4), 2);
  const pages = column(db, 'PRAGMA page_count')[0] as number;
  const free = column(db, 'PRAGMA freelist_count')[0] as number;
  const bytes = (pages - free) * (column(db, 'PRAGMA page_size')[0] as number);
  expect(write(db, (sql) => prune(sql, eveningMs + 1e9, { ...forEver, fileBytesMax: bytes }))).toBe(0);
  expect(write(db, (sql) => prune(sql, eveningMs + 1e9, { ...forEver, fileBytesMax: bytes - 1 }))).toBe(2);
});

test('of what is still to be sent the seconds go and are told by their numbers; the rows that lead to its minutes stay', () => {
  const db = newDatabase();
  write(db, (sql) => {
    for (let index = 0; index < 3; index += 1)
      sql.run(
        "INSERT INTO seconds (key_ms, batch, channels, count, content, seqs, parts) VALUES (?, ?, 1, 60, x'00', ?, ?)",
        ...[eveningMs + index * MINUTE_MS, index + 1, JSON.stringify([60 * index, index, 0, 0, 0, 0, 0])],
        JSON.stringify([[index + 1, 60, 1, 0, 0, 0, 0, 0, 1]]),
      );
  });
  const lost: unknown[] = [];
  const unsent = {
    cursors: [[2, Number.MAX_SAFE_INTEGER]],
    lost: (range: unknown) => lost.push(range),
  } as const;
  const step = (afterMs: number) =>
    write(db, (sql) => prune(sql, eveningMs + afterMs, { ...forEver, secondsMs: 1 }, unsent));
  expect(step(10 * MINUTE_MS)).toBe(1);
  expect(blocksOf(db)).toEqual([1, 2]);
  // An hour at a time.
  expect(step(10 * MINUTE_MS)).toBe(0);
  expect(step(70 * MINUTE_MS)).toBe(2);
  expect(lost).toEqual([[61, 180]]);
  expect(blocksOf(db)).toEqual([1, 2]);
  expect(column(db, 'SELECT sum(count) + sum(length(content)) FROM seconds')).toEqual([0]);
  expect(step(80 * MINUTE_MS)).toBe(0);
});
