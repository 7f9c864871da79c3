/** A computer that can keep no history: what is to be sent waits in memory, bounded, and what is lost is told. */

import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Event } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import type { LogPart, RecordKind } from '../../../../src/ports/journal.ts';
import type { HistoryBatch } from '../../../../src/store/batch.ts';
import type { HistorySession, QueryName, StoreReply } from '../../../../src/store/messages.ts';
import { type MemoryLimits, memoryThread } from '../../../../src/store/writer/memory-thread.ts';
import { eveningMs, minute, noLog } from '../fixture.ts';

const session: HistorySession = {
  ...{ path: '', wallMs: eveningMs, channels: [{ id: 'gun', resolution: 1 }], config: 'abc', planText: '{}' },
  retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e12 },
};

/** A batch of `seconds` seconds of the one channel. */
function batch(id: number, seconds: number, changes: Partial<HistoryBatch> = {}): HistoryBatch {
  const rows = Array.from({ length: seconds }, (_, row) => eveningMs + 10_000 * id + 1000 * row);
  const block = {
    wallMs: Float64Array.from(rows),
    values: Float64Array.from(rows.map(() => id)),
    qualities: new Uint8Array(seconds),
  };
  const lists = { sound: [], minutes: [], events: [], decisions: [], gaps: [], ...noLog };
  return { id, wallMs: eveningMs + 10_000 * id, block, ...lists, tracks: null, snapshot: null, ...changes };
}

/** The thread, opened; `ask` gives the answer to a question, `write` what came back. */
function opened(limits: MemoryLimits = {}) {
  const replies: StoreReply[] = [];
  const { post } = memoryThread(limits)({
    message: (reply) => replies.push(reply as StoreReply),
    ended: () => {},
  });
  post({ kind: 'open', session });
  const last = <Kind extends StoreReply['kind']>(kind: Kind) => {
    const reply = replies.at(-1);
    if (reply?.kind !== kind) throw new Error(`${reply?.kind} in the place of ${kind}`);
    return reply as Extract<StoreReply, { kind: Kind }>;
  };
  return {
    replies,
    post,
    write(one: HistoryBatch) {
      post({ kind: 'write', batch: one });
      return last('written');
    },
    ask(query: QueryName, ...args: readonly unknown[]) {
      post({ kind: 'ask', id: 7, query, args });
      return last('answer');
    },
    ids(from = 0, to = 1e9, most = 1e9) {
      post({ kind: 'ask', id: 7, query: 'parts', args: [[from, to], most] });
      const { result } = last('answer');
      if (!result.ok) throw new Error(result.fault);
      return (result.value as readonly LogPart[]).map(({ id }) => id);
    },
  };
}

const event = (subject: string): Event => ({
  ...{ class: 'fault', severity: 'warning', wallMs: eveningMs, subject, state: 'noted' },
  message: plain(subject),
});

test('it is ready at once, with nothing to go on from and numbers of an epoch of its own', () => {
  const { replies } = opened();
  expect(replies).toEqual([
    { kind: 'checkpoint', checkpoint: { tracks: null, cycles: [], snapshot: null } },
    expect.objectContaining({ kind: 'ready', lastBatch: 0, calibrations: [], events: [], fileBytes: 0 }),
  ]);
  expect(replies[1]).toMatchObject({
    journal: { epoch: { epoch: Math.floor(eveningMs / 1000), why: 'new-file', before: null }, cursors: null },
  });
});

test('each record gets the number after the one before, and is given back as it came', () => {
  const thread = opened();
  const first = thread.write(batch(1, 3, { minutes: [minute(0), minute(1)] }));
  expect(first).toMatchObject({ id: 1, part: 1, result: { ok: true }, events: [], fileBytes: 0 });
  expect(first.journal?.lastSeqs).toMatchObject({ seconds: 3, minutes: 2, events: 0 });
  const second = thread.write(batch(2, 2, { events: [event('a')], minutes: [minute(2)] }));
  expect(second.journal?.lastSeqs).toMatchObject({ seconds: 5, minutes: 3, events: 1 });
  expect(thread.ask('parts', [1, 9], 9)).toMatchObject({
    id: 7,
    result: {
      ok: true,
      value: [
        { id: 1, config: 'abc', seqsBefore: { seconds: 0, minutes: 0 }, minutes: [minute(0), minute(1)] },
        { id: 2, seqsBefore: { seconds: 3, minutes: 2, events: 0 }, events: [{ subject: 'a' }] },
      ],
    },
  });
  expect(thread.ids(2, 2)).toEqual([2]);
  expect(thread.ids(0, 9, 1)).toEqual([1]);
});

test('the parts that hold records of a kind are found by the numbers of these records', () => {
  const thread = opened();
  thread.write(batch(1, 2));
  thread.write(batch(2, 2, { minutes: [minute(0), minute(1)] }));
  thread.write(batch(3, 2));
  thread.write(batch(4, 2, { minutes: [minute(2)] }));
  const found = (kind: RecordKind, first: number, last: number) =>
    thread.ask('find', kind, [first, last]).result;
  expect(found('minutes', 1, 9)).toEqual({ ok: true, value: [2, 4] });
  expect(found('minutes', 1, 1)).toEqual({ ok: true, value: [2, 2] });
  expect(found('minutes', 2, 2)).toEqual({ ok: true, value: [2, 2] });
  expect(found('minutes', 3, 3)).toEqual({ ok: true, value: [4, 4] });
  expect(found('minutes', 4, 9)).toEqual({ ok: true, value: null });
  expect(found('seconds', 3, 4)).toEqual({ ok: true, value: [2, 2] });
  expect(found('events', 1, 9)).toEqual({ ok: true, value: null });
});

test('it answers no question about the past, takes a look for nothing, and is closed at once', () => {
  const thread = opened();
  thread.write(batch(1, 1));
  expect(thread.ask('minutes', { fromMs: 0, toMs: 8e15 }).result).toEqual({
    ok: false,
    fault: 'no history is kept',
  });
  const count = thread.replies.length;
  thread.post({ kind: 'look' });
  expect(thread.replies).toHaveLength(count);
  thread.post({ kind: 'close' });
  expect(thread.replies.at(-1)).toEqual({ kind: 'closed' });
});

test('what does not fit goes oldest first, and is told for each kind of record with its numbers', () => {
  const thread = opened({ cellsMax: 100 });
  expect(thread.write(batch(1, 40, { minutes: [minute(0)] })).events).toEqual([]);
  // 60 cells and 40 fit.
  expect(thread.write(batch(2, 40)).events).toEqual([]);
  const { events } = thread.write(batch(3, 1));
  expect(events.map(({ class: kind, severity, subject }) => `${severity} ${kind} ${subject}`)).toEqual([
    'warning gap seconds',
    'warning gap minutes',
  ]);
  expect(events.map(({ message }) => message.values)).toEqual([
    { stream: 'seconds', firstSeq: 1, lastSeq: 40 },
    { stream: 'minutes', firstSeq: 1, lastSeq: 1 },
  ]);
  expect(events.every(({ wallMs, state }) => wallMs === eveningMs + 10_000 && state === 'noted')).toBe(true);
  expect(inEnglish(events[0]?.message ?? plain(''))).toContain('1');
  expect(thread.ids()).toEqual([2, 3]);
});

test('events and decisions take room too, and the newest batch stays however large it is', () => {
  const thread = opened({ cellsMax: 50 });
  thread.write(batch(1, 0, { events: [event('a')] }));
  const decision = { output: 'fan', value: 1, by: 'rest', reason: plain('x'), overruled: [] };
  thread.write(batch(2, 0, { decisions: [{ ...decision, wallMs: eveningMs }] }));
  expect(thread.ids()).toEqual([1, 2]);
  const { events } = thread.write(batch(3, 0, { events: [event('b')] }));
  expect(events).toMatchObject([{ subject: 'events', message: { values: { firstSeq: 1, lastSeq: 1 } } }]);
  thread.write(batch(4, 500));
  expect(thread.ids()).toEqual([4]);
});

test('what was sent goes without a word, and what is still wanted stays', () => {
  const thread = opened();
  for (const id of [1, 2, 3]) thread.write(batch(id, 5));
  const told = thread.write(batch(4, 5, { cursors: [[3, 1e9]] }));
  expect(told.events).toEqual([]);
  expect(told.journal?.cursors).toEqual([[3, 1e9]]);
  expect(thread.ids()).toEqual([3, 4]);
  // Without newer ones the cursors hold on; a gap in the middle was sent too.
  expect(thread.write(batch(5, 5)).journal?.cursors).toEqual([[3, 1e9]]);
  thread.write(
    batch(6, 5, {
      cursors: [
        [3, 3],
        [6, 1e9],
      ],
    }),
  );
  expect(thread.ids()).toEqual([3, 4, 5, 6]);
  thread.write(batch(7, 5, { cursors: [[6, 1e9]] }));
  expect(thread.ids()).toEqual([6, 7]);
});
