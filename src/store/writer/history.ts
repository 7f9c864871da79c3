/**
 * The history as the cycle sees it: it hands what happened in batches to the thread that owns the file. The cycle goes on
 * whatever becomes of a batch; one is in flight at a time, and one that fails stays first in the queue.
 *
 * Promised: after the end of the process, by whatever cause, at most the last ten seconds are missing; after a power
 * cut at most the last minute, and no alarm that was a moment old. What is there is whole.
 */

import { inEnglish } from '../../language/say.ts';
import type { Event } from '../../model/event.ts';
import type { Message } from '../../model/message.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Calibration } from '../../ports/history.ts';
import type { Checkpoint, History, HistoryCycle, HistoryHealth } from '../../ports/history-writer.ts';
import type { Journal, JournalHead } from '../../ports/journal.ts';
import type { StartThread } from '../../ports/thread.ts';
import { calibrationEvents, inForce } from '../file/calibration-rows.ts';
import { createReader } from '../file/reader.ts';
import type { HistorySession } from '../messages.ts';
import { type BatchBuilder, createBatchBuilder, type RecordedChannel } from './batch-builder.ts';
import { type BatchQueue, createBatchQueue } from './batch-queue.ts';
import {
  areTracksDue,
  type CheckpointTimes,
  firstTimes,
  handedOver,
  isSnapshotDue,
  wantBoth,
} from './checkpoint-times.ts';
import { createKnownAge, type KnownAge } from './known-age.ts';
import { offEvents } from './off-events.ts';
import { createQuestions, logQuestions, type Questions } from './questions.ts';
import { createStoreLink, LINK_RETRY_MS, type Reply, type StoreLink } from './store-link.ts';
import { createWriteAlarm, type WriteAlarm } from './write-alarm.ts';

/** The thread that owns the file, what it opens, and what is recorded. */
export interface HistoryOptions {
  readonly start: StartThread;
  readonly clock: Clock;
  readonly session: Omit<HistorySession, 'wallMs' | 'channels'>;
  readonly channels: readonly RecordedChannel[];
  /** Outputs without steps. */
  readonly gradual: ReadonlySet<string>;
  /** Called once: what the level tracks are restored from, or null when it cannot be read. */
  readonly onCheckpoint?: (checkpoint: Checkpoint | null) => void;
}

const BATCH_ROWS_MAX = 50;

/** Starts the thread and opens the file through it. */
export function createHistory(options: HistoryOptions): History & Journal {
  const state = createState(options);
  state.link.start();
  return {
    ...{ ...createReader(state.questions.ask), ...journalOf(state) },
    get head() {
      return state.head;
    },
    get newestPart() {
      return state.newestPart;
    },
    append: (cycle) => append(state, cycle),
    wantsTracks: (nowMs) => areTracksDue(state.times, nowMs),
    wantsSnapshot: (nowMs) => isSnapshotDue(state.times, nowMs),
    wantsNote: (nowMs) => nowMs >= state.times.noteMs || state.builder.isFull(nowMs),
    leave: (snapshot) => state.builder.addSnapshot(snapshot),
    takeEvents: () => takeEvents(state),
    calibrationOf: (meter) => state.calibrations.get(meter) ?? null,
    health: () => healthOf(state),
    close: (deadlineMs, done) => close(state, deadlineMs, done),
  };
}

interface State {
  readonly clock: Clock;
  readonly builder: BatchBuilder;
  readonly queue: BatchQueue;
  readonly alarm: WriteAlarm;
  readonly age: KnownAge;
  readonly questions: Questions;
  readonly link: StoreLink;
  /** Does nothing after the first call. */
  giveCheckpoint: (checkpoint: Checkpoint | null) => void;
  phase: Phase;
  calibrations: ReadonlyMap<string, Calibration>;
  /** Newer than the last snapshot; goes with the newest batch. */
  note: string | null;
  /** For the next `takeEvents`. */
  readonly events: Event[];
  /** Id of the batch that was sent and is not answered yet. */
  inFlight: number | null;
  nextId: number;
  fileBytes: number;
  lastWallMs: number;
  isSynced: boolean;
  readonly times: CheckpointTimes;
  cancelRetry: Cancel;
  wasOpen: boolean;
  head: JournalHead | null;
  newestPart: number;
  changed: () => void;
}

type Phase =
  | { readonly kind: 'open' }
  | { readonly kind: 'closing'; readonly cancelDeadline: Cancel; readonly done: () => void }
  | { readonly kind: 'closed' };

function createState(options: HistoryOptions): State {
  const { clock, session, onCheckpoint } = options;
  const channels = options.channels.map(({ id, resolution }) => ({ id, resolution }));
  const link = createStoreLink(
    { start: options.start, clock, session: { ...session, channels } },
    {
      checkpoint: ({ checkpoint }) => state.giveCheckpoint(checkpoint),
      ready: (reply) => onReady(state, reply),
      written: (reply) => onWritten(state, reply),
      answer: ({ id, result }) => state.questions.answer(id, result),
      closed: () => finish(state),
      down: (why, isPassing) => onDown(state, why, isPassing),
    },
  );
  const state: State = {
    clock,
    builder: createBatchBuilder({ ...options, rowsMax: BATCH_ROWS_MAX }),
    queue: createBatchQueue(),
    alarm: createWriteAlarm(session.path),
    age: createKnownAge(),
    questions: createQuestions(link),
    link,
    giveCheckpoint(checkpoint) {
      state.giveCheckpoint = () => {};
      onCheckpoint?.(checkpoint);
    },
    phase: { kind: 'open' },
    calibrations: new Map(),
    note: null,
    events: [],
    inFlight: null,
    nextId: 1,
    fileBytes: 0,
    lastWallMs: Number.NEGATIVE_INFINITY,
    isSynced: false,
    times: firstTimes(),
    cancelRetry: () => {},
    wasOpen: false,
    head: null,
    newestPart: 0,
    changed: () => {},
  };
  return state;
}

function journalOf(state: State): Omit<Journal, 'head' | 'newestPart'> {
  return {
    watch(changed) {
      state.changed = changed;
    },
    ...logQuestions(state.questions),
    keep: state.builder.keep,
    addWithCycle: state.builder.addWithCycle,
    add(records) {
      if (state.phase.kind !== 'open') return;
      state.builder.addRecords(records);
      flush(state);
    },
  };
}

function append(state: State, cycle: HistoryCycle): void {
  if (state.phase.kind !== 'open') return;
  const { builder } = state;
  const { nowMs, wallMs, clockSynced } = cycle.image;
  state.age.see(nowMs, wallMs, clockSynced);
  // No later batch may have an earlier time than the checkpoint it follows (checkpoint.ts).
  const isSetBack = wallMs < state.lastWallMs;
  if (isSetBack || clockSynced !== state.isSynced) flush(state);
  state.isSynced = clockSynced;
  state.lastWallMs = wallMs;
  builder.add(cycle);
  state.note = cycle.snapshot === undefined ? (cycle.note ?? state.note) : null;
  handedOver(state.times, nowMs, cycle, isSetBack);
  if (builder.isUrgent || builder.isFull(nowMs)) flush(state);
}

function flush(state: State): void {
  const batch = state.builder.take();
  const isAgeUnknown = !state.age.isKnown(state.clock.nowMs());
  if (batch !== null) state.queue.push(isAgeUnknown ? { ...batch, isAgeUnknown } : batch);
  sendNext(state);
}

function sendNext(state: State): void {
  if (state.inFlight !== null || !state.link.isReady) return;
  const batch = state.queue.first;
  if (batch !== undefined) {
    state.inFlight = state.nextId++;
    // Who waits for it stays on this side.
    const { written: _, ...content } = batch;
    const write = { kind: 'write', batch: { ...content, id: state.inFlight } } as const;
    const isNewest = state.queue.length === 1;
    state.link.send(isNewest && state.note !== null ? { ...write, note: state.note } : write);
    if (isNewest) state.note = null;
  } else if (state.phase.kind === 'closing') state.link.send({ kind: 'close' });
}

function onReady(state: State, reply: Reply<'ready'>): void {
  const { lastBatch, lastWallMs = null, calibrations, events, fileBytes } = reply;
  noteLog(state, reply.journal, lastBatch);
  state.age.opened(lastWallMs, state.clock.nowMs(), state.clock.wallMs());
  // The batch that was in flight when the thread ended: was it written?
  if (state.inFlight !== null && lastBatch >= state.inFlight) state.queue.shift();
  else if (state.inFlight !== null) state.queue.endedOver();
  state.inFlight = null;
  state.nextId = Math.max(state.nextId, lastBatch + 1);
  state.calibrations = inForce(calibrations);
  state.fileBytes = fileBytes;
  state.giveCheckpoint(null);
  reportDamage(state, events);
  if (!state.wasOpen) state.events.push(...offEvents(lastWallMs, state.clock.wallMs(), state.head));
  state.wasOpen = true;
  sendNext(state);
}

function onWritten(state: State, reply: Reply<'written'>): void {
  if (reply.id !== state.inFlight) return;
  state.inFlight = null;
  state.fileBytes = reply.fileBytes;
  reportDamage(state, reply.events);
  if (reply.calibrations !== null) replaceCalibrations(state, reply.calibrations);
  const { clock, queue, alarm } = state;
  if (reply.result.ok) {
    noteLog(state, reply.journal, reply.part);
    queue.shift();
    queue.reportLoss();
    state.events.push(...alarm.clear(clock.wallMs(), queue.dropped));
    sendNext(state);
  } else {
    state.events.push(...alarm.raise(reply.result.fault.why, clock.wallMs()));
    state.cancelRetry = clock.at(clock.nowMs() + LINK_RETRY_MS, () => sendNext(state));
  }
}

function noteLog(state: State, head: JournalHead | null | undefined, part: number | undefined): void {
  state.head = head ?? state.head;
  state.newestPart = Math.max(state.newestPart, part ?? 0);
  state.changed();
}

/** What a run before has left is waited for while it may still be read: whoever starts waits so long as it chooses. */
function onDown(state: State, why: Message, isPassing: boolean): void {
  if (!isPassing) state.giveCheckpoint(null);
  state.questions.giveUp(`the history stopped: ${inEnglish(why)}`);
  state.events.push(...state.alarm.raise(why, state.clock.wallMs()));
}

function reportDamage(state: State, events: readonly Event[]): void {
  if (events.length === 0) return;
  state.events.push(...events);
  wantBoth(state.times);
}

function replaceCalibrations(state: State, calibrations: readonly Calibration[]): void {
  const now = inForce(calibrations);
  state.events.push(...calibrationEvents(state.calibrations, now, state.clock.wallMs()));
  state.calibrations = now;
}

function takeEvents(state: State): readonly Event[] {
  return state.events.splice(0);
}

function healthOf({ link, alarm, queue, fileBytes }: State): HistoryHealth {
  return {
    state: link.isReady && alarm.cause === null ? 'up' : 'down',
    fault: alarm.cause,
    waiting: queue.length,
    dropped: queue.dropped,
    fileBytes,
  };
}

function close(state: State, deadlineMs: number, done: () => void): void {
  const cancelDeadline = state.clock.at(state.clock.nowMs() + deadlineMs, () => finish(state));
  state.phase = { kind: 'closing', cancelDeadline, done };
  flush(state);
  if (!state.link.isReady) finish(state);
}

/** The file is closed, cannot be closed, or the deadline has passed. */
function finish(state: State): void {
  const { phase } = state;
  if (phase.kind !== 'closing') return;
  state.phase = { kind: 'closed' };
  phase.cancelDeadline();
  state.cancelRetry();
  state.link.stop();
  phase.done();
}
