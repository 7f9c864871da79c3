/** Both drivers of SQLite give the history the same; that of Node only where this Node has it (22.13 and newer). */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { betterSqlite } from '../../../src/adapters/sqlite/better-sqlite.ts';
import type { SqliteDriver } from '../../../src/adapters/sqlite/driver.ts';
import { nodeSqlite } from '../../../src/adapters/sqlite/node-sqlite.ts';
import { createSqliteFiles } from '../../../src/adapters/sqlite.ts';
import { verifyChain } from '../../../src/store/evidence/verify-chain.ts';
import { localThread } from '../../../src/store/writer/local-thread.ts';
import { minute, must, newHistory } from '../store/fixture.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-driver-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'history.db');
}

/** Undefined where it was not compiled for this Node. */
function compiled(): SqliteDriver | undefined {
  try {
    return betterSqlite();
  } catch {
    return undefined;
  }
}

const drivers: readonly { readonly name: string; readonly driver: SqliteDriver | undefined }[] = [
  { name: 'better-sqlite3', driver: compiled() },
  { name: 'node:sqlite', driver: nodeSqlite() },
];

const absent = drivers.filter(({ driver }) => driver === undefined).map(({ name }) => name);
test.skipIf(absent.length === 0)('skipped: this Node has no driver', () => {
  console.info(
    `${absent.join()} is not tested: Node ${process.versions.node} has none; 22.13 or newer has node:sqlite`,
  );
});

for (const { name, driver } of drivers) {
  if (driver === undefined) continue;
  const files = createSqliteFiles({ sync: 'off', memory: 'off', driver });

  describe(name, () => {
    test('values come back as they went in: whole, broken, text, bytes, null', () => {
      const db = must(files.open(newPath(), 'write'));
      const values = [2 ** 52 + 1, 0.1, 'ä\n', null] as const;
      const found = must(
        db.attempt('write', (sql) => {
          sql.exec('CREATE TABLE t (a INTEGER, b REAL, c TEXT, d, e BLOB)');
          expect(sql.run('INSERT INTO t VALUES (?, ?, ?, ?, ?)', ...values, Buffer.from('xyz'))).toBe(1);
          return sql.get('SELECT * FROM t');
        }),
      );
      expect(found).toMatchObject({ a: values[0], b: 0.1, c: 'ä\n', d: null });
      expect(Buffer.from(found?.['e'] as Uint8Array).toString()).toBe('xyz');
      const rows = must(
        db.attempt('read', (sql) => Array.from(sql.rows('SELECT d, c, a FROM t WHERE b > ?', 0))),
      );
      expect(rows).toEqual([[null, 'ä\n', values[0]]]);
      db.close();
    });

    test('closing twice closes once', () => {
      const db = must(files.open(newPath(), 'write'));
      db.close();
      expect(() => db.close()).not.toThrow();
    });

    test('an attempt is all or nothing', () => {
      const db = must(files.open(newPath(), 'write'));
      must(db.attempt('write', (sql) => sql.exec('CREATE TABLE t (a)')));
      const broken = (): unknown =>
        db.attempt('write', (sql) => {
          sql.run('INSERT INTO t VALUES (1)');
          throw new Error('mistake');
        });
      expect(broken).toThrow('mistake');
      expect(must(db.attempt('read', (sql) => sql.all('SELECT * FROM t')))).toEqual([]);
      db.close();
    });

    test('faults have the same kinds', () => {
      const path = newPath();
      expect(files.open(path, 'read')).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      const owner = must(files.open(path, 'own'));
      expect(files.open(path, 'own')).toMatchObject({ ok: false, fault: { kind: 'busy' } });
      owner.close();
      const damaged = newPath();
      writeFileSync(damaged, 'this is no database, and long enough to be looked at as one. '.repeat(20));
      expect(files.open(damaged, 'own')).toMatchObject({ ok: false, fault: { kind: 'corrupt' } });
      const small = createSqliteFiles({ sync: 'off', driver, pagesMax: 8 });
      const db = must(small.open(newPath(), 'write'));
      const full = db.attempt('write', (sql) => {
        sql.exec('CREATE TABLE t (a)');
        for (let row = 0; row < 100; row += 1) sql.run('INSERT INTO t VALUES (?)', 'x'.repeat(200));
      });
      expect(full).toMatchObject({ ok: false, fault: { kind: 'full' } });
      must(db.attempt('write', (sql) => sql.exec('CREATE TABLE t (a)')));
      db.close();
    });

    test('a history is written, read and verified', async () => {
      const { history, second, path } = newHistory({ start: localThread(files) });
      for (let index = 0; index < 20; index += 1) second({ minutes: index === 5 ? [minute(0)] : [] });
      const span = { fromMs: 0, toMs: 8e15 };
      expect(must(await history.seconds(span)).wallMs).toHaveLength(20);
      history.close(100, () => {});
      const db = must(files.open(path, 'read'));
      expect(must(db.attempt('read', verifyChain))).toMatchObject({ records: 1, findings: [] });
      expect(must(db.check())).toBe(true);
      db.close();
    });
  });
}
