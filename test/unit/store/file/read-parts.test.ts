/** The log out of its tables: rows of a minute in the parts they were joined from, and what still waits behind them. */

import { expect, test } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import { message, plain } from '../../../../src/model/message.ts';
import type { AckRecord } from '../../../../src/ports/history.ts';
import type { LogPart, NumberRange, RecordKind } from '../../../../src/ports/journal.ts';
import type { HistoryBatch } from '../../../../src/store/batch.ts';
import type { HistorySession, StoreReply } from '../../../../src/store/messages.ts';
import { createStoreHost } from '../../../../src/store/owner/store-host.ts';
import { eveningMs, minute, must, newPath, noLog, testFiles } from '../fixture.ts';

/** Ten seconds from `10 * id` on; the value of each is its second. */
function batch(id: number, changes: Partial<HistoryBatch> = {}): HistoryBatch {
  const seconds = Array.from({ length: 10 }, (_, row) => 10 * id + row);
  const wallMs = Float64Array.from(seconds.map((second) => eveningMs + 1000 * second));
  const block = { wallMs, values: Float64Array.from(seconds), qualities: new Uint8Array(10) };
  const sound = [...wallMs].map((atMs) => ({ wallMs: atMs, utcOffsetMin: 480, samples: [] }));
  const lists = { minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  return { id, wallMs: wallMs[0] ?? 0, block, sound, ...lists, tracks: null, snapshot: null, ...changes };
}

function opened() {
  const path = newPath();
  const replies: StoreReply[] = [];
  const send = createStoreHost(testFiles({ memory: 'off' }), (reply) => replies.push(reply));
  const session: HistorySession = {
    ...{ path, wallMs: eveningMs, channels: [{ id: 'gun', resolution: 1 }], config: 'abc', planText: '{}' },
    ...{ retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 }, isHeld: true },
  };
  send({ kind: 'open', session });
  const answer = <Value>(query: 'parts' | 'find' | 'recorded', args: readonly unknown[]): Value => {
    send({ kind: 'ask', id: 1, query, args });
    const reply = replies.at(-1);
    if (reply?.kind !== 'answer') throw new Error('no answer');
    return must(reply.result) as Value;
  };
  return {
    write(...batches: readonly HistoryBatch[]) {
      for (const one of batches) send({ kind: 'write', batch: one });
    },
    parts: (range: NumberRange, most = 1e9) => answer<readonly LogPart[]>('parts', [range, most]),
    ids: (range: NumberRange, most = 1e9) =>
      answer<readonly LogPart[]>('parts', [range, most]).map(({ id }) => id),
    find: (kind: RecordKind, range: NumberRange) => answer<NumberRange | null>('find', [kind, range]),
    /** Rows in the tables, as another process sees them. */
    rows() {
      const db = must(testFiles({ memory: 'off' }).open(path, 'read'));
      const rows = must(db.attempt('read', (sql) => sql.all('SELECT parts FROM seconds ORDER BY batch')));
      db.close();
      return rows.length;
    },
  };
}

const six = [1, 2, 3, 4, 5].map((id) => batch(id));
const end = { tracks: '{}' };

test('any stretch of a row of six parts is that stretch', () => {
  const { write, ids, rows } = opened();
  write(...six, batch(6, end));
  expect(rows()).toBe(1);
  for (let first = 1; first <= 6; first += 1)
    for (let last = first; last <= 6; last += 1)
      expect(ids([first, last]), `${first} to ${last}`).toEqual(
        [1, 2, 3, 4, 5, 6].filter((id) => id >= first && id <= last),
      );
  expect(ids([0, 0])).toEqual([]);
  expect(ids([7, 9])).toEqual([]);
});

test('a row is read whole, and no further row where there are enough', () => {
  const { write, ids, rows } = opened();
  write(...six, batch(6, end), batch(7), batch(8, end), batch(9, end));
  expect(rows()).toBe(3);
  expect(ids([1, 9], 1)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(ids([1, 9], 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(ids([1, 9], 7)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(ids([6, 9], 1)).toEqual([6]);
  expect(ids([6, 9], 2)).toEqual([6, 7, 8]);
});

test('each part has its own seconds and its own records, under the numbers they got', () => {
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
  const ack: AckRecord = {
    ...{ id: 'c-1', wallMs: eveningMs, stage: 'accepted', code: 'OK' },
    message: message('birth-follows'),
  };
  const { write, parts, find } = opened();
  write(
    batch(1, { minutes: [minute(0)] }),
    batch(2, { minutes: [minute(1), minute(2)], events: [event] }),
    batch(3, { decisions: [{ ...decision, wallMs: eveningMs }], attribution: [attribution] }),
    batch(4, { noiseEvents: [noise], acks: [ack], ...end }),
  );
  const [one, two, three, four] = parts([1, 4]);
  expect(one).toMatchObject({ id: 1, config: 'abc', isSynced: true, channels: [{ id: 'gun' }] });
  expect(one).toMatchObject({ minutes: [minute(0)], events: [], seqsBefore: { seconds: 0, minutes: 0 } });
  expect(two).toMatchObject({ seqsBefore: { seconds: 10, minutes: 1, events: 0 } });
  expect(two).toMatchObject({ minutes: [minute(1), minute(2)], events: [{ subject: 'a' }], decisions: [] });
  expect(three).toMatchObject({ seqsBefore: { seconds: 20, minutes: 3, events: 1, decisions: 0 } });
  expect(three).toMatchObject({ decisions: [{ output: 'fan', value: 40, by: 'rest' }] });
  expect(three?.attribution).toEqual([attribution]);
  expect(four).toMatchObject({ seqsBefore: { decisions: 1, attribution: 1, noiseEvents: 0, acks: 0 } });
  expect([four?.noiseEvents, four?.acks]).toEqual([[noise], [ack]]);
  for (const [index, part] of parts([1, 4]).entries()) {
    const own = Array.from({ length: 10 }, (_, row) => 10 * (index + 1) + row);
    expect([...part.values]).toEqual(own);
    expect([...part.wallMs]).toEqual(own.map((second) => eveningMs + 1000 * second));
    expect(part.sound.map(({ wallMs }) => wallMs)).toEqual([...part.wallMs]);
    expect(part.qualities).toHaveLength(10);
  }
  expect(find('minutes', [1, 9])).toEqual([1, 2]);
  expect(find('minutes', [2, 2])).toEqual([2, 2]);
  expect(find('minutes', [3, 3])).toEqual([2, 2]);
  expect(find('minutes', [4, 9])).toBeNull();
  expect(find('acks', [1, 1])).toEqual([4, 4]);
  expect(find('seconds', [10, 11])).toEqual([1, 2]);
});

test('what waits comes behind what is in the tables; the sender makes nobody write them, a reader does', () => {
  const { write, ids, find, rows } = opened();
  write(...six, batch(6, end), batch(7), batch(8, { minutes: [minute(0)] }));
  expect(ids([1, 99])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(ids([7, 7])).toEqual([7]);
  expect(ids([5, 99], 3)).toEqual([5, 6, 7]);
  expect(ids([5, 99], 2)).toEqual([5, 6]);
  expect(rows()).toBe(1);
  expect(find('minutes', [1, 1])).toEqual([8, 8]);
  expect(rows()).toBe(2);
});
