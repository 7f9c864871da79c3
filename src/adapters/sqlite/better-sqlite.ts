/** SQLite through the package better-sqlite3, which is optional because it compiles on install. */

import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';
import type { SqlRow, SqlValue } from '../../ports/database.ts';
import type { SqliteConnection, SqliteDriver } from './driver.ts';

/** Throws where the package is missing or does not load. Its compiled part is loaded with the first database. */
export function betterSqlite(): SqliteDriver {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
  new Sqlite(':memory:').close();
  return {
    name: 'better-sqlite3',
    open: (path, { isReadOnly, busyMs }) =>
      connectionOf(new Sqlite(path, { readonly: isReadOnly, fileMustExist: isReadOnly, timeout: busyMs })),
  };
}

function connectionOf(sqlite: BetterSqlite.Database): SqliteConnection {
  return {
    exec: (script) => {
      sqlite.exec(script);
    },
    prepare(text) {
      const statement = sqlite.prepare<unknown[], SqlRow>(text);
      let inArrays: BetterSqlite.Statement<unknown[], readonly SqlValue[]> | undefined;
      return {
        run: (values) => statement.run(...values).changes,
        get: (values) => statement.get(...values),
        all: (values) => statement.all(...values),
        each: (values) => statement.iterate(...values),
        rows(values) {
          inArrays ??= sqlite.prepare<unknown[], readonly SqlValue[]>(text).raw(true);
          return inArrays.iterate(...values);
        },
      };
    },
    close: () => {
      sqlite.close();
    },
  };
}
