/** The numbers of the log: none comes twice within its epoch, whatever becomes of the file. */

import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plain } from '../../../../src/model/message.ts';
import type { DatabaseFiles } from '../../../../src/ports/database.ts';
import { type JournalHead, noNumbers } from '../../../../src/ports/journal.ts';
import type { HistoryBatch } from '../../../../src/store/batch.ts';
import { partsIn, selectEpochs } from '../../../../src/store/file/journal-rows.ts';
import type { StoreReply } from '../../../../src/store/messages.ts';
import { createStoreHost } from '../../../../src/store/owner/store-host.ts';
import { channels, eveningMs, minute, must, newPath, noLog, testFiles } from '../fixture.ts';

const stored = channels.map(({ id, resolution }) => ({ id, resolution }));
const startS = eveningMs / 1000;

/** Three seconds from `3 * id` on, with a minute and an event. */
function batch(id: number, changes: Partial<HistoryBatch> = {}): HistoryBatch {
  const wallMs = Float64Array.from([0, 1000, 2000], (ms) => eveningMs + id * 3000 + ms);
  const block = { wallMs, values: new Float64Array(6), qualities: new Uint8Array(6) };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  const said = {
    class: 'fault',
    severity: 'info',
    state: 'noted',
    subject: 'x',
    message: plain('x'),
  } as const;
  const events = [{ ...said, wallMs: eveningMs + id * 3000 }];
  const lists = { minutes: [minute(id)], events, decisions: [], gaps: [], ...noLog };
  return { id, wallMs: wallMs[0] ?? 0, block, sound, ...lists, tracks: null, snapshot: null, ...changes };
}

function opened(
  path: string,
  { files = testFiles({ memory: 'off' }), isHeld = true, wallMs = eveningMs } = {},
) {
  const replies: StoreReply[] = [];
  const send = createStoreHost(files, (reply) => replies.push(reply));
  const retention = { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 };
  const named = { path, wallMs, channels: stored, config: 'abcdef012345', planText: '{}' };
  send({ kind: 'open', session: { ...named, retention, isHeld } });
  const head = (): JournalHead => {
    const last = replies.findLast((reply) => 'journal' in reply && reply.journal != null);
    if (last === undefined || !('journal' in last) || last.journal == null) throw new Error('no head');
    return last.journal;
  };
  return { send, replies, head, write: (one: HistoryBatch) => send({ kind: 'write', batch: one }) };
}

/** The files under another boot of the operating system. */
function afterBoot(boot: string, files = testFiles({ memory: 'off' })): DatabaseFiles {
  return { ...files, origin: (path) => ({ ...files.origin(path), boot }) };
}

/** What a kill leaves stays where it is: the owner's lock goes with its process. */
function killed(path: string): string {
  const copy = newPath();
  for (const part of ['', '-wal', '-tail'])
    if (existsSync(path + part)) copyFileSync(path + part, copy + part);
  return copy;
}

/** The files of `killed`, which do not count as a copy. */
function sameFile(): DatabaseFiles {
  const files = testFiles({ memory: 'off' });
  return { ...files, origin: (path) => ({ ...files.origin(path), file: 'one' }) };
}

test('a new file begins an epoch, named by its second, with the first numbers', () => {
  const { head, write } = opened(newPath());
  expect(head().epoch).toMatchObject({ epoch: startS, why: 'new-file', before: null, lastSeqs: noNumbers });
  write(batch(1));
  expect(head().lastSeqs).toEqual({ ...noNumbers, seconds: 3, minutes: 1, events: 1 });
});

test('numbers stand in the records, also when ten seconds are joined to minutes', () => {
  const path = newPath();
  const { write, send } = opened(path);
  for (const id of [1, 2, 3]) write(batch(id, id === 2 ? { events: [] } : {}));
  send({ kind: 'close' });
  const db = must(testFiles().open(path, 'read'));
  const of = (text: string) => must(db.attempt('read', (sql) => sql.all(text)));
  expect(of('SELECT seqs, parts FROM seconds').map(({ parts }) => partsIn(String(parts)))).toEqual([
    [1, 2, 3].map((id) => ({
      id,
      counts: { ...noNumbers, seconds: 3, minutes: 1, events: id === 2 ? 0 : 1 },
      isSynced: true,
    })),
  ]);
  expect(of('SELECT number FROM minutes').map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(of('SELECT seq FROM events').map(({ seq }) => seq)).toEqual([1, 2]);
  db.close();
});

test.each(['held in the tail', 'in the tables'])('a kill goes on with the numbers that are %s', (where) => {
  const path = newPath();
  const isHeld = where === 'held in the tail';
  const first = opened(path, { files: sameFile(), isHeld });
  first.write(batch(1));
  const second = opened(killed(path), { files: sameFile(), isHeld });
  expect(second.head()).toMatchObject({ epoch: first.head().epoch, lastSeqs: { seconds: 3, events: 1 } });
});

test('what is still to be sent is known after a kill', () => {
  const path = newPath();
  const cursors = [
    [2, 3],
    [7, 9],
  ] as const;
  const first = opened(path, { files: sameFile() });
  first.write(batch(1, { cursors }));
  expect(opened(killed(path), { files: sameFile() }).head().cursors).toEqual(cursors);
});

test('a copy of the file gets an epoch of its own, behind that of the file', () => {
  const path = newPath();
  const first = opened(path);
  first.write(batch(1));
  first.send({ kind: 'close' });
  const copy = newPath();
  copyFileSync(path, copy);
  const { epoch } = opened(copy).head();
  expect(epoch).toMatchObject({
    epoch: startS + 1,
    before: startS,
    why: 'restored',
    lastSeqs: { seconds: 3 },
  });
});

test('an older file in the place of the newer one is found by what was held behind it', () => {
  const path = newPath();
  const first = opened(path, { files: sameFile() });
  first.write(batch(1));
  first.send({ kind: 'close' });
  const older = newPath();
  copyFileSync(path, older);
  const second = opened(path, { files: sameFile() });
  // A batch with the level tracks goes into the tables, what comes after it into the tail.
  second.write(batch(2, { tracks: '{}' }));
  second.write(batch(3));
  const restored = killed(path);
  copyFileSync(older, restored);
  rmSync(`${restored}-wal`, { force: true });
  expect(opened(restored, { files: sameFile() }).head().epoch).toMatchObject({ why: 'restored' });
});

test('a power cut begins an epoch, because the back office may have what the file lost; an ordered end does not', () => {
  const path = newPath();
  const first = opened(path, { files: afterBoot('a', sameFile()) });
  first.write(batch(1));
  const cut = opened(killed(path), { files: afterBoot('b', sameFile()), wallMs: eveningMs + 60_000 });
  expect(cut.head().epoch).toMatchObject({ epoch: startS + 60, before: startS, why: 'power-cut' });
  first.send({ kind: 'close' });
  const ended = opened(killed(path), { files: afterBoot('b', sameFile()) });
  expect(ended.head().epoch).toMatchObject({ epoch: startS });
});

test('a file that is deleted while it is written goes on with its numbers, in an epoch that follows', () => {
  const path = newPath();
  const { write, head } = opened(path);
  write(batch(1));
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
  write(batch(2));
  expect(head().epoch).toMatchObject({ before: startS, why: 'new-file', lastSeqs: { seconds: 3 } });
  expect(head().lastSeqs).toMatchObject({ seconds: 6 });
});

test('a damaged file at the start leaves the numbers of what was held, and a new epoch', () => {
  const path = newPath();
  opened(path, { files: sameFile() }).write(batch(1));
  const found = killed(path);
  for (const part of ['-wal', '-shm']) rmSync(found + part, { force: true });
  writeFileSync(found, 'no database');
  const { head, send } = opened(found, { files: sameFile() });
  expect(head()).toMatchObject({
    epoch: { before: startS, lastSeqs: { seconds: 3 } },
    lastSeqs: { seconds: 3 },
  });
  send({ kind: 'close' });
  const db = must(testFiles().open(found, 'read'));
  expect(must(db.attempt('read', selectEpochs)).map(({ epoch }) => epoch)).toEqual([startS, startS + 1]);
  db.close();
});
