/** A small SQL database in a file. Library errors stay inside: whatever may fail is an attempt and gives a fault. */

import type { Result } from '../model/result.ts';

/** A value that a statement takes or gives. */
export type SqlValue = number | string | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements inside an attempt. Each text is prepared once and kept. */
export interface Sql {
  /** One statement; gives the number of rows it changed. */
  run(text: string, ...values: readonly SqlValue[]): number;
  get(text: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  all(text: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** Row by row, for results that do not fit into memory. */
  each(text: string, ...values: readonly SqlValue[]): Iterable<SqlRow>;
  /** A script without values. */
  exec(script: string): void;
}

/** Why an attempt failed. */
export interface DatabaseFault {
  /** `corrupt`: the file is damaged or no database. `refused`: read-only, no right, no such folder. */
  readonly kind: 'full' | 'corrupt' | 'busy' | 'refused' | 'io' | 'absent';
  /** What happened and what to do, without the path. */
  readonly text: string;
}

/**
 * `write` survives the end of the process; a power cut may undo the last ones, but never tears one. `durable` is on the
 * medium when the attempt ends, with all writes before it.
 */
export type AttemptMode = 'read' | 'write' | 'durable';

/** One open database. */
export interface Database {
  /** Runs `work` in one transaction: all of it or nothing. */
  attempt<T>(mode: AttemptMode, work: (sql: Sql) => T): Result<T, DatabaseFault>;
  /** Checks the whole file; a fault says what is wrong. Reads all of it: not for the control thread. */
  check(): Result<true, DatabaseFault>;
  close(): void;
}

/** `own` is `write`, and gives `busy` to others that want to own it, until it is closed or the process ends. */
export type OpenMode = 'read' | 'write' | 'own';

/** The databases that can be opened. */
export interface DatabaseFiles {
  /** Opens the file at `path`; unless only read, the file and its folder are created when missing. */
  open(path: string, mode: OpenMode): Result<Database, DatabaseFault>;
  /** Renames the file and its companion files by adding `suffix`; gives the new name. */
  setAside(path: string, suffix: string): Result<string, DatabaseFault>;
  /** Size on disk with its companion files; 0 without a file. */
  bytes(path: string): number;
}
