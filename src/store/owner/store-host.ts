/**
 * The owner of the file, in a thread of its own or, where time is virtual, in the caller's. It handles one request
 * after the other and answers each; no fault of the disk ends it.
 */

import { HOUR_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { DeviceKey, SignedHead } from '../../model/signed-head.ts';
import type { Database, DatabaseFiles } from '../../ports/database.ts';
import type { Calibration } from '../../ports/history.ts';
import { type JournalHead, type LogPart, type NumberRange, noNumbers } from '../../ports/journal.ts';
import { createStringTable } from '../codec/string-table.ts';
import { selectCalibrations } from '../file/calibration-rows.ts';
import { markClosed } from '../file/journal-rows.ts';
import { prune } from '../file/prune.ts';
import { ask } from '../file/reader.ts';
import type { HistorySession, QueryName, StoreReply, StoreRequest } from '../messages.ts';
import { type GrowingTree, growingTree } from '../seal/merkle.ts';
import { seal } from '../seal/seal.ts';
import { signHead } from '../seal/tree-head.ts';
import { hold, noneHeld } from './held-batches.ts';
import { addHeld } from './held-parts.ts';
import { packNote } from './notes.ts';
import { lastSeqsOf, numbered } from './numbering.ts';
import { commit, openFile, openMissing, putIn, replaceWhileRunning } from './stored-file.ts';
import { attempt, hasForeignChange, type StoredFile } from './stored-state.ts';

/** Every five minutes, about. */
const BATCHES_PER_PRUNE = 30;

export function createStoreHost(
  files: DatabaseFiles,
  reply: (message: StoreReply) => void,
  keyBeside: (historyPath: string) => DeviceKey | null = () => null,
): (request: StoreRequest) => void {
  const state: State = {
    files,
    reply,
    strings: createStringTable(),
    held: noneHeld(),
    numbering: { epochs: [], lastSeqs: noNumbers },
    cursors: null,
    lastBatch: 0,
    dataVersion: 0,
    written: 0,
    ioFaults: 0,
    missing: null,
    key: null,
    signedHour: Number.NaN,
    head: null,
    grown: null,
  };
  return (request) => {
    if (request.kind === 'open') state.key ??= keyBeside(request.session.path);
    handle(state, request);
  };
}

interface State extends StoredFile {
  readonly reply: (message: StoreReply) => void;
  /** Batches since old records were last looked for. */
  written: number;
  /** Null where nothing is signed: simulations, or a folder that cannot be written. */
  key: DeviceKey | null;
  /** The hour of the last head, counted from 1970. */
  signedHour: number;
  head: SignedHead | null;
  /** The entries of the last head, of the file as it was opened then. */
  grown: { readonly db: Database; readonly tree: GrowingTree } | null;
}

function handle(state: State, request: StoreRequest): void {
  switch (request.kind) {
    case 'open':
      open(state, request.session);
      break;
    case 'write':
      write(state, request);
      break;
    case 'ask':
      answer(state, request.id, request.query, request.args);
      break;
    case 'look':
      look(state);
      break;
    case 'close':
      close(state);
  }
}

function open(state: State, session: HistorySession): void {
  const { files, reply } = state;
  state.session = session;
  state.ioFaults = session.ioFaults ?? 0;
  const opened = openFile(state, session, {
    giveCheckpoint: (checkpoint) => reply({ kind: 'checkpoint', checkpoint }),
  });
  if (!opened.ok) {
    reply({ kind: 'not-ready', fault: opened.fault });
    return;
  }
  const fileBytes = files.bytes(session.path);
  reply({ kind: 'ready', lastBatch: state.lastBatch, ...opened.value, fileBytes, journal: headOf(state) });
}

function write(state: State, { batch: given, note }: Extract<StoreRequest, { kind: 'write' }>): void {
  const { session, files, reply } = state;
  if (session === undefined) throw new Error('assertion: a batch before the file was opened');
  const { wallMs } = given;
  const events = [...openMissing(state, { ...session, wallMs })];
  // A file that was put in the place of ours may count higher.
  const id = Math.max(given.id, (state.held.batches.at(-1)?.id ?? state.lastBatch) + 1);
  const batch = numbered({ ...given, id }, state.numbering, session.config);
  const isHeld = hold(state.held, batch, state.lastBatch, session.channels);
  const result = isHeld ? ok(true as const) : commit(state, [...state.held.batches, batch], session.channels);
  if (!result.ok) events.push(...replaceWhileRunning(state, { ...session, wallMs }, result.fault));
  else {
    state.written += 1;
    state.numbering.lastSeqs = lastSeqsOf(batch);
    state.cursors = given.cursors ?? state.cursors;
    if (note !== undefined) state.held.tail?.note(packNote(id, note));
  }
  if (result.ok && !isHeld && state.written >= BATCHES_PER_PRUNE) {
    state.written = 0;
    const lost = (range: NumberRange): void => {
      events.push(lostEvent(range, wallMs));
    };
    // Never told: nobody is there to get it.
    const cursors = state.cursors ?? [];
    attempt(state, 'write', (sql) => {
      prune(sql, given.isAgeUnknown === true ? null : wallMs, session.retention, { cursors, lost });
      return seal(sql, wallMs, 'gateway');
    });
  }
  const before = state.head;
  if (result.ok && !isHeld) signEachHour(state, wallMs, given.isAgeUnknown !== true);
  const calibrations = foreignCalibrations(state);
  const fileBytes = files.bytes(session.path);
  reply({
    kind: 'written',
    id: given.id,
    result,
    calibrations,
    events,
    fileBytes,
    part: id,
    journal: headOf(state),
    ...(state.head === null || state.head === before ? {} : { head: state.head }),
  });
}

/** Seconds that were deleted before the back office had them. */
function lostEvent([firstSeq, lastSeq]: NumberRange, wallMs: number): Event {
  return {
    ...{ class: 'gap', severity: 'warning', state: 'noted', subject: 'seconds', wallMs },
    message: message('records-missing', { stream: 'seconds', firstSeq, lastSeq }),
  };
}

function headOf({ numbering, cursors, head }: State): JournalHead | null {
  const epoch = numbering.epochs.at(-1);
  const signed = head === null ? {} : { signed: head };
  return epoch === undefined ? null : { epoch, lastSeqs: numbering.lastSeqs, cursors, ...signed };
}

/** One head an hour, with the first commit in it: so a night has one soon after its end. */
function signEachHour(state: State, wallMs: number, clockSynced: boolean): void {
  const { key, db } = state;
  const hour = Math.floor(wallMs / HOUR_MS);
  if (key === null || db === undefined || hour === state.signedHour) return;
  const grown = state.grown?.db === db ? state.grown : { db, tree: growingTree() };
  state.grown = grown;
  const signed = attempt(state, 'durable', (sql) => signHead(sql, key, wallMs, clockSynced, grown.tree));
  if (!signed.ok) return;
  state.signedHour = hour;
  state.head = signed.value ?? state.head;
}

function look(state: State): void {
  const { session, files } = state;
  if (session === undefined || !files.isWanted(session.path)) return;
  putIn(state);
  files.given(session.path);
}

/** The calibrations, when another process has written to the file since the last call. */
function foreignCalibrations(state: State): readonly Calibration[] | null {
  if (!hasForeignChange(state)) return null;
  const found = attempt(state, 'read', selectCalibrations);
  return found.ok ? found.value : null;
}

function answer(state: State, id: number, query: QueryName, args: readonly unknown[]): void {
  const { db, reply } = state;
  // The sender asks all the time, and must not make the tables be written for it.
  if (query !== 'parts') putIn(state);
  const stored = db === undefined ? failed('the history is not open') : ask(db, query, args);
  const result = query === 'parts' ? withHeld(state, stored, args) : stored;
  reply({ kind: 'answer', id, result });
}

/** What is held comes after what is in the tables. */
function withHeld(
  { held, session }: State,
  stored: Result<unknown, string>,
  args: readonly unknown[],
): Result<unknown, string> {
  if (!stored.ok || session === undefined) return stored;
  const [range, most] = args as [NumberRange, number];
  return ok(addHeld(stored.value as readonly LogPart[], held.batches, session.channels, range, most));
}

function close(state: State): void {
  putIn(state);
  if (state.held.batches.length === 0) attempt(state, 'durable', markClosed);
  state.db?.close();
  state.db = undefined;
  state.held.tail?.close();
  state.held.tail = undefined;
  state.reply({ kind: 'closed' });
}
