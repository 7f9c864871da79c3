/** What the owner of the file answers, one request after the other. */

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Database, DatabaseFault, DatabaseFiles } from '../../../../src/ports/database.ts';
import type { AckRecord } from '../../../../src/ports/history.ts';
import type { HistoryBatch } from '../../../../src/store/batch.ts';
import { readStoredEnd } from '../../../../src/store/file/checkpoint.ts';
import type { HistorySession, StoreReply } from '../../../../src/store/messages.ts';
import { createStoreHost } from '../../../../src/store/owner/store-host.ts';
import { eveningMs, minute, must, newPath, noLog, testFiles } from '../fixture.ts';
import { testKey } from '../sealed-evening.ts';

const corrupt: DatabaseFault = { kind: 'corrupt', why: message('file-damaged') };
const full: DatabaseFault = { kind: 'full', why: message('disk-full') };

function session(path: string): HistorySession {
  return {
    path,
    wallMs: eveningMs,
    channels: [],
    config: 'abc',
    planText: '{}',
    retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 },
  };
}

function batch(id: number, changes: Partial<HistoryBatch> = {}): HistoryBatch {
  const lists = { sound: [], minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  return {
    id,
    wallMs: eveningMs + id * 10_000,
    block: null,
    ...lists,
    tracks: null,
    snapshot: null,
    ...changes,
  };
}

/** A host and all that it answered. */
function host(files: DatabaseFiles = testFiles()) {
  const replies: StoreReply[] = [];
  const send = createStoreHost(files, (reply) => replies.push(reply));
  return { send, replies, kinds: () => replies.map(({ kind }) => kind), last: () => replies.at(-1) };
}

type Access = 'read' | 'write' | 'durable' | 'check';

/** Files on which an access of a kind fails: each, or only the one of that number. */
function failing(kind: Access, fault: DatabaseFault, number?: number): DatabaseFiles {
  const files = testFiles();
  let count = 0;
  const mustFail = (access: Access): boolean => {
    if (access === kind) count += 1;
    return access === kind && (number === undefined || number === count);
  };
  return {
    ...files,
    open(...args) {
      const opened = files.open(...args);
      if (!opened.ok) return opened;
      const db = opened.value;
      const attempt: Database['attempt'] = (mode, work) =>
        mustFail(mode) ? failed(fault) : db.attempt(mode, work);
      return ok({ ...db, attempt, check: () => (mustFail('check') ? failed(fault) : db.check()) });
    },
  };
}

const aside = (path: string) => readdirSync(dirname(path)).filter((name) => name.includes('.damaged-'));

test('opening gives the checkpoint first, then is ready after the last batch', () => {
  const path = newPath();
  const first = host();
  first.send({ kind: 'open', session: session(path) });
  first.send({ kind: 'write', batch: batch(1, { tracks: '{"north":1}' }) });
  first.send({ kind: 'write', batch: batch(2) });
  first.send({ kind: 'close' });
  expect(first.kinds()).toEqual(['checkpoint', 'ready', 'written', 'written', 'closed']);
  expect(first.replies[0]).toMatchObject({ checkpoint: { tracks: null, cycles: [] } });
  const second = host();
  second.send({ kind: 'open', session: session(path) });
  expect(second.replies).toMatchObject([
    { kind: 'checkpoint', checkpoint: { tracks: '{"north":1}' } },
    { kind: 'ready', lastBatch: 2, events: [] },
  ]);
});

test('a file that turns out damaged when it is looked through is set aside; its checkpoint was still good', () => {
  const path = newPath();
  const files = failing('check', corrupt, 1);
  const { send, replies } = host(files);
  send({ kind: 'open', session: session(path) });
  expect(replies).toMatchObject([
    { kind: 'checkpoint' },
    { kind: 'ready', lastBatch: 0, events: [{ class: 'gap', severity: 'alarm' }] },
  ]);
  expect(aside(path)).toHaveLength(1);
  send({ kind: 'ask', id: 7, query: 'gaps', args: [{ fromMs: 0, toMs: 8e15 }] });
  expect(replies.at(-1)).toMatchObject({
    kind: 'answer',
    id: 7,
    result: { ok: true, value: [{ cause: 'damaged', fromMs: 0, toMs: eveningMs }] },
  });
});

test('a file whose end cannot be read because it is damaged is set aside without a checkpoint', () => {
  const path = newPath();
  const made = host();
  made.send({ kind: 'open', session: session(path) });
  made.send({ kind: 'close' });
  // The version is read first, then the end.
  const files = failing('read', corrupt, 2);
  const { send, kinds } = host(files);
  send({ kind: 'open', session: session(path) });
  expect(kinds()).toEqual(['ready']);
  expect(aside(path)).toHaveLength(1);
});

test('a fault that is no damage sets nothing aside', () => {
  const path = newPath();
  const { send, replies } = host(failing('check', full));
  send({ kind: 'open', session: session(path) });
  expect(replies.at(-1)).toEqual({ kind: 'not-ready', fault: full });
  expect(aside(path)).toEqual([]);
});

test('a session that cannot begin is not ready, and says why', () => {
  const path = newPath();
  // The tables are made first, then the session begins.
  const files = failing('durable', full, 2);
  const { send, replies } = host(files);
  send({ kind: 'open', session: session(path) });
  expect(replies.map(({ kind }) => kind)).toEqual(['checkpoint', 'not-ready']);
  expect(replies.at(-1)).toMatchObject({ fault: full });
});

test('a damaged file that cannot be set aside is a fault, not an end', () => {
  const path = newPath();
  const files = failing('check', corrupt);
  const stuck: DatabaseFiles = {
    ...files,
    setAside: () => failed({ kind: 'refused', why: message('disk-read-only') }),
  };
  const { send, replies } = host(stuck);
  send({ kind: 'open', session: session(path) });
  expect(replies.at(-1)).toMatchObject({ kind: 'not-ready', fault: { kind: 'refused' } });
  send({ kind: 'ask', id: 1, query: 'recorded', args: [] });
  expect(replies.at(-1)).toEqual({
    kind: 'answer',
    id: 1,
    result: { ok: false, fault: 'the history is not open' },
  });
});

test('a write that finds damage is answered with the fault and the event, and the next one is in the new file', () => {
  const path = newPath();
  const files = failing('write', corrupt, 1);
  const { send, replies } = host(files);
  send({ kind: 'open', session: session(path) });
  send({ kind: 'write', batch: batch(1) });
  expect(replies.at(-1)).toMatchObject({ kind: 'written', id: 1, result: { ok: false, fault: corrupt } });
  expect(replies.at(-1)).toMatchObject({
    events: [{ class: 'gap', subject: 'history', wallMs: batch(1).wallMs }],
  });
  send({ kind: 'write', batch: batch(1) });
  expect(replies.at(-1)).toMatchObject({ kind: 'written', result: { ok: true }, events: [] });
  const db = must(testFiles().open(path, 'read'));
  expect(must(db.attempt('read', readStoredEnd))).toMatchObject({ lastBatch: 1 });
  const gaps = must(db.attempt('read', (sql) => sql.all('SELECT cause, to_ms FROM gaps')));
  expect(gaps).toEqual([{ cause: 'damaged', to_ms: batch(1).wallMs }]);
  db.close();
});

test('a full disk is answered and sets nothing aside', () => {
  const path = newPath();
  const { send, replies } = host(failing('write', full));
  send({ kind: 'open', session: session(path) });
  send({ kind: 'write', batch: batch(1) });
  expect(replies.at(-1)).toMatchObject({ result: { ok: false, fault: full }, events: [] });
  expect(aside(path)).toEqual([]);
});

test('strings that an undone transaction added are written again', () => {
  const path = newPath();
  const files = testFiles();
  let mustUndo = false;
  const { send, replies } = host({
    ...files,
    open(...args) {
      const opened = files.open(...args);
      if (!opened.ok) return opened;
      const db = opened.value;
      const attempt: Database['attempt'] = (mode, work) => {
        if (!mustUndo || mode === 'read') return db.attempt(mode, work);
        mustUndo = false;
        expect(() =>
          db.attempt(mode, (sql) => {
            work(sql);
            throw new Error('undone');
          }),
        ).toThrow('undone');
        return failed(full);
      };
      return ok({ ...db, attempt });
    },
  });
  send({ kind: 'open', session: session(path) });
  mustUndo = true;
  send({ kind: 'write', batch: batch(1, { minutes: [minute(0)] }) });
  expect(replies.at(-1)).toMatchObject({ result: { ok: false } });
  send({ kind: 'write', batch: batch(1, { minutes: [minute(0)] }) });
  expect(replies.at(-1)).toMatchObject({ result: { ok: true } });
  send({ kind: 'ask', id: 1, query: 'minutes', args: [{ fromMs: 0, toMs: 8e15 }] });
  expect(replies.at(-1)).toMatchObject({
    result: { ok: true, value: [{ level: 'north', config: 'abcdef012345' }] },
  });
});

test('calibrations are sent when another process has written, and only then', () => {
  const path = newPath();
  const { send, replies } = host();
  send({ kind: 'open', session: session(path) });
  send({ kind: 'write', batch: batch(1) });
  expect(replies.at(-1)).toMatchObject({ calibrations: null });
  const other = must(testFiles().open(path, 'write'));
  must(
    other.attempt('write', (sql) =>
      sql.run(
        "INSERT INTO calibrations (id, wall_ms, meter, level_db, before_db, after_db, drift_db, offset_db, by_name, meter_serial, calibrator_serial, note) VALUES ('id', 1, 'slm', 94, 94, 94, 0, 0, 'x', NULL, NULL, NULL)",
      ),
    ),
  );
  other.close();
  send({ kind: 'write', batch: batch(2) });
  expect(replies.at(-1)).toMatchObject({ calibrations: [{ id: 'id', meter: 'slm' }] });
  send({ kind: 'write', batch: batch(3) });
  expect(replies.at(-1)).toMatchObject({ calibrations: null });
});

test('after every thirtieth batch old records go', () => {
  const path = newPath();
  const { send } = host();
  send({
    kind: 'open',
    session: { ...session(path), retention: { secondsMs: 1, minutesMs: 1e12, fileBytesMax: 1e12 } },
  });
  const count = () => {
    const db = must(testFiles().open(path, 'read'));
    const rows = must(db.attempt('read', (sql) => sql.get('SELECT count(*) AS n FROM seconds')))?.['n'];
    db.close();
    return rows;
  };
  for (let id = 1; id < 30; id += 1) send({ kind: 'write', batch: batch(id) });
  expect(count()).toBe(29);
  send({ kind: 'write', batch: batch(30) });
  // The last one is not older than a millisecond.
  expect(count()).toBe(1);
});

test('the commands that were carried out come back with the checkpoint, each with its last answer', () => {
  const path = newPath();
  const first = host();
  const ack = (id: string, more: Partial<AckRecord>): AckRecord => ({
    ...{ id, wallMs: eveningMs, stage: 'accepted', code: 'OK', message: message('birth-follows') },
    ...more,
  });
  const taken = { issuer: 'ops', digest: 'd1' };
  first.send({ kind: 'open', session: { ...session(path), isHeld: true } });
  first.send({ kind: 'write', batch: batch(1, { acks: [ack('c-1', { taken })] }) });
  first.send({
    kind: 'write',
    batch: batch(2, { acks: [ack('no', { stage: 'rejected', code: 'SCHEMA' })] }),
  });
  first.send({ kind: 'write', batch: batch(3, { acks: [ack('c-1', { stage: 'ended', why: 'lease' })] }) });
  first.send({ kind: 'close' });
  const second = host();
  second.send({ kind: 'open', session: { ...session(path), isHeld: true } });
  expect(second.replies[0]).toMatchObject({
    kind: 'checkpoint',
    checkpoint: { taken: [{ digest: 'd1', ack: { id: 'c-1', stage: 'ended' } }] },
  });
});

describe('a note beside the tail', () => {
  /** The snapshot that the next start finds: the run before was killed. */
  const snapshotAfter = (path: string): unknown => {
    const next = host(testFiles());
    next.send({ kind: 'open', session: { ...session(path), isHeld: true } });
    next.send({ kind: 'close' });
    const [first] = next.replies;
    return first?.kind === 'checkpoint' ? first.checkpoint.snapshot?.text : undefined;
  };
  const begun = () => {
    const path = newPath();
    const files = testFiles();
    const { send } = host({
      ...files,
      // A killed process takes no note away.
      openTail(own) {
        const opened = files.openTail(own);
        return opened.ok ? ok({ ...opened.value, close: () => {} }) : opened;
      },
    });
    send({ kind: 'open', session: { ...session(path), isHeld: true } });
    send({ kind: 'write', batch: batch(1, { snapshot: 'old', tracks: '{}' }) });
    return { path, send };
  };

  test('is what a restart goes on from, in the place of an older snapshot', () => {
    const { path, send } = begun();
    send({ kind: 'write', batch: batch(2), note: 'young' });
    send({ kind: 'close' });
    expect(snapshotAfter(path)).toBe('young');
  });

  test('yields to a snapshot that came after it, and is none where nobody sent one', () => {
    const { path, send } = begun();
    send({ kind: 'write', batch: batch(2), note: 'young' });
    send({ kind: 'write', batch: batch(3, { snapshot: 'younger', tracks: '{}' }) });
    send({ kind: 'close' });
    expect(snapshotAfter(path)).toBe('younger');
    const bare = begun();
    bare.send({ kind: 'write', batch: batch(2) });
    bare.send({ kind: 'close' });
    expect(snapshotAfter(bare.path)).toBe('old');
  });

  test('is told from a snapshot that could not wait by its own batch, also where both become one row', () => {
    /** Seconds that follow each other become one row. */
    const ofSecond = (id: number, changes: Partial<HistoryBatch> = {}) => {
      const wallMs = Float64Array.of(eveningMs + 20_000 + 1000 * id);
      return batch(id, {
        block: { wallMs, values: Float64Array.of(40), qualities: Uint8Array.of(0) },
        ...changes,
      });
    };
    const { path, send } = begun();
    send({ kind: 'write', batch: ofSecond(2, { snapshot: 'urgent' }) });
    send({ kind: 'write', batch: ofSecond(3), note: 'younger' });
    send({ kind: 'write', batch: ofSecond(4) });
    send({ kind: 'close' });
    expect(snapshotAfter(path)).toBe('younger');
    const late = begun();
    late.send({ kind: 'write', batch: ofSecond(2), note: 'young' });
    late.send({ kind: 'write', batch: ofSecond(3, { snapshot: 'urgent' }) });
    late.send({ kind: 'write', batch: ofSecond(4) });
    late.send({ kind: 'close' });
    expect(snapshotAfter(late.path)).toBe('urgent');
  });
});

describe('the signed head', () => {
  const HOUR_MS = 3_600_000;

  function signing(isHeld = false) {
    const path = newPath();
    const asked: string[] = [];
    const replies: StoreReply[] = [];
    const key = testKey();
    const send = createStoreHost(
      testFiles({ memory: 'off' }),
      (reply) => replies.push(reply),
      (beside) => {
        asked.push(beside);
        return key;
      },
    );
    const open = () => send({ kind: 'open', session: { ...session(path), isHeld } });
    const write = (id: number, wallMs: number, changes: Partial<HistoryBatch> = {}) => {
      send({ kind: 'write', batch: batch(id, { wallMs, ...changes }) });
      const reply = replies.at(-1);
      return reply?.kind === 'written' ? reply : undefined;
    };
    open();
    return { path, asked, open, write };
  }

  test('is made with the first batch of each hour, by one key that is looked for once', () => {
    const { path, asked, open, write } = signing();
    const first = write(1, eveningMs + 1000);
    expect(first?.head).toMatchObject({ head: { wallMs: eveningMs + 1000, clockSynced: true } });
    expect(first?.journal?.signed).toEqual(first?.head);
    expect(write(2, eveningMs + HOUR_MS - 1)?.head).toBeUndefined();
    const next = write(3, eveningMs + HOUR_MS);
    expect(next?.head?.head).toMatchObject({ wallMs: eveningMs + HOUR_MS });
    expect(next?.head?.head.size).toBeGreaterThan(first?.head?.head.size ?? 0);
    // Between two heads the newest stands in the journal.
    expect(write(4, eveningMs + HOUR_MS + 1)?.journal?.signed).toEqual(next?.head);
    open();
    expect(asked).toEqual([path]);
  });

  test('says when the clock may have been wrong', () => {
    expect(signing().write(1, eveningMs, { isAgeUnknown: true })?.head?.head.clockSynced).toBe(false);
  });

  test('waits for the batch that puts what is held into the tables', () => {
    const { write } = signing(true);
    expect(write(1, eveningMs)?.head).toBeUndefined();
    expect(write(2, eveningMs + 1000, { tracks: '{}' })?.head).toBeDefined();
  });
});

test('while the clock may be wrong nothing is deleted for its age', () => {
  const path = newPath();
  const { send, replies } = host();
  const retention = { secondsMs: 1, minutesMs: 1e12, fileBytesMax: 1e12 };
  send({ kind: 'open', session: { ...session(path), retention } });
  const rows = () => {
    const db = must(testFiles().open(path, 'read'));
    const found = must(db.attempt('read', (sql) => sql.get('SELECT count(*) AS n FROM seconds')));
    db.close();
    return found?.['n'];
  };
  for (let id = 1; id <= 30; id += 1) send({ kind: 'write', batch: batch(id, { isAgeUnknown: true }) });
  expect(rows()).toBe(30);
  for (let id = 31; id <= 60; id += 1) send({ kind: 'write', batch: batch(id) });
  expect(rows()).toBe(1);
  expect(replies.at(-1)).toMatchObject({ kind: 'written', id: 60, result: { ok: true } });
});

test('seconds that go before the back office had them are told by their numbers', () => {
  const path = newPath();
  const { send, replies } = host();
  const retention = { secondsMs: 1, minutesMs: 1e12, fileBytesMax: 1e12 };
  send({ kind: 'open', session: { ...session(path), retention } });
  const block = {
    wallMs: Float64Array.of(eveningMs, eveningMs + 1000),
    values: new Float64Array(),
    qualities: new Uint8Array(),
  };
  const sound = [...block.wallMs].map((wallMs) => ({ wallMs, utcOffsetMin: 480, samples: [] }));
  send({ kind: 'write', batch: batch(1, { block, sound, cursors: [[1, 1e9]] }) });
  // Two hours later: what is lost is told by the hour.
  const laterMs = eveningMs + 7_200_000;
  for (let id = 2; id <= 30; id += 1) send({ kind: 'write', batch: batch(id, { wallMs: laterMs }) });
  expect(replies.at(-1)).toMatchObject({
    kind: 'written',
    events: [
      {
        ...{ class: 'gap', severity: 'warning', subject: 'seconds', wallMs: laterMs },
        message: message('records-missing', { stream: 'seconds', firstSeq: 1, lastSeq: 2 }),
      },
    ],
  });
});

test('a look puts what is held into the tables where somebody asked for it, and only then', () => {
  const path = newPath();
  const files = testFiles({ memory: 'off' });
  let isWanted = false;
  const given: string[] = [];
  const asking: DatabaseFiles = { ...files, isWanted: () => isWanted, given: (own) => given.push(own) };
  const { send } = host(asking);
  send({ kind: 'look' });
  send({ kind: 'open', session: { ...session(path), isHeld: true } });
  send({ kind: 'write', batch: batch(1) });
  const rows = () => {
    const db = must(files.open(path, 'read'));
    const found = must(db.attempt('read', (sql) => sql.get('SELECT count(*) AS n FROM seconds')));
    db.close();
    return found?.['n'];
  };
  send({ kind: 'look' });
  expect([rows(), given]).toEqual([0, []]);
  isWanted = true;
  send({ kind: 'look' });
  expect([rows(), given]).toEqual([1, [path]]);
});

test('a batch whose number the file has already gets the next one, and says under which part it stands', () => {
  const path = newPath();
  const first = host();
  first.send({ kind: 'open', session: session(path) });
  first.send({ kind: 'write', batch: batch(5) });
  first.send({ kind: 'write', batch: batch(3) });
  expect(first.last()).toMatchObject({ kind: 'written', id: 3, part: 6 });
  first.send({ kind: 'write', batch: batch(9) });
  expect(first.last()).toMatchObject({ kind: 'written', id: 9, part: 9 });
});

test('what is still to be sent is told with each answer, also while it is only held', () => {
  const path = newPath();
  const { send, replies } = host(testFiles({ memory: 'off' }));
  send({ kind: 'open', session: { ...session(path), isHeld: true } });
  const cursors = () => {
    const reply = replies.at(-1);
    return reply?.kind === 'written' ? reply.journal?.cursors : undefined;
  };
  send({ kind: 'write', batch: batch(1) });
  expect(cursors()).toBeNull();
  send({ kind: 'write', batch: batch(2, { cursors: [[2, 1e9]] }) });
  expect(cursors()).toEqual([[2, 1e9]]);
  send({ kind: 'write', batch: batch(3) });
  expect(cursors()).toEqual([[2, 1e9]]);
});
