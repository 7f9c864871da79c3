/**
 * SQLite as Node brings it along since version 22.13 (module node:sqlite): nothing to compile. Loaded only where it is
 * there; the types are written out because those of Node 20 do not know it.
 */

import type { SqlRow, SqlValue } from '../../ports/database.ts';
import type { SqliteConnection, SqliteDriver } from './driver.ts';

interface NodeStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...values: readonly SqlValue[]): SqlRow | undefined;
  all(...values: readonly SqlValue[]): readonly SqlRow[];
  iterate(...values: readonly SqlValue[]): Iterable<SqlRow>;
}

interface NodeDatabase {
  exec(script: string): void;
  prepare(text: string): NodeStatement;
  close(): void;
}

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => NodeDatabase;
}

/** Undefined where this Node has none. */
export function nodeSqlite(): SqliteDriver | undefined {
  const { getBuiltinModule } = process as { getBuiltinModule?: (name: string) => unknown };
  const found = getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined;
  if (found === undefined) return undefined;
  const { DatabaseSync } = found;
  return {
    name: 'node:sqlite',
    open: (path, { isReadOnly, busyMs }) =>
      coded(() => {
        const database = new DatabaseSync(path, { readOnly: isReadOnly });
        database.exec(`PRAGMA busy_timeout = ${busyMs}`);
        return connectionOf(database);
      }),
  };
}

function connectionOf(database: NodeDatabase): SqliteConnection {
  let isOpen = true;
  return {
    exec: (script) => coded(() => database.exec(script)),
    prepare(text) {
      const statement = coded(() => database.prepare(text));
      return {
        run: (values) => coded(() => Number(statement.run(...values).changes)),
        get: (values) => coded(() => statement.get(...values)),
        all: (values) => coded(() => statement.all(...values)),
        each: (values) => codedRows(statement, values),
        rows: (values) => valuesOf(codedRows(statement, values)),
      };
    },
    close() {
      // The other driver lets itself be closed twice; this one throws.
      if (isOpen) database.close();
      isOpen = false;
    },
  };
}

function* codedRows(statement: NodeStatement, values: readonly SqlValue[]): Generator<SqlRow> {
  const rows = coded(() => statement.iterate(...values)[Symbol.iterator]());
  for (let row = coded(() => rows.next()); row.done !== true; row = coded(() => rows.next())) yield row.value;
}

/** It can give them by itself only since 22.16. */
function* valuesOf(rows: Iterable<SqlRow>): Generator<readonly SqlValue[]> {
  for (const row of rows) yield Object.values(row);
}

/** Node gives SQLite's number; better-sqlite3 gives its name, which is what disk-fault.ts knows. */
function coded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const number = error instanceof Error && 'errcode' in error ? Number(error.errcode) : Number.NaN;
    const name = names[number] ?? names[number & 0xff];
    throw name === undefined || !(error instanceof Error) ? error : Object.assign(error, { code: name });
  }
}

/** https://www.sqlite.org/rescode.html. */
const names: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  23: 'SQLITE_AUTH',
  26: 'SQLITE_NOTADB',
  522: 'SQLITE_IOERR_SHORT_READ',
};
