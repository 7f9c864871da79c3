/** Each record once, whatever comes twice or late; what is missing is found and asked for. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { openFileStore } from '../../../src/adapters/collector/file-store.ts';
import { createSqliteFiles } from '../../../src/adapters/sqlite.ts';
import { collectedMessages } from '../../../src/collector/collected-message.ts';
import { createCollector } from '../../../src/collector/collector.ts';
import { completenessLines } from '../../../src/collector/completeness.ts';
import { commandSchemas } from '../../../src/contract/commands.ts';
import { topics } from '../../../src/contract/topics.ts';
import { inEnglish } from '../../../src/language/say.ts';
import type { CollectorStore } from '../../../src/ports/collector-store.ts';
import type { Sql } from '../../../src/ports/database.ts';

const root = 'quietpost/v1/lane-7/st-1/';

function batch(first: number, last: number, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...Object(topics.data.example), seq: [first, last], ...changes });
}

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-collect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'collected.db');
}

function newStore(path = newPath()): CollectorStore {
  const store = openFileStore(path, inEnglish);
  onTestFinished(() => void store.close());
  return store;
}

function inFile<T>(path: string, mode: 'own' | 'read', work: (sql: Sql) => T): T {
  const opened = createSqliteFiles({ pageBytes: 4096 }).open(path, mode);
  if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
  const done = opened.value.attempt(mode === 'own' ? 'durable' : 'read', work);
  opened.value.close();
  if (!done.ok) throw new Error(inEnglish(done.fault.why));
  return done.value;
}

function collecting(store: CollectorStore) {
  const clock = createVirtualClock({ startWallMs: Date.UTC(2026, 0, 5) });
  const published: { topic: string; payload: string }[] = [];
  const told: string[] = [];
  let ids = 0;
  const collector = createCollector({
    store,
    clock,
    publish: (topic, payload) => published.push({ topic, payload }),
    newId: () => `c-${++ids}`,
    tell: (text) => told.push(text),
  });
  const pass = async (ms: number): Promise<void> => {
    clock.runUntil(clock.nowMs() + ms);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { collector, published, told, pass };
}

test('a record that comes twice, late or from another collector is there once', async () => {
  const store = newStore();
  const [one, other] = [collecting(store), collecting(store)];
  one.collector.take(`${root}data/spl`, batch(1, 10));
  one.collector.take(`${root}data/spl`, batch(1, 10));
  other.collector.take(`${root}hist/spl`, batch(1, 10));
  other.collector.take(`${root}data/spl`, batch(11, 20));
  await one.pass(300);
  await other.pass(300);
  expect(await store.coverage()).toMatchObject([
    { stream: 'spl', firstSeq: 1, lastSeq: 20, present: 20, messages: 2 },
  ]);
  expect(one.collector.counts()).toMatchObject({ received: 2, stored: 1, repeated: 1, waiting: 0 });
});

test('the view shows rows of older stations and series alike, also in a file that an older collector made', async () => {
  const path = newPath();
  inFile(path, 'own', (sql) => sql.exec("CREATE VIEW rows AS SELECT 'none' AS stream"));
  const { collector, pass } = collecting(newStore(path));
  const startMs = 1_767_646_800_000;
  const rows = [
    [7, startMs, ['slm-north', 51.2, 55], 0],
    [8, startMs + 1000, ['slm-north', null, null], [0, 5, 5]],
  ];
  collector.take(`${root}data/spl`, batch(7, 8, { rows, series: undefined }));
  const values = [
    [51.2, null],
    [55, null],
  ];
  const quality = [
    [0, 5],
    [0, 5],
  ];
  const north = { of: 'slm-north', ts: startMs + 2000, late: [0, 3], values, quality };
  const rest = {
    of: 'slm-rest',
    seq: [9, 9],
    ts: startMs + 2000,
    values: [
      [50, 49.5],
      [52, 53],
    ],
  };
  collector.take(`${root}data/spl`, batch(9, 10, { series: [north, rest] }));
  await pass(300);
  const found = inFile(path, 'read', (sql) =>
    sql.all('SELECT seq, ts_ms, "values", quality FROM rows ORDER BY ts_ms, "values"'),
  );
  expect(found.map(({ seq, ts_ms: ts, values: own, quality: code }) => [seq, ts, own, code])).toEqual([
    [7, startMs, '["slm-north",51.2,55]', '0'],
    [8, startMs + 1000, '["slm-north",null,null]', '[0,5,5]'],
    [9, startMs + 2000, '["slm-north",51.2,55]', '0'],
    [9, startMs + 2000, '["slm-rest",50,52]', '0'],
    [9, startMs + 3000, '["slm-rest",49.5,53]', '0'],
    [10, startMs + 3003, '["slm-north",null,null]', '[0,5,5]'],
  ]);
});

test('the same numbers of another epoch are other records', async () => {
  const store = newStore();
  const { collector } = collecting(store);
  collector.take(`${root}data/spl`, batch(1, 10));
  collector.take(`${root}data/spl`, batch(1, 10, { epoch: 1_767_640_001 }));
  await collector.stop();
  expect(await store.coverage()).toHaveLength(2);
});

test('a hole is found, and asked for with a command that the station takes', async () => {
  const store = newStore();
  const { collector, published, pass } = collecting(store);
  collector.start();
  collector.take(`${root}data/spl`, batch(1, 10));
  collector.take(`${root}data/spl`, batch(31, 40));
  await pass(300);
  await pass(60_000);
  expect(published.map(({ topic }) => topic)).toEqual([`${root}cmd/resend`]);
  const command = commandSchemas.resend.parse(JSON.parse(published[0]?.payload ?? ''));
  expect(command.args).toEqual({ stream: 'spl', first: 11, last: 30 });
  collector.take(`${root}hist/spl`, batch(11, 30));
  await pass(300);
  await pass(60_000);
  expect(published).toHaveLength(1);
  expect(await store.holes(10)).toEqual([]);
});

test('completeness is said by station and stream, and never rounded up', async () => {
  const store = newStore();
  const { collector } = collecting(store);
  collector.take(`${root}data/spl`, batch(1, 99_999));
  collector.take(`${root}data/spl`, batch(100_001, 100_001));
  await collector.stop();
  expect(completenessLines(await store.coverage())).toEqual([
    'lane-7/st-1: 99.99 % complete',
    '  spl            epoch 1767640000  1 to 100001  99.99 %, 1 missing',
  ]);
  expect(completenessLines([])).toEqual(['nothing was collected yet']);
});

test('a database that is away costs nothing: what waits is stored when it is back', async () => {
  const store = newStore();
  let isAway = true;
  const flaky: CollectorStore = {
    ...store,
    insert: (messages) => (isAway ? Promise.reject(new Error('no connection')) : store.insert(messages)),
  };
  const { collector, told, pass } = collecting(flaky);
  collector.take(`${root}data/spl`, batch(1, 10));
  await pass(300);
  await pass(2000);
  expect(told).toHaveLength(1);
  isAway = false;
  await pass(2000);
  expect(collector.counts()).toMatchObject({ stored: 1, waiting: 0 });
  expect(told).toHaveLength(2);
});

test.each([
  ['a state', `${root}state`, batch(1, 2)],
  ['another root', 'other/v1/lane-7/st-1/data/spl', batch(1, 2)],
  ['a station that speaks for another', 'quietpost/v1/lane-7/st-2/data/spl', batch(1, 2)],
  ['no JSON', `${root}data/spl`, 'x'],
  ['numbers that run backwards', `${root}data/spl`, batch(5, 2)],
  ['no number', `${root}event/fault`, '{"v":1}'],
])('%s is not collected', (_, topic, payload) => {
  expect(collectedMessages(topic, payload, 0)).toEqual([]);
});

test('events and answers are collected by their own numbers', () => {
  const event = JSON.stringify(topics.event.example);
  expect(collectedMessages(`${root}event/gap`, event, 5)).toMatchObject([
    {
      stream: 'event',
      firstSeq: 3,
      lastSeq: 3,
    },
  ]);
  const ack = JSON.stringify(topics.ack.example);
  expect(collectedMessages(`${root}ack/c-1`, ack, 5)).toMatchObject([
    {
      stream: 'ack',
      firstSeq: 1,
      lastSeq: 1,
    },
  ]);
});

test('what comes in a pack is kept as if each had come alone, and of others nothing', () => {
  const [own, foreign] = [batch(1, 10), batch(1, 10, { station: 'st-2' })];
  const nested = JSON.stringify({ v: 1, messages: [['data/spl', own]] });
  const messages = [
    ['data/spl', own],
    ['hist/spl', batch(11, 20)],
    ['data/spl', foreign],
    ['now', own],
    ['pack', nested],
  ];
  const packed = collectedMessages(`${root}pack`, JSON.stringify({ v: 1, messages }), 5);
  expect(packed).toEqual([
    ...collectedMessages(`${root}data/spl`, own, 5),
    ...collectedMessages(`${root}hist/spl`, batch(11, 20), 5),
  ]);
  expect(packed.map(({ payload }) => payload)).toEqual([own, batch(11, 20)]);
  expect(collectedMessages(`${root}pack`, 'no pack', 5)).toEqual([]);
});
