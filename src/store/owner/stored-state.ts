/** The file as its owner has it in memory, and the ways to it. */

import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { AttemptMode, Database, DatabaseFault, DatabaseFiles, Sql } from '../../ports/database.ts';
import type { Cursors } from '../../ports/journal.ts';
import type { StringTable } from '../codec/string-table.ts';
import type { HistorySession } from '../messages.ts';
import type { HeldBatches } from './held-batches.ts';
import type { Numbering } from './numbering.ts';

/** A medium that gives errors so often in a row will not get better: the file counts as damaged. */
const IO_FAULTS_MAX = 3;

/** Everything its owner knows of it; the one state of the thread. */
export interface StoredFile {
  readonly files: DatabaseFiles;
  readonly strings: StringTable;
  readonly held: HeldBatches;
  readonly numbering: Numbering;
  /** What is still to be sent, as it was last written; null: never. */
  cursors: Cursors | null;
  /** Absent while the file cannot be opened. */
  db?: Database | undefined;
  session?: HistorySession;
  /** Number of the last batch in the tables. */
  lastBatch: number;
  /** SQLite's counter of changes that other connections made. */
  dataVersion: number;
  /** Commits in a row that the medium refused. */
  ioFaults: number;
  /** What was found missing and is not told yet. */
  missing: 'file' | 'log' | null;
}

/** Whether this fault means a damaged file, and not only a bad moment. */
export function isDamage({ ioFaults }: StoredFile, { kind }: DatabaseFault): boolean {
  return kind === 'corrupt' || (kind === 'io' && ioFaults >= IO_FAULTS_MAX);
}

/** Whether another process has written since the last time this was asked. */
export function hasForeignChange(state: StoredFile): boolean {
  const version = attempt(state, 'read', (sql) => Number(sql.get('PRAGMA data_version')?.['data_version']));
  if (!version.ok || version.value === state.dataVersion) return false;
  state.dataVersion = version.value;
  return true;
}

/** A transaction that was undone may have added strings. */
export function attempt<T>(
  { db, strings }: StoredFile,
  mode: AttemptMode,
  work: (sql: Sql) => T,
): Result<T, DatabaseFault> {
  if (db === undefined) return failed({ kind: 'absent', why: message('history-not-open') });
  const result = db.attempt(mode, work);
  if (!result.ok) strings.clear();
  return result;
}
