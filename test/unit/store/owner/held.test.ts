/** What is held in the tail before it is in the tables: through a kill, a power cut, a damaged or deleted file. */

import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Database, DatabaseFault, DatabaseFiles } from '../../../../src/ports/database.ts';
import type { AckRecord } from '../../../../src/ports/history.ts';
import type { HistoryBatch } from '../../../../src/store/batch.ts';
import { verifyChain } from '../../../../src/store/evidence/verify-chain.ts';
import type { HistorySession, StoreReply } from '../../../../src/store/messages.ts';
import { createStoreHost } from '../../../../src/store/owner/store-host.ts';
import { channels, eveningMs, minute, must, newPath, noLog, testFiles } from '../fixture.ts';

const stored = channels.map(({ id, resolution }) => ({ id, resolution }));

function session(path: string, changes: Partial<HistorySession> = {}): HistorySession {
  const retention = { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 };
  const named = { path, wallMs: eveningMs, channels: stored, config: 'abcdef012345', planText: '{}' };
  return { ...named, retention, isHeld: true, ...changes };
}

/** Ten seconds from `10 * id` on. */
function batch(id: number, changes: Partial<HistoryBatch> = {}): HistoryBatch {
  const firstMs = eveningMs + id * 10_000;
  const wallMs = Float64Array.from({ length: 10 }, (_, row) => firstMs + 1000 * row);
  const values = Float64Array.from({ length: 20 }, (_, cell) => (cell % 2 === 0 ? 45 + cell / 100 : 120_000));
  const block = { wallMs, values, qualities: new Uint8Array(20) };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  const lists = { minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  return { id, wallMs: firstMs, block, sound, ...lists, tracks: null, snapshot: null, ...changes };
}

/** A host with its file open. */
function opened(
  path: string,
  changes: Partial<HistorySession> = {},
  files: DatabaseFiles = testFiles({ memory: 'off' }),
) {
  const replies: StoreReply[] = [];
  const send = createStoreHost(files, (reply) => replies.push(reply));
  send({ kind: 'open', session: session(path, changes) });
  const write = (...batches: readonly HistoryBatch[]): void => {
    for (const one of batches) send({ kind: 'write', batch: one });
  };
  return { send, write, replies, last: () => replies.at(-1) };
}

/** The files as they stand now under another name: what a kill leaves. */
function killed(path: string): string {
  const copy = newPath();
  for (const part of ['', '-wal', '-tail'])
    if (existsSync(path + part)) copyFileSync(path + part, copy + part);
  return copy;
}

/** What another process finds in the tables. */
function tables(path: string) {
  const db = must(testFiles({ memory: 'off' }).open(path, 'read'));
  const one = (text: string) => Number(must(db.attempt('read', (sql) => sql.get(text)))?.['n']);
  const found = {
    rows: one('SELECT count(*) AS n FROM seconds'),
    seconds: one('SELECT coalesce(sum(count), 0) AS n FROM seconds'),
    minutes: one('SELECT count(*) AS n FROM minutes'),
    findings: must(db.attempt('read', verifyChain)).findings,
    gaps: must(db.attempt('read', (sql) => sql.all('SELECT cause FROM gaps'))).map(({ cause }) => cause),
  };
  db.close();
  return found;
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => batch(first + index));

test('batches wait five minutes, then stand in the tables as blocks of a minute', () => {
  const path = newPath();
  const { write, replies } = opened(path);
  write(...numbers(1, 29));
  expect(tables(path)).toMatchObject({ rows: 0 });
  expect(replies.every((reply) => reply.kind !== 'written' || reply.result.ok)).toBe(true);
  write(batch(30));
  expect(tables(path)).toMatchObject({ rows: 5, seconds: 300 });
});

test('a checkpoint puts all before it into the tables, and a step of the clock ends a block', () => {
  const path = newPath();
  const { write } = opened(path);
  write(batch(1), batch(2), batch(50), batch(51), batch(52, { tracks: '{}' }));
  expect(tables(path)).toMatchObject({ rows: 2, seconds: 50 });
});

test('what a kill leaves in the tail is put in at the next start, once, whatever the site file says then', () => {
  const path = newPath();
  const first = opened(path);
  first.write(batch(1, { tracks: '{"north":1}' }), batch(2, { minutes: [minute(0)] }), batch(3));
  const copy = killed(path);
  const second = opened(copy, { wallMs: eveningMs + 60_000, channels: [] });
  expect(second.replies[0]).toMatchObject({ checkpoint: { tracks: '{"north":1}', cycles: { length: 20 } } });
  expect(second.last()).toMatchObject({ kind: 'ready', lastBatch: 3, events: [] });
  expect(tables(copy)).toMatchObject({ seconds: 30, minutes: 1, findings: [], gaps: ['off'] });
  second.send({ kind: 'close' });
  expect(opened(copy, { wallMs: eveningMs + 60_000 }).last()).toMatchObject({ lastBatch: 3 });
  expect(tables(copy)).toMatchObject({ seconds: 30, minutes: 1 });
});

test('a kill between the commit and the next record of the tail counts nothing twice', () => {
  const path = newPath();
  const { write } = opened(path);
  write(batch(1, { minutes: [minute(0)] }), batch(2));
  const tail = readFileSync(`${path}-tail`);
  write(batch(3, { tracks: '{}' }));
  const copy = killed(path);
  writeFileSync(`${copy}-tail`, tail);
  expect(opened(copy).last()).toMatchObject({ lastBatch: 3 });
  expect(tables(copy)).toMatchObject({ seconds: 30, minutes: 1, findings: [] });
});

test('a power cut in a record costs that record and what came after it', () => {
  const path = newPath();
  const { write } = opened(path);
  const before = () => readFileSync(`${path}-tail`).findLastIndex((byte) => byte !== 0);
  write(batch(1), batch(2));
  const whole = before();
  write(batch(3), batch(4));
  const copy = killed(path);
  const torn = readFileSync(`${copy}-tail`);
  torn.fill(0, whole + 40, whole + 60);
  writeFileSync(`${copy}-tail`, torn);
  expect(opened(copy).last()).toMatchObject({ kind: 'ready', lastBatch: 2 });
});

test('a tail that belongs to other tables is left alone', () => {
  const path = newPath();
  opened(path).write(...numbers(1, 4), batch(5, { tracks: '{}' }));
  const other = newPath();
  opened(other).write(batch(1, { tracks: '{}' }), ...numbers(2, 8));
  const mixed = killed(path);
  copyFileSync(`${other}-tail`, `${mixed}-tail`);
  expect(opened(mixed).last()).toMatchObject({ kind: 'ready', lastBatch: 5, events: [] });
  expect(tables(mixed)).toMatchObject({ seconds: 50 });
});

test('whoever asks sees what is held: in this process by asking, in another by the file it makes', () => {
  const path = newPath();
  const { write, send, last } = opened(path);
  write(batch(1, { minutes: [minute(0)] }));
  send({ kind: 'ask', id: 1, query: 'minutes', args: [{ fromMs: 0, toMs: 8e15 }] });
  expect(last()).toMatchObject({ result: { ok: true, value: { length: 1 } } });
  write(batch(2));
  send({ kind: 'look' });
  expect(tables(path)).toMatchObject({ seconds: 10 });
  writeFileSync(`${path}-wanted`, '');
  send({ kind: 'look' });
  expect(tables(path)).toMatchObject({ seconds: 20 });
  expect(existsSync(`${path}-wanted`)).toBe(false);
});

test('a file that is deleted while it is open is told, and a new one begins with what was held', () => {
  const path = newPath();
  const { write, last } = opened(path);
  write(batch(1, { minutes: [minute(0)], tracks: '{}' }), batch(2, { minutes: [minute(2)] }));
  for (const name of readdirSync(dirname(path)))
    if (!name.includes('-owner')) rmSync(join(dirname(path), name));
  write(batch(3));
  expect(last()).toMatchObject({ result: { ok: true } });
  expect(last()).toMatchObject({
    events: [{ class: 'gap', severity: 'alarm', message: { key: 'history-gone', values: { path } } }],
  });
  expect(tables(path)).toMatchObject({ seconds: 10, minutes: 1, findings: [], gaps: ['damaged'] });
  write(batch(4, { tracks: '{}' }));
  expect(tables(path)).toMatchObject({ seconds: 30, minutes: 1 });
  expect(last()).toMatchObject({ events: [] });
});

test('a folder that is deleted is made again', () => {
  const path = join(newPath('folder'), 'history.db');
  const { write, last } = opened(path);
  write(batch(1));
  rmSync(dirname(path), { recursive: true });
  write(batch(2));
  expect(last()).toMatchObject({ result: { ok: true }, events: [{ message: { key: 'history-gone' } }] });
  expect(tables(path)).toMatchObject({ seconds: 10 });
});

test('a log that is deleted is told and made again, and nothing is missing', () => {
  const path = newPath();
  const { write, last } = opened(path);
  write(batch(1, { minutes: [minute(0)], tracks: '{}' }), batch(2));
  expect(existsSync(`${path}-wal`)).toBe(true);
  rmSync(`${path}-wal`);
  write(batch(3, { tracks: '{}' }));
  expect(last()).toMatchObject({ events: [{ severity: 'warning', message: { key: 'history-log-gone' } }] });
  expect(tables(path)).toMatchObject({ seconds: 30, minutes: 1, findings: [], gaps: [] });
});

test('a file without the log that held its pages is set aside', () => {
  const path = newPath();
  const { write } = opened(path);
  write(batch(1, { tracks: '{}' }), batch(2));
  const copy = killed(path);
  rmSync(`${copy}-wal`);
  expect(opened(copy).last()).toMatchObject({
    kind: 'ready',
    events: [{ message: { key: 'history-damaged' } }],
  });
  expect(readdirSync(dirname(copy)).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  // Of it the tail is left.
  expect(tables(copy)).toMatchObject({ seconds: 10, gaps: ['damaged'] });
});

/** Files whose writes fail while `broken` is true. */
function failing(fault: DatabaseFault) {
  const files = testFiles({ memory: 'off' });
  const switched = { broken: false, opens: 0 };
  const open: DatabaseFiles['open'] = (...args) => {
    switched.opens += 1;
    const made = files.open(...args);
    if (!made.ok || switched.opens > 1) return made;
    const attempt: Database['attempt'] = (mode, work) =>
      switched.broken && mode !== 'read' ? failed(fault) : made.value.attempt(mode, work);
    return ok({ ...made.value, attempt });
  };
  return { switched, files: { ...files, open } };
}

test('a medium that gives errors three times in a row is taken as damage: the file is set aside, held batches stay', () => {
  const path = newPath();
  const { switched, files } = failing({ kind: 'io', why: message('disk-errors') });
  const { write, last } = opened(path, {}, files);
  write(batch(1, { minutes: [minute(0)] }));
  switched.broken = true;
  for (const id of [2, 3]) write(batch(id, { tracks: '{}' }));
  expect(last()).toMatchObject({ result: { ok: false }, events: [] });
  write(batch(4, { tracks: '{}' }));
  expect(last()).toMatchObject({ result: { ok: false }, events: [{ message: { key: 'history-damaged' } }] });
  write(batch(5, { tracks: '{}' }));
  expect(last()).toMatchObject({ result: { ok: true }, events: [] });
  expect(tables(path)).toMatchObject({ seconds: 20, minutes: 1, findings: [] });
  expect(readdirSync(dirname(path)).some((name) => name.startsWith(`${basename(path)}.damaged-`))).toBe(true);
});

test('a full disk sets nothing aside, however long it is full, and what was held is written when there is room', () => {
  const path = newPath();
  const { switched, files } = failing({ kind: 'full', why: message('disk-full') });
  const { write, last } = opened(path, {}, files);
  write(batch(1));
  switched.broken = true;
  for (let id = 2; id < 12; id += 1) write(batch(id, { tracks: '{}' }));
  expect(last()).toMatchObject({ result: { ok: false }, events: [] });
  switched.broken = false;
  write(batch(12, { tracks: '{}' }));
  expect(tables(path)).toMatchObject({ seconds: 20 });
});

/** To a command that holds an output. */
const accepted: AckRecord = {
  ...{ id: 'c-1', wallMs: eveningMs, stage: 'accepted', code: 'OK', message: message('birth-follows') },
  taken: { issuer: 'ops', digest: 'd1' },
};

test('a disk that is full at the start: what was held is gone on from, though it cannot be written', () => {
  const path = newPath();
  const { write } = opened(path);
  write(
    batch(1, { tracks: '{}', snapshot: 'of before' }),
    batch(2),
    batch(3, { snapshot: 'tripped', acks: [accepted] }),
    batch(4),
  );
  const left = killed(path);
  const { switched, files } = failing({ kind: 'full', why: message('disk-full') });
  switched.broken = true;
  const { replies } = opened(left, {}, files);
  expect(replies.map(({ kind }) => kind)).toEqual(['checkpoint', 'not-ready']);
  expect(replies[0]).toMatchObject({ checkpoint: { tracks: '{}', snapshot: { text: 'tripped' } } });
  expect(replies[0]?.kind === 'checkpoint' && replies[0].checkpoint?.cycles.length).toBe(30);
  const values = { [channels[0]?.id ?? '']: 45.18 };
  expect(replies[0]).toMatchObject({ checkpoint: { taken: [{ digest: 'd1', ack: accepted }], values } });
  expect(tables(left)).toMatchObject({ seconds: 10 });
});

test('a medium that is read-only at the start: what stands there is gone on from', () => {
  const path = newPath();
  const { write } = opened(path);
  write(batch(1, { tracks: '{}', snapshot: 'of before' }), batch(2, { snapshot: 'tripped' }));
  const left = killed(path);
  const files = testFiles({ memory: 'off' });
  const refused = failed<DatabaseFault>({ kind: 'refused', why: message('disk-errors') });
  const open: DatabaseFiles['open'] = (at, mode) => (mode === 'read' ? files.open(at, mode) : refused);
  const { replies } = opened(left, {}, { ...files, open });
  expect(replies).toMatchObject([
    { kind: 'checkpoint', checkpoint: { tracks: '{}', snapshot: { text: 'tripped' } } },
    { kind: 'not-ready' },
  ]);
});
