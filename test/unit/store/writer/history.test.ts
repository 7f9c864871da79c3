/** The cycle's side: when batches leave, what waits while they cannot, which events are raised. */

import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Event } from '../../../../src/model/event.ts';
import { message, plain } from '../../../../src/model/message.ts';
import { ok } from '../../../../src/model/result.ts';
import { noNumbers } from '../../../../src/ports/journal.ts';
import { FULL_BATCHES_MAX } from '../../../../src/store/writer/batch-queue.ts';
import { LINK_BUSY_MS } from '../../../../src/store/writer/store-link.ts';
import { eveningMs, imageAt, minute, newHistory } from '../fixture.ts';
import { scriptedThread } from '../scripted-thread.ts';

const event: Event = {
  class: 'fault',
  severity: 'alarm',
  wallMs: eveningMs,
  subject: 'slm-north',
  message: plain('slm-north is silent.'),
  state: 'raised',
};

test('seconds leave when the first of them is nine seconds old, so that a kill costs ten at most', () => {
  const thread = scriptedThread();
  const { second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written();
  const leftMs: number[] = [];
  for (let count = 0; count < 60; count += 1) {
    const before = thread.writes().length;
    second();
    if (thread.writes().length === before) continue;
    leftMs.push(clock.nowMs());
    thread.written();
  }
  expect(leftMs).toEqual([11_000, 21_000, 31_000, 41_000, 51_000, 61_000]);
  expect(thread.writes().every(({ batch }) => (batch.block?.wallMs.length ?? 0) <= 10)).toBe(true);
});

test('who waits for a cycle hears of it when it is on the medium, and not before', () => {
  const thread = scriptedThread();
  const { second, history } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written();
  let told = 0;
  history.addWithCycle([], () => {
    told += 1;
  });
  expect(thread.writes()).toHaveLength(1);
  second();
  // It leaves at once, and what waits for it is no part of it.
  expect(thread.writes()).toHaveLength(2);
  expect(thread.writes().at(-1)?.batch).not.toHaveProperty('written');
  expect(told).toBe(0);
  thread.written();
  expect(told).toBe(1);
  for (let count = 0; count < 12; count += 1) second();
  thread.written();
  expect(told).toBe(1);
});

test('events leave at once, with the seconds before them; all else with the seconds of its ten', () => {
  const thread = scriptedThread();
  const { second } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written();
  second();
  second();
  expect(thread.writes()).toHaveLength(1);
  second({ events: [event] });
  expect(thread.writes().at(-1)?.batch).toMatchObject({ events: [event], block: { wallMs: { length: 3 } } });
  thread.written();
  const told: Event = { ...event, severity: 'warning' };
  second({ minutes: [minute(0)] });
  expect(thread.writes()).toHaveLength(2);
  for (let count = 0; count < 9; count += 1) second();
  expect(thread.writes()).toHaveLength(3);
  expect(thread.writes().at(-1)?.batch).toMatchObject({ minutes: [minute(0)], events: [] });
  thread.written();
  second({ events: [told] });
  expect(thread.writes().at(-1)?.batch).toMatchObject({ events: [told], block: { wallMs: { length: 1 } } });
});

test('of gradual outputs the last change of a batch is kept, of relays every one, each with its reason', () => {
  const thread = scriptedThread();
  const { second } = newHistory({ start: thread.start });
  thread.ready();
  const decided = (output: string, value: number, by: string, reason: string) => ({
    ...{ output, value, by, reason: plain(reason) },
    overruled: [],
  });
  for (let count = 0; count < 5; count += 1) {
    const fan = decided('fan', 40 + count, 'thermal-fan', `cabinet a at ${40 + count} C`);
    const limit = decided('limit', count < 3 ? 100 : 75, 'night-noise', `step ${count}`);
    second({ decisions: [fan, limit] });
  }
  second({ events: [event] });
  thread.written();
  second({ events: [event] });
  const decisions = thread.writes().flatMap(({ batch }) => batch.decisions);
  expect(decisions.map(({ output, value, reason }) => `${output} ${value}: ${inEnglish(reason)}`)).toEqual([
    'fan 44: cabinet a at 44 C',
    'limit 100: step 0',
    'limit 75: step 3',
  ]);
});

test('a full disk is told once, tried again, and told when it is over; nothing is lost meanwhile', () => {
  const thread = scriptedThread();
  const { history, second } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  for (let tries = 0; tries < 3; tries += 1) {
    thread.written('full');
    for (let count = 0; count < 10; count += 1) second();
  }
  expect(history.takeEvents().map(({ state, severity }) => `${state} ${severity}`)).toEqual(['raised alarm']);
  expect(history.health()).toMatchObject({ state: 'down', fault: message('disk-full'), dropped: 0 });
  const ids = thread.writes().map(({ batch }) => batch.id);
  expect(ids).toHaveLength(4);
  while (history.health().waiting > 0) thread.written();
  expect(history.takeEvents().map(({ message }) => inEnglish(message))).toEqual([
    expect.stringContaining('is written again; nothing was lost.'),
  ]);
  expect(history.health()).toMatchObject({ state: 'up', fault: null });
});

test('while nothing can be written memory stays bounded: seconds go first, the loss becomes a gap', () => {
  const thread = scriptedThread();
  const { history, second } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written('full');
  const seconds = 10 * (FULL_BATCHES_MAX + 30);
  for (let count = 0; count < seconds; count += 1) {
    second(count % 60 === 30 ? { minutes: [minute(2 * Math.floor(count / 60))] } : {});
  }
  const { dropped } = history.health();
  expect(dropped).toBeGreaterThan(250);
  while (history.health().waiting > 0) thread.written();
  const batches = new Map(thread.writes().map(({ batch }) => [batch.id, batch]));
  const written = [...batches.values()].filter(({ wallMs }) => wallMs > eveningMs + 1000);
  expect(written.flatMap(({ minutes }) => minutes)).toHaveLength(seconds / 60);
  const gaps = written.flatMap((batch) => batch.gaps);
  expect(gaps).toMatchObject([{ cause: 'dropped', records: dropped }]);
  const rows = written.flatMap(({ block }) => [...(block?.wallMs ?? [])]);
  expect(rows.length + dropped).toBeGreaterThanOrEqual(seconds - 10);
  for (const wallMs of rows)
    expect(wallMs >= (gaps[0]?.toMs ?? 0) || wallMs < (gaps[0]?.fromMs ?? 0)).toBe(true);
});

test('a thread that ends is told, started again, and what was on its way is written once', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.end('out of memory');
  expect(history.takeEvents()).toMatchObject([{ state: 'raised', severity: 'alarm', subject: 'history' }]);
  clock.runUntil(clock.nowMs() + 10_000);
  expect(thread.started()).toBe(2);
  // Batch 1 had reached the file before the thread ended.
  thread.ready(1);
  expect(thread.writes()).toHaveLength(1);
  second({ events: [event] });
  expect(thread.writes().at(-1)?.batch.id).toBe(2);
  thread.end('again');
  clock.runUntil(clock.nowMs() + 10_000);
  // Batch 2 had not.
  thread.ready(1);
  expect(thread.writes().at(-1)?.batch).toMatchObject({ id: 3, events: [event] });
});

test('a batch over which the thread ends three times is left out as a gap; what comes after it is written', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  const later: Event = { ...event, subject: 'slm-rest' };
  for (let ends = 0; ends < 3; ends += 1) {
    expect(thread.writes().at(-1)?.batch.tracks).toBe('{}');
    thread.end('datatype mismatch');
    second({ events: [later] });
    clock.runUntil(clock.nowMs() + 10_000);
    thread.ready();
  }
  expect(thread.writes().at(-1)?.batch).toMatchObject({ tracks: null, events: [later] });
  expect(history.health().dropped).toBe(1);
  thread.written();
  expect(thread.writes().at(-1)?.batch).toMatchObject({
    events: [later],
    gaps: [{ fromMs: eveningMs + 1000, records: 1, cause: 'dropped', reason: { key: 'gap-unwritable' } }],
  });
});

test('a thread that ended over other batches, each in the end written, loses none', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  for (let index = 0; index < 5; index += 1) {
    second({ events: [event] });
    thread.end('killed');
    clock.runUntil(clock.nowMs() + 10_000);
    thread.ready(thread.writes().length - 1);
    if (history.health().waiting > 0) thread.written();
  }
  expect(history.health().dropped).toBe(0);
});

test('a question is answered once, also when the thread ends before', async () => {
  const thread = scriptedThread();
  const { history } = newHistory({ start: thread.start });
  expect(await history.recorded()).toMatchObject({ ok: false });
  thread.ready();
  const answer = history.recorded();
  thread.end('killed');
  expect(await answer).toEqual({ ok: false, fault: 'the history stopped: its thread ended: killed' });
});

test('snapshots that must not wait do not put off the next state with tracks, however often they come', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  const states: number[] = [];
  for (let index = 0; index < 2500; index += 1) {
    const isWanted = history.wantsTracks(clock.nowMs());
    const isDue = history.wantsSnapshot(clock.nowMs());
    // A lamp that people switch every fifty seconds.
    const snapshot = isDue || index % 50 === 0 ? { snapshot: '{}' } : {};
    second({ ...(isWanted ? { tracks: '{}' } : {}), ...snapshot });
    thread.written();
    if (isDue && isWanted) states.push(index);
  }
  expect(states.length).toBeGreaterThanOrEqual(4);
  for (const [index, at] of states.entries()) expect(at - (states[index - 1] ?? 0)).toBeLessThanOrEqual(700);
});

test('tracks are wanted at first, every five minutes, with each snapshot, and at once when the clock was set back', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  const offer = (): string => {
    const isWanted = history.wantsTracks(clock.nowMs());
    const isDue = history.wantsSnapshot(clock.nowMs());
    second({ ...(isWanted ? { tracks: '{}' } : {}), ...(isDue ? { snapshot: '{}' } : {}) });
    if (thread.writes().length > 0) thread.written();
    if (isDue) return isWanted ? 'S' : 's';
    return isWanted ? 'T' : '.';
  };
  const wanted = Array.from({ length: 700 }, offer).join('');
  const found = [...wanted.matchAll(/[TSs]/g)].map(({ 0: what, index }) => [what, index]);
  expect(found).toEqual([
    ['T', 0],
    ['S', 31],
    ['T', 332],
    ['S', 632],
  ]);
  clock.stepWall(-3_600_000);
  expect(offer() + offer() + offer()).toBe('.T.');
});

test('closing writes what waits and ends by its deadline even when nobody answers', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second();
  let isDone = false;
  history.close(2000, () => {
    isDone = true;
  });
  expect(thread.writes()).toHaveLength(1);
  thread.written();
  expect(thread.sent.at(-1)).toEqual({ kind: 'close' });
  clock.runUntil(clock.nowMs() + 1999);
  expect(isDone).toBe(false);
  clock.runUntil(clock.nowMs() + 2);
  expect(isDone).toBe(true);
});

test('a note goes with the newest batch each ten seconds, and not beside a snapshot', () => {
  const thread = scriptedThread();
  const { second, history, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written();
  const notes: (string | undefined)[] = [];
  for (let count = 0; count < 31; count += 1) {
    const before = thread.writes().length;
    const saved = String(count);
    second(
      count === 15 ? { snapshot: saved } : history.wantsNote(clock.nowMs() + 1000) ? { note: saved } : {},
    );
    if (thread.writes().length === before) continue;
    notes.push(thread.writes().at(-1)?.note);
    thread.written();
  }
  // Each at the end of its batch.
  expect(notes).toEqual(['9', undefined, '25']);
});

test('while the file is busy what a run before left is waited for; where it cannot be read, not', () => {
  const thread = scriptedThread();
  const given: unknown[] = [];
  const { clock } = newHistory({ start: thread.start, onCheckpoint: (checkpoint) => given.push(checkpoint) });
  thread.reply({ kind: 'not-ready', fault: { kind: 'busy', why: message('file-busy') } });
  expect(given).toEqual([]);
  clock.runUntil(clock.nowMs() + LINK_BUSY_MS);
  const checkpoint = { tracks: null, cycles: [], snapshot: { text: '{}' } };
  thread.reply({ kind: 'checkpoint', checkpoint });
  expect(given).toEqual([checkpoint]);
  const other = scriptedThread();
  newHistory({ start: other.start, onCheckpoint: (found) => given.push(found) });
  other.reply({ kind: 'not-ready', fault: { kind: 'refused', why: message('disk-read-only') } });
  expect(given).toEqual([checkpoint, null]);
});

test('a note is wanted ten seconds after the last state, not before', () => {
  const thread = scriptedThread();
  const { second, history, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}', snapshot: '{}' });
  thread.written();
  const savedMs = clock.nowMs();
  const wanted = [9999, 10_000, 10_001].map((ageMs) => history.wantsNote(savedMs + ageMs));
  expect(wanted).toEqual([false, true, true]);
});

test('that it was off is told at the first start, and not when the thread is started again', () => {
  const thread = scriptedThread();
  const { history, clock } = newHistory({ start: thread.start });
  const lastWallMs = eveningMs - 3_600_000;
  const epoch = {
    epoch: 7,
    sinceMs: lastWallMs,
    why: 'new-file',
    before: null,
    lastSeqs: noNumbers,
  } as const;
  const journal = { epoch, lastSeqs: { ...noNumbers, seconds: 41 }, cursors: null };
  const found = { lastBatch: 3, calibrations: [], events: [], fileBytes: 0, lastWallMs, journal };
  const ready = { kind: 'ready', ...found } as const;
  thread.reply(ready);
  const keys = () => history.takeEvents().map(({ message }) => message.key);
  expect(keys()).toEqual(['gap-before-start']);
  thread.end('killed');
  clock.runUntil(clock.nowMs() + 10_000);
  thread.reply(ready);
  expect(keys()).not.toContain('gap-before-start');
});

test('once the file is closed the end is told at once, only once, and nothing more is taken', () => {
  const thread = scriptedThread();
  const { history, second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second();
  let ends = 0;
  history.close(2000, () => {
    ends += 1;
  });
  thread.written();
  thread.reply({ kind: 'closed' });
  expect(ends).toBe(1);
  const count = thread.sent.length;
  second({ events: [event] });
  history.add({ events: [event] });
  clock.runUntil(clock.nowMs() + 30_000);
  expect([ends, thread.sent.length, thread.started()]).toEqual([1, count, 1]);
});

test('a history that is not open is closed at once', () => {
  const thread = scriptedThread();
  const { history, second } = newHistory({ start: thread.start });
  second();
  let isDone = false;
  history.close(2000, () => {
    isDone = true;
  });
  expect([isDone, thread.writes()]).toEqual([true, []]);
});

test('seconds before and after the clock became right are no common batch', () => {
  const thread = scriptedThread();
  const { history, clock } = newHistory({ start: thread.start });
  thread.ready();
  const append = (cycle: number, clockSynced: boolean): void => {
    clock.runUntil(clock.nowMs() + 1000);
    const image = { ...imageAt(cycle, clock.nowMs(), clock.wallMs()), clockSynced };
    history.append({ image, decisions: [], events: [], minutes: [] });
  };
  append(1, false);
  append(2, false);
  expect(thread.writes()).toEqual([]);
  append(3, true);
  thread.written();
  for (let cycle = 4; cycle < 14; cycle += 1) append(cycle, true);
  const told = thread.writes().map(({ batch }) => [batch.isSynced, batch.block?.wallMs.length]);
  expect(told).toEqual([
    [false, 2],
    [true, 10],
  ]);
});

test('who watches hears of each part that is in the log, and health knows the size of the file', () => {
  const thread = scriptedThread();
  const { history, second } = newHistory({ start: thread.start });
  let heard = 0;
  history.watch(() => {
    heard += 1;
  });
  thread.ready(4);
  expect([heard, history.newestPart]).toEqual([1, 4]);
  second({ events: [event] });
  const { id } = thread.writes().at(-1)?.batch ?? { id: 0 };
  expect(id).toBe(5);
  const written = {
    id,
    result: ok(true as const),
    calibrations: null,
    events: [],
    fileBytes: 4096,
    part: 6,
  } as const;
  // An answer to another batch is none.
  thread.reply({ kind: 'written', ...written, id: 3 });
  expect([heard, history.health().waiting]).toEqual([1, 1]);
  thread.reply({ kind: 'written', ...written });
  expect([heard, history.newestPart]).toEqual([2, 6]);
  expect(history.health()).toEqual({ state: 'up', fault: null, waiting: 0, dropped: 0, fileBytes: 4096 });
});

test('however little the clock is set back, no batch has seconds of both times', () => {
  const thread = scriptedThread();
  const { second, clock } = newHistory({ start: thread.start });
  thread.ready();
  second({ tracks: '{}' });
  thread.written();
  for (let count = 0; count < 3; count += 1) second();
  // The next second comes a second later: it would bear the time of the one before.
  clock.stepWall(-1001);
  second();
  thread.written();
  for (let count = 0; count < 9; count += 1) second();
  const rows = thread.writes().map(({ batch }) => [...(batch.block?.wallMs ?? [])]);
  expect(rows.map(({ length }) => length)).toEqual([1, 3, 10]);
  for (const wallMs of rows) expect(wallMs).toEqual(wallMs.toSorted((a, b) => a - b));
});

test('a file that is ready and gave nothing to go on from is waited for no longer', () => {
  const thread = scriptedThread();
  const given: unknown[] = [];
  newHistory({ start: thread.start, onCheckpoint: (checkpoint) => given.push(checkpoint) });
  expect(given).toEqual([]);
  thread.ready();
  expect(given).toEqual([null]);
});
