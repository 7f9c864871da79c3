/** A small SQL database in a file. Library errors stay inside: whatever may fail is an attempt and gives a fault. */

import type { Message } from '../model/message.ts';
import type { Result } from '../model/result.ts';

/** A value that a statement takes or gives. */
export type SqlValue = number | string | null | Uint8Array;
/** One row, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements inside an attempt. Each text is prepared once and kept. */
export interface Sql {
  /** One statement; gives the number of rows it changed. */
  run(text: string, ...values: readonly SqlValue[]): number;
  get(text: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  all(text: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** Row by row, for results that do not fit into memory. */
  each(text: string, ...values: readonly SqlValue[]): Iterable<SqlRow>;
  /** Row by row, each as the values of its columns in their order: for the millions of a whole history. */
  rows(text: string, ...values: readonly SqlValue[]): Iterable<readonly SqlValue[]>;
  /** A script without values. */
  exec(script: string): void;
}

/** Why an attempt failed. */
export interface DatabaseFault {
  /** `corrupt`: the file is damaged or no database. `refused`: read-only, no right, no such folder. */
  readonly kind: 'full' | 'corrupt' | 'busy' | 'refused' | 'io' | 'absent';
  /** What happened and what to do, without the path. */
  readonly why: Message;
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
  /**
   * What is no longer under the name it was opened with, because somebody has deleted or replaced it: the file itself, or
   * only its log. Null for nothing.
   */
  missing(): 'file' | 'log' | null;
  /** A whole copy of this moment in a new file at `path`, while others write on. Takes as long as reading all of it. */
  copyTo(path: string): Result<true, DatabaseFault>;
  /** Looks through the whole file; a fault says what is wrong. Reads all of it: not for the control thread. */
  check(): Result<true, DatabaseFault>;
  close(): void;
}

/** What waits to be put into a database: written again and again from its beginning, and cheap to make durable. */
export interface Tail {
  /** What it held when it was opened, in one or two copies that may be of unlike length; gone with the first `append`. */
  readonly found: readonly Uint8Array[];
  /** Survives the end of the process. */
  append(bytes: Uint8Array): Result<true, DatabaseFault>;
  /** All that was appended survives a power cut. */
  sync(): Result<true, DatabaseFault>;
  /** The next `append` is the first again. */
  rewind(): void;
  /** What was noted last when it was opened; undefined: nothing, or the computer has started anew since. */
  readonly noted: Uint8Array | undefined;
  /** In the place of the note before: survives the end of the process and no power cut, and costs the medium nothing. */
  note(bytes: Uint8Array): void;
  close(): void;
}

/** `own` is `write`, and `busy` for everybody else who wants to own it, until it is closed or the process ends. */
export type OpenMode = 'read' | 'write' | 'own';

/** Both are empty where the operating system does not tell. */
export interface FileOrigin {
  /** Another one for a copy of the file. */
  readonly file: string;
  /** Another one after each start of the operating system. */
  readonly boot: string;
}

/** The databases that can be opened. */
export interface DatabaseFiles {
  /** Opens the file at `path`; unless only read, the file and its folder are created when missing. */
  open(path: string, mode: OpenMode): Result<Database, DatabaseFault>;
  /** The tail of the database at `path`, made where there is none. For the owner of the database. */
  openTail(path: string): Result<Tail, DatabaseFault>;
  /** Waits a moment for the owner of the database, where it has one, to put everything into the tables. */
  want(path: string): void;
  /** True when another process wants to read what the owner has not put into the tables yet. */
  isWanted(path: string): boolean;
  /** Tells that process that it is there. */
  given(path: string): void;
  /** Renames the file and what belongs to it by adding `suffix`; gives the new name. */
  setAside(path: string, suffix: string): Result<string, DatabaseFault>;
  /** What tells a copy of the file, and another start of the computer, from what was there before. */
  origin(path: string): FileOrigin;
  /** Size on disk with its companion files; 0 without a file. */
  bytes(path: string): number;
}
