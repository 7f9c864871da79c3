/** What a driver of SQLite gives: the little that the history needs of one. Its errors carry a code `SQLITE_...`. */

import type { SqlRow, SqlValue } from '../../ports/database.ts';

/** One prepared statement; values are bound to its `?` in order. Each call throws the driver's error. */
export interface SqliteStatement {
  /** Gives the number of rows it changed. */
  run(values: readonly SqlValue[]): number;
  get(values: readonly SqlValue[]): SqlRow | undefined;
  all(values: readonly SqlValue[]): readonly SqlRow[];
  each(values: readonly SqlValue[]): Iterable<SqlRow>;
  /** Each row as its values, in the order of the columns. */
  rows(values: readonly SqlValue[]): Iterable<readonly SqlValue[]>;
}

/** One open file. Each call throws the driver's error. */
export interface SqliteConnection {
  /** A script without values. */
  exec(script: string): void;
  prepare(text: string): SqliteStatement;
  /** Closing again does nothing. */
  close(): void;
}

/** A package that opens SQLite files: the compiled one, or the one inside newer versions of Node. */
export interface SqliteDriver {
  readonly name: 'better-sqlite3' | 'node:sqlite';
  /** `busyMs`: time to wait for another process that holds the file. */
  open(path: string, options: { readonly isReadOnly: boolean; readonly busyMs: number }): SqliteConnection;
}

/** In one transaction: all of it or nothing. */
export function inTransaction<T>(
  connection: SqliteConnection,
  kind: 'DEFERRED' | 'IMMEDIATE',
  work: () => T,
): T {
  connection.exec(`BEGIN ${kind}`);
  let result: T;
  try {
    result = work();
    connection.exec('COMMIT');
  } catch (error) {
    undo(connection);
    throw error;
  }
  return result;
}

/** After a full disk or a damaged page SQLite has undone it already, and a ROLLBACK is the next error. */
function undo(connection: SqliteConnection): void {
  try {
    connection.exec('ROLLBACK');
  } catch {
    // There is no transaction any more, which is what was wanted.
  }
}
