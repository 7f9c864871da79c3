/**
 * The owner of the file, in a thread of its own or, where time is virtual, in the caller's. It handles one request
 * after the other and answers each; no fault of the disk ends it.
 */

import type { Event } from '../../model/event.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { AttemptMode, Database, DatabaseFault, DatabaseFiles, Sql } from '../../ports/database.ts';
import type { Calibration } from '../../ports/history.ts';
import { type HistoryBatch, mustBeDurable } from '../batch.ts';
import type { HistorySession, QueryName, StoreReply, StoreRequest } from '../messages.ts';
import { selectCalibrations } from './calibration-rows.ts';
import { readStoredEnd, type StoredEnd } from './checkpoint.ts';
import { damageEvent, openStore, replaceDamaged } from './open-store.ts';
import { prune } from './prune.ts';
import { ask } from './reader.ts';
import { beginSession } from './session.ts';
import { createStringTable, type StringTable } from './string-table.ts';
import { writeBatch } from './write-batch.ts';

/** Every five minutes, about. */
const BATCHES_PER_PRUNE = 30;

export function createStoreHost(
  files: DatabaseFiles,
  reply: (message: StoreReply) => void,
): (request: StoreRequest) => void {
  const state: State = { files, reply, strings: createStringTable(), dataVersion: 0, written: 0 };
  return (request) => handle(state, request);
}

interface State {
  readonly files: DatabaseFiles;
  readonly reply: (message: StoreReply) => void;
  readonly strings: StringTable;
  /** Absent while the file cannot be opened. */
  db?: Database | undefined;
  session?: HistorySession;
  /** SQLite's counter of changes that other connections made. */
  dataVersion: number;
  /** Batches since the start. */
  written: number;
}

function handle(state: State, request: StoreRequest): void {
  switch (request.kind) {
    case 'open':
      open(state, request.session);
      break;
    case 'write':
      write(state, request.batch);
      break;
    case 'ask':
      answer(state, request.id, request.query, request.args);
      break;
    case 'close':
      close(state);
  }
}

function open(state: State, session: HistorySession): void {
  const { files, reply } = state;
  state.session = session;
  const opened = openStore(files, session.path, session.wallMs);
  if (!opened.ok) {
    reply({ kind: 'not-ready', fault: opened.fault });
    return;
  }
  const { db, asideAs } = opened.value;
  state.db = db;
  const events = asideAs === null ? [] : [damageEvent(opened.value, session.path, session.wallMs)];
  const end = db.attempt('read', readStoredEnd);
  if (end.ok) reply({ kind: 'checkpoint', checkpoint: end.value.checkpoint });
  const checked = end.ok ? db.check() : end;
  if (!checked.ok) {
    const replaced = replaceFile(state, session, checked.fault, session.wallMs);
    if (!replaced.ok) {
      reply({ kind: 'not-ready', fault: replaced.fault });
      return;
    }
    events.push(replaced.value);
  }
  begin(state, session, end.ok && checked.ok ? end.value : nothingStored, events);
}

const nothingStored: StoredEnd = {
  checkpoint: { tracks: null, cycles: [], snapshot: null },
  lastBatch: 0,
  lastWallMs: null,
};

function begin(state: State, session: HistorySession, end: StoredEnd, events: readonly Event[]): void {
  const { files, reply } = state;
  const begun = attempt(state, 'durable', (sql) => {
    beginSession(sql, session, end.lastWallMs, events[0]?.message ?? null);
    return selectCalibrations(sql);
  });
  if (!begun.ok) {
    reply({ kind: 'not-ready', fault: begun.fault });
    return;
  }
  hasForeignChange(state);
  const { lastBatch } = end;
  const fileBytes = files.bytes(session.path);
  reply({ kind: 'ready', lastBatch, calibrations: begun.value, events, fileBytes });
}

function write(state: State, batch: HistoryBatch): void {
  const { session, files, reply } = state;
  if (session === undefined) throw new Error('assertion: a batch before the file was opened');
  const result = attempt(state, mustBeDurable(batch) ? 'durable' : 'write', (sql) => {
    writeBatch(sql, batch, session.channels, state.strings);
    return true as const;
  });
  const events = result.ok ? [] : replaceWhileRunning(state, session, result.fault, batch.wallMs);
  if (result.ok) {
    state.written += 1;
    if (state.written % BATCHES_PER_PRUNE === 0)
      attempt(state, 'write', (sql) => prune(sql, batch.wallMs, session.retention));
  }
  const calibrations = foreignCalibrations(state);
  reply({
    kind: 'written',
    id: batch.id,
    result,
    calibrations,
    events,
    fileBytes: files.bytes(session.path),
  });
}

/** The new file begins with the session; the batch that failed is sent again. Gives the event to publish. */
function replaceWhileRunning(
  state: State,
  session: HistorySession,
  fault: DatabaseFault,
  wallMs: number,
): readonly Event[] {
  if (fault.kind !== 'corrupt') return [];
  const replaced = replaceFile(state, session, fault, wallMs);
  if (!replaced.ok) return [];
  attempt(state, 'durable', (sql) => beginSession(sql, { ...session, wallMs }, null, replaced.value.message));
  return [replaced.value];
}

/** Sets a damaged file aside that is open, and opens a new one. Gives the event to publish. */
function replaceFile(
  state: State,
  { path }: HistorySession,
  fault: DatabaseFault,
  wallMs: number,
): Result<Event, DatabaseFault> {
  if (fault.kind !== 'corrupt') return failed(fault);
  state.db?.close();
  state.db = undefined;
  state.strings.clear();
  const replaced = replaceDamaged(state.files, path, wallMs, fault.text);
  if (!replaced.ok) return replaced;
  state.db = replaced.value.db;
  return ok(damageEvent(replaced.value, path, wallMs));
}

/** The calibrations, when another process has written to the file since the last call. */
function foreignCalibrations(state: State): readonly Calibration[] | null {
  if (!hasForeignChange(state)) return null;
  const found = attempt(state, 'read', selectCalibrations);
  return found.ok ? found.value : null;
}

function hasForeignChange(state: State): boolean {
  const version = attempt(state, 'read', (sql) => Number(sql.get('PRAGMA data_version')?.['data_version']));
  if (!version.ok || version.value === state.dataVersion) return false;
  state.dataVersion = version.value;
  return true;
}

/** A transaction that was undone may have added strings. */
function attempt<T>(
  { db, strings }: State,
  mode: AttemptMode,
  work: (sql: Sql) => T,
): Result<T, DatabaseFault> {
  if (db === undefined) return failed({ kind: 'absent', text: 'the history is not open' });
  const result = db.attempt(mode, work);
  if (!result.ok) strings.clear();
  return result;
}

function answer({ db, reply }: State, id: number, query: QueryName, args: readonly unknown[]): void {
  const result = db === undefined ? failed('the history is not open') : ask(db, query, args);
  reply({ kind: 'answer', id, result });
}

function close(state: State): void {
  state.db?.close();
  state.db = undefined;
  state.reply({ kind: 'closed' });
}
