/**
 * The owner of the file, in a thread of its own or, where time is virtual, in the caller's. It handles one request
 * after the other and answers each; no fault of the disk ends it.
 */

import { failed, ok } from '../../model/result.ts';
import type { DatabaseFiles } from '../../ports/database.ts';
import type { Calibration } from '../../ports/history.ts';
import type { HistoryBatch } from '../batch.ts';
import { selectCalibrations } from '../file/calibration-rows.ts';
import { prune } from '../file/prune.ts';
import { ask } from '../file/reader.ts';
import { createStringTable } from '../file/string-table.ts';
import type { HistorySession, QueryName, StoreReply, StoreRequest } from '../messages.ts';
import { hold, noneHeld } from './held-batches.ts';
import {
  attempt,
  commit,
  hasForeignChange,
  openFile,
  openMissing,
  putIn,
  replaceWhileRunning,
  type StoredFile,
} from './stored-file.ts';

/** Every five minutes, about. */
const BATCHES_PER_PRUNE = 30;
export function createStoreHost(
  files: DatabaseFiles,
  reply: (message: StoreReply) => void,
): (request: StoreRequest) => void {
  const state: State = {
    files,
    reply,
    strings: createStringTable(),
    held: noneHeld(),
    lastBatch: 0,
    dataVersion: 0,
    written: 0,
    ioFaults: 0,
    missing: null,
  };
  return (request) => handle(state, request);
}

interface State extends StoredFile {
  readonly reply: (message: StoreReply) => void;
  /** Batches since old records were last looked for. */
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
  reply({ kind: 'ready', lastBatch: state.lastBatch, ...opened.value, fileBytes });
}

function write(state: State, given: HistoryBatch): void {
  const { session, files, reply } = state;
  if (session === undefined) throw new Error('assertion: a batch before the file was opened');
  const { wallMs } = given;
  const events = [...openMissing(state, { ...session, wallMs })];
  // A file that was put in the place of ours may count higher.
  const batch = { ...given, id: Math.max(given.id, (state.held.batches.at(-1)?.id ?? state.lastBatch) + 1) };
  const isHeld = hold(state.held, batch, state.lastBatch, session.channels);
  const result = isHeld ? ok(true as const) : commit(state, [...state.held.batches, batch], session.channels);
  if (!result.ok) events.push(...replaceWhileRunning(state, { ...session, wallMs }, result.fault));
  else state.written += 1;
  if (result.ok && !isHeld && state.written >= BATCHES_PER_PRUNE) {
    state.written = 0;
    attempt(state, 'write', (sql) =>
      prune(sql, given.isAgeUnknown === true ? null : wallMs, session.retention),
    );
  }
  const calibrations = foreignCalibrations(state);
  const fileBytes = files.bytes(session.path);
  reply({ kind: 'written', id: given.id, result, calibrations, events, fileBytes });
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
  putIn(state);
  reply({
    kind: 'answer',
    id,
    result: db === undefined ? failed('the history is not open') : ask(db, query, args),
  });
}

function close(state: State): void {
  putIn(state);
  state.db?.close();
  state.db = undefined;
  state.held.tail?.close();
  state.held.tail = undefined;
  state.reply({ kind: 'closed' });
}
