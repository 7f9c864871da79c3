/** A small SQL database in a file. Library errors never leave it: what may fail is attempted and gives a fault. */

import type { Result } from '../model/result.ts';

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

export interface DatabaseFault {
  /** `corrupt`: the file is damaged or no database. `refused`: read-only, no right, no such folder. */
  readonly kind: 'full' | 'corrupt' | 'busy' | 'refused' | 'io' | 'absent';
  /** What happened and what to do, without the path. */
  readonly text: string;
}

/**
 * `write` survives the end of the process; a power cut may take back the last ones, never tear them. `durable` is on
 * the medium when the attempt ends, and all writes before it.
 */
export type AttemptMode = 'read' | 'write' | 'durable';

export interface Database {
  /** Runs `work` in one transaction: all of it or nothing. */
  attempt<T>(mode: AttemptMode, work: (sql: Sql) => T): Result<T, DatabaseFault>;
  /** Looks through the whole file; a fault says what is wrong. Reads all of it: not for the control thread. */
  check(): Result<true, DatabaseFault>;
  close(): void;
}

/** `own` is `write`, and `busy` for everybody else who wants to own it, until it is closed or the process ends. */
export type OpenMode = 'read' | 'write' | 'own';

export interface DatabaseFiles {
  /** Opens the file at `path`. Unless only read, it is made, with its folder, where there is none. */
  open(path: string, mode: OpenMode): Result<Database, DatabaseFault>;
  /** Renames the file and what belongs to it by adding `suffix`; gives the new name. */
  setAside(path: string, suffix: string): Result<string, DatabaseFault>;
  /** Size on disk with everything that belongs to it; 0 where there is none. */
  bytes(path: string): number;
}
