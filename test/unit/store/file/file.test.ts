/** The file over the years: damaged, older, newer, somebody else's, full, growing. */

import { closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import { message } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Database, DatabaseFiles, Sql } from '../../../../src/ports/database.ts';
import { verifyChain } from '../../../../src/store/evidence/verify-chain.ts';
import { prune } from '../../../../src/store/file/prune.ts';
import { migrate, migrations } from '../../../../src/store/file/schema.ts';
import { localThread } from '../../../../src/store/writer/local-thread.ts';
import {
  chainOf,
  eveningMs,
  minute,
  must,
  newDatabase,
  newHistory,
  newPath,
  testFiles,
  write,
} from '../fixture.ts';

const always = { fromMs: 0, toMs: 8e15 };

/** A history file with some minutes in it; its path. */
function someHistory(): string {
  const { history, second, path } = newHistory();
  for (let count = 0; count < 300; count += 1) second({ minutes: [minute(count)] });
  history.close(1000, () => {});
  return path;
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

const damages: Readonly<Record<string, (path: string) => void>> = {
  'a torn end': (path) => truncateSync(path, statSync(path).size - 3000),
  'noise over its beginning': (path) => overwrite(path, 0, new Uint8Array(2048).fill(0xa5)),
  'noise over a page of tables': (path) => overwrite(path, 1024 * 20, new Uint8Array(1024 * 8).fill(0x5a)),
  'bit rot in its schema': (path) => overwrite(path, 100, Uint8Array.from([0xff, 0xff, 0xff, 0xff])),
};

test.each(Object.entries(damages))(
  'a file with %s is set aside and told, a new one begins',
  async (_name, damage) => {
    const path = someHistory();
    damage(path);
    const before = readFileSync(path);
    const { history, second } = newHistory({}, path);
    const events = history.takeEvents();
    second({ events });
    const aside = readdirSync(dirname(path)).find((name) => name.includes('.damaged-2026'));
    expect(aside).toBeDefined();
    expect(readFileSync(`${dirname(path)}/${aside}`).equals(before)).toBe(true);
    expect(history.health().state).toBe('up');
    expect(must(await history.events(always))).toEqual(events);
    expect(events).toMatchObject([{ class: 'gap', severity: 'alarm', subject: 'history' }]);
    expect(events.map(({ message }) => inEnglish(message)).join()).toContain(aside);
    expect(must(await history.gaps(always))).toMatchObject([{ cause: 'damaged' }]);
  },
);

test('damage that shows itself only while running is set aside too, and nothing of now is lost', async () => {
  const path = someHistory();
  const files = testFiles();
  let writes = 0;
  const rotten: DatabaseFiles = {
    ...files,
    open(...args) {
      const opened = files.open(...args);
      if (!opened.ok) return opened;
      const attempt: Database['attempt'] = (mode, work) => {
        if (mode !== 'read') writes += 1;
        return mode !== 'read' && writes === 10
          ? failed({ kind: 'corrupt', why: message('file-damaged') })
          : opened.value.attempt(mode, work);
      };
      return ok({ ...opened.value, attempt });
    },
  };
  const { history, second } = newHistory({ start: localThread(rotten) }, path);
  for (let count = 0; count < 120; count += 1) second({ minutes: [minute(count)] });
  const events = history.takeEvents();
  expect(events.map(({ state, message }) => `${state} ${inEnglish(message).includes('.damaged-')}`)).toEqual([
    'noted true',
    'raised false',
    'cleared false',
  ]);
  expect(readdirSync(dirname(path)).some((name) => name.includes('.damaged-'))).toBe(true);
  const minutes = must(await history.minutes(always));
  // What was written before is in the file that was set aside; what came with the failing write is in the new one.
  expect(minutes.length).toBeGreaterThan(20);
  expect(minutes.at(-1)).toMatchObject(minute(119));
});

test('a file of an earlier version is brought up to date with all its rows', () => {
  const path = newPath();
  const db = must(testFiles().open(path, 'write'));
  expect(must(migrate(db, migrations.slice(0, 1)))).toEqual({ from: 0, to: 1 });
  write(db, (sql) => sql.run("INSERT INTO events VALUES (1, 'fault', 'alarm', 'raised', 'x', 'y')"));
  const later = [
    ...migrations.slice(0, 1),
    'ALTER TABLE events ADD COLUMN place TEXT',
    'CREATE TABLE outbox (id)',
  ];
  expect(must(migrate(db, later))).toEqual({ from: 1, to: 3 });
  const read = (sql: Sql) => sql.all('SELECT text, place FROM events, (SELECT count(*) FROM outbox)');
  expect(must(db.attempt('read', read))).toEqual([{ text: 'y', place: null }]);
  expect(must(migrate(db, later))).toEqual({ from: 3, to: 3 });
  db.close();
});

test('a migration that fails leaves the file as it was', () => {
  const db = newDatabase();
  expect(() =>
    migrate(db, [...migrations, 'CREATE TABLE half (id); SELECT nonsense FROM nowhere;']),
  ).toThrow();
  const tables = must(
    db.attempt('read', (sql) => sql.all("SELECT name FROM sqlite_master WHERE name = 'half'")),
  );
  expect(tables).toEqual([]);
  expect(must(migrate(db))).toEqual({ from: migrations.length, to: migrations.length });
});

test('a file of a newer program is left alone, and said so', () => {
  const path = newPath();
  const db = newDatabase(path);
  write(db, (sql) => sql.exec('PRAGMA user_version = 99'));
  db.close();
  const before = readFileSync(path);
  const { history, second } = newHistory({}, path);
  second();
  expect(history.health()).toMatchObject({ state: 'down' });
  expect(history.health().fault).toMatchObject({ key: 'history-too-new', values: { found: 99 } });
  expect(history.takeEvents()).toMatchObject([{ severity: 'alarm', state: 'raised' }]);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("somebody else's database is left alone", () => {
  const path = newPath();
  const db = must(testFiles().open(path, 'write'));
  write(db, (sql) => sql.exec('CREATE TABLE recipes (id)'));
  db.close();
  const { history } = newHistory({}, path);
  expect(history.health().fault).toEqual(message('history-foreign'));
});

test('a history that another gateway writes is left to it, until that one ends', () => {
  const first = newHistory();
  first.second();
  const { history, clock } = newHistory({}, first.path);
  expect(history.health().fault).toMatchObject({ key: 'file-fault', values: { why: message('file-busy') } });
  clock.runUntil(clock.nowMs() + 9500);
  first.history.close(1000, () => {});
  clock.runUntil(clock.nowMs() + 1000);
  expect(history.health().state).toBe('down');
  expect(history.takeEvents()).toMatchObject([{ state: 'raised' }, { class: 'gap', state: 'noted' }]);
});

test('a folder that cannot be made is told, and tried again', () => {
  const blocked = `${someHistory()}/below/history.db`;
  const { history, clock, second } = newHistory({}, blocked);
  expect(history.takeEvents()).toHaveLength(1);
  for (let count = 0; count < 40; count += 1) second();
  expect(history.takeEvents()).toEqual([]);
  expect(history.health().state).toBe('down');
  expect(clock.pending).toBeGreaterThan(0);
});

test('a full file is told, costs nothing for a while, and is written on when there is room', async () => {
  const files = testFiles();
  let live: Database | undefined;
  const setPagesMax = (pages: number) =>
    live?.attempt('read', (sql) => sql.get(`PRAGMA max_page_count = ${pages}`));
  const start = localThread({
    ...files,
    open(...args) {
      const opened = files.open(...args);
      if (opened.ok) live = opened.value;
      return opened;
    },
  });
  const { history, second } = newHistory({ start });
  setPagesMax(120);
  let count = 0;
  while (history.health().state === 'up' && count < 2000) second({ minutes: [minute(count++)] });
  expect(history.health().fault).toMatchObject({ key: 'file-fault', values: { why: message('file-full') } });
  for (let more = 0; more < 30; more += 1) second({ minutes: [minute(count++)] });
  setPagesMax(1e6);
  for (let more = 0; more < 11; more += 1) second();
  expect(history.takeEvents().map(({ state }) => state)).toEqual(['raised', 'cleared']);
  const minutes = must(await history.minutes(always));
  expect(minutes.map(({ startWallMs }) => startWallMs)).toEqual(
    Array.from({ length: count }, (_, index) => minute(index).startWallMs),
  );
});

test('old minutes go from the beginning of the chain, which stays verifiable', () => {
  const db = chainOf(40);
  const retention = { secondsMs: 1e9, minutesMs: 600_000, fileBytesMax: 1e9 };
  const nowMs = eveningMs + 15 * 60_000;
  expect(write(db, (sql) => prune(sql, nowMs, retention))).toBe(10);
  const report = must(db.attempt('read', verifyChain));
  expect(report).toMatchObject({ records: 30, cutOff: 10, findings: [], first: minute(10) });
  write(db, (sql) => sql.run('DELETE FROM minutes WHERE seq = 11'));
  expect(must(db.attempt('read', verifyChain)).findings).toMatchObject([
    { kind: 'missing', minute: { level: 'rest' } },
  ]);
});

test('a year that the clock jumped ahead costs twenty minutes of seconds a step, not the history', async () => {
  const { history, second, clock } = newHistory({ session: sessionWith({ secondsMs: 86_400_000 }) });
  for (let count = 0; count < 2400; count += 1) second();
  clock.stepWall(366 * 86_400_000);
  for (let count = 0; count < 300; count += 1) second();
  const seconds = must(await history.seconds({ fromMs: eveningMs, toMs: eveningMs + 86_400_000 }, []));
  expect(seconds.wallMs.length).toBeGreaterThan(1100);
});

test('seconds beyond their age go, and the file stops growing', async () => {
  // As a gateway writes: what waits in the tail becomes one entry of the seal, and entries are kept for good.
  const session = { ...sessionWith({ secondsMs: 1_800_000 }), isHeld: true };
  const { path } = session;
  const { history, second } = newHistory({ session });
  const sizes: number[] = [];
  for (let count = 0; count < 9000; count += 1) {
    second();
    if (count % 1800 === 1799) sizes.push(pagesOf(path));
  }
  const span = must(await history.seconds({ fromMs: 0, toMs: 8e15 }, ['slm-north.sound.laeq']));
  expect(span.wallMs.length).toBeGreaterThan(1700);
  expect(span.wallMs.length).toBeLessThan(2500);
  expect(sizes.at(-1)).toBeLessThanOrEqual(1.2 * (sizes.at(-3) ?? 0));
});

test('beyond its size the oldest seconds go first, minutes last', async () => {
  const { history, second } = newHistory({
    session: { ...sessionWith({ fileBytesMax: 70_000 }), isHeld: true },
  });
  for (let count = 0; count < 6000; count += 1)
    second(count % 60 === 0 ? { minutes: [minute(count / 30)] } : {});
  const minutes = must(await history.minutes(always));
  expect(minutes).toHaveLength(100);
  const seconds = must(await history.seconds(always, []));
  expect(seconds.wallMs.length).toBeLessThan(5000);
  expect(seconds.wallMs.at(-1)).toBeGreaterThan(eveningMs + 5_980_000);
});

function pagesOf(path: string): number {
  const db = must(testFiles().open(path, 'read'));
  const pages = must(db.attempt('read', (sql) => sql.get('PRAGMA page_count')?.['page_count']));
  db.close();
  return Number(pages);
}

function sessionWith(retention: Partial<{ secondsMs: number; minutesMs: number; fileBytesMax: number }>) {
  return {
    path: newPath(),
    config: 'abcdef012345',
    planText: '{}',
    retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e9, ...retention },
  };
}
