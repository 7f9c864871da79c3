/**
 * SQLite through better-sqlite3, for src/store. The file is in WAL mode: readers in other processes see whole
 * transactions and do not delay the writer. Pages are small because every commit writes whole pages and the medium is
 * an SD card: at a commit every ten seconds, pages of 512 bytes write 46 MB a day, 1024 about 60, 4096 about 130.
 */

import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type SqliteDatabase from 'better-sqlite3';
import { failed, ok, type Result } from '../model/result.ts';
import type {
  AttemptMode,
  Database,
  DatabaseFault,
  DatabaseFiles,
  OpenMode,
  Sql,
  SqlRow,
} from '../ports/database.ts';

/** Settings of the database files. */
export interface SqliteOptions {
  readonly pageBytes?: number;
  /** Largest size in pages; a file of this size is `full`. */
  readonly pagesMax?: number;
  /** `off` for files that may be lost in a power cut: a simulation. They survive the end of the process in any case. */
  readonly sync?: 'on' | 'off';
}

const PAGE_BYTES = 512;
/** The write-ahead log is copied into the file after this many pages: 2 MB. */
const CHECKPOINT_PAGES = 4000;
/** Time to wait for a command line tool that holds the file for a moment. */
const BUSY_MS = 4000;
/** Suffixes of the files: the database, its write-ahead log, the index of the log. */
const parts = ['', '-wal', '-shm'];

/** SQLite files on disk; what goes wrong is a fault. */
export function createSqliteFiles(options: SqliteOptions = {}): DatabaseFiles {
  return {
    open(path, mode) {
      if (mode === 'read' && !existsSync(path))
        return failed({ kind: 'absent', text: 'there is no such file' });
      return translated(() => {
        if (mode !== 'read') mkdirSync(dirname(path), { recursive: true });
        const owned = mode === 'own' ? ownership(path) : undefined;
        try {
          return open(path, mode, options, () => owned?.close());
        } catch (error) {
          owned?.close();
          throw error;
        }
      });
    },
    setAside: (path, suffix) =>
      translated(() => {
        for (const part of parts) {
          if (existsSync(path + part)) renameSync(path + part, path + suffix + part);
        }
        return path + suffix;
      }),
    bytes: (path) =>
      parts.reduce((sum, part) => sum + (statSync(path + part, { throwIfNoEntry: false })?.size ?? 0), 0),
  };
}

/**
 * A second database beside the first, held locked: the operating system releases it when the process ends, however it
 * ends, and no reused process number can be mistaken for the owner.
 */
function ownership(path: string): SqliteDatabase.Database {
  const Sqlite = loadSqlite();
  const lock = new Sqlite(`${path}-owner`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function open(path: string, mode: OpenMode, options: SqliteOptions, closed: () => void): Database {
  const readonly = mode === 'read';
  const Sqlite = loadSqlite();
  const sqlite = new Sqlite(path, { readonly, fileMustExist: readonly, timeout: BUSY_MS });
  let syncNow = '';
  const sync = (wanted: AttemptMode): void => {
    const pragma = options.sync === 'off' ? 'OFF' : wanted === 'durable' ? 'FULL' : 'NORMAL';
    if (pragma !== syncNow) sqlite.pragma(`synchronous = ${pragma}`);
    syncNow = pragma;
  };
  try {
    if (!readonly) prepareFile(sqlite, options);
    // The first access: it fails here if the file is no database.
    sqlite.pragma('schema_version');
  } catch (error) {
    sqlite.close();
    throw error;
  }
  const sql = sqlOf(sqlite);
  return {
    attempt: (mode, work) =>
      translated(() => {
        if (mode !== 'read') sync(mode);
        const transaction = sqlite.transaction(() => work(sql));
        return mode === 'read' ? transaction.deferred() : transaction.immediate();
      }),
    check() {
      const checked = translated(() => String(sqlite.pragma('quick_check(1)', { simple: true })));
      if (!checked.ok) return checked;
      if (checked.value === 'ok') return ok(true);
      return failed({ kind: 'corrupt', text: `the file is damaged: ${firstLine(checked.value)}` });
    },
    close() {
      sqlite.close();
      closed();
    },
  };
}

/** An optional package, because it compiles on install; without it the gateway controls as well, but has no history. */
function loadSqlite(): typeof SqliteDatabase {
  return createRequire(import.meta.url)('better-sqlite3') as typeof SqliteDatabase;
}

/**
 * Why there can be no history on this computer, and what to do; undefined where it can be. npm leaves an optional
 * package out without a word when it cannot be compiled.
 */
export function sqliteProblem(open: () => void = openInMemory): string | undefined {
  try {
    open();
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const [why, what] =
      code === 'MODULE_NOT_FOUND'
        ? [
            'the package better-sqlite3 was left out when quietpost was installed, because it could not be compiled',
            'install a compiler (Debian: apt install build-essential python3), then install quietpost again',
          ]
        : [
            `the package better-sqlite3 does not load (${firstLine(String(error))})`,
            'npm rebuild better-sqlite3 in the folder of quietpost, or install quietpost again',
          ];
    return `no history is kept: ${why}. Control goes on; night reports, whatif and a restart that forgets nothing need it: ${what}`;
  }
}

/** The compiled part is loaded with the first database. */
function openInMemory(): void {
  const Sqlite = loadSqlite();
  new Sqlite(':memory:').close();
}

function prepareFile(sqlite: SqliteDatabase.Database, { pageBytes, pagesMax }: SqliteOptions): void {
  // Takes effect in a new file only.
  sqlite.pragma(`page_size = ${pageBytes ?? PAGE_BYTES}`);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  if (pagesMax !== undefined) sqlite.pragma(`max_page_count = ${pagesMax}`);
}

function sqlOf(sqlite: SqliteDatabase.Database): Sql {
  const statements = new Map<string, SqliteDatabase.Statement<unknown[], SqlRow>>();
  const prepared = (text: string): SqliteDatabase.Statement<unknown[], SqlRow> => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = sqlite.prepare<unknown[], SqlRow>(text);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    run: (text, ...values) => prepared(text).run(...values).changes,
    get: (text, ...values) => prepared(text).get(...values),
    all: (text, ...values) => prepared(text).all(...values),
    each: (text, ...values) => prepared(text).iterate(...values),
    exec: (script) => {
      sqlite.exec(script);
    },
  };
}

/** Turns errors of SQLite and the operating system about files into text that a technician can act on. */
function translated<T>(work: () => T): Result<T, DatabaseFault> {
  try {
    return ok(work());
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const known = faults.find(([start]) => code.startsWith(start));
    // A wrong statement or an error in our own code is no operating fault.
    if (known === undefined || !(error instanceof Error)) throw error;
    const [, kind, text] = known;
    return failed({ kind, text: `${text} (${code}: ${firstLine(error.message)})` });
  }
}

/** By the start of the code; https://www.sqlite.org/rescode.html. */
const faults: readonly (readonly [start: string, kind: DatabaseFault['kind'], text: string])[] = [
  [
    'MODULE_NOT_FOUND',
    'refused',
    'better-sqlite3 is not installed; it needs a C++ compiler, then: npm install',
  ],
  ['SQLITE_FULL', 'full', 'the disk or the file is full; make room'],
  ['ENOSPC', 'full', 'the disk is full; make room'],
  ['EDQUOT', 'full', 'the quota of this user is used up; make room'],
  ['SQLITE_IOERR', 'io', 'the disk could not be read or written; check it'],
  ['SQLITE_CORRUPT', 'corrupt', 'the file is damaged'],
  ['SQLITE_NOTADB', 'corrupt', 'the file is damaged, or no database'],
  ['SQLITE_BUSY', 'busy', 'another process writes it'],
  ['SQLITE_LOCKED', 'busy', 'another process writes it'],
  ['SQLITE_READONLY', 'refused', 'the file or its disk is read-only'],
  ['SQLITE_PERM', 'refused', 'this user may not open the file'],
  ['SQLITE_AUTH', 'refused', 'this user may not open the file'],
  ['SQLITE_CANTOPEN', 'absent', 'there is no such file, or this user may not open it'],
  ['EACCES', 'refused', 'this user may not write to the folder'],
  ['EPERM', 'refused', 'this user may not write to the folder'],
  ['EROFS', 'refused', 'the disk is read-only'],
  ['ENOENT', 'absent', 'there is no such file or folder'],
  ['ENOTDIR', 'absent', 'a part of the path is no folder'],
  ['EEXIST', 'refused', 'a part of the path is no folder'],
  ['EIO', 'io', 'the disk could not be read or written; check it'],
];

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
