/**
 * SQLite for src/store, through better-sqlite3 or, where that is missing, what Node brings along. The file is in WAL
 * mode: readers in other processes see whole transactions and do not delay the writer. Pages are small because every
 * commit writes whole pages and the medium is an SD card.
 */

import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { message } from '../model/message.ts';
import { failed, ok } from '../model/result.ts';
import type { AttemptMode, Database, DatabaseFiles, OpenMode, Sql } from '../ports/database.ts';
import { attempted, firstLine } from './disk-fault.ts';
import { betterSqlite } from './sqlite/better-sqlite.ts';
import {
  inTransaction,
  type SqliteConnection,
  type SqliteDriver,
  type SqliteStatement,
} from './sqlite/driver.ts';
import { nodeSqlite } from './sqlite/node-sqlite.ts';
import { openTailFile } from './tail-file.ts';

/** Settings of the database files. */
export interface SqliteOptions {
  readonly pageBytes?: number;
  /** Largest size in pages; a file of this size is `full`. */
  readonly pagesMax?: number;
  /** `off` for files that may be lost in a power cut: a simulation. They survive the end of the process in any case. */
  readonly sync?: 'on' | 'off';
  /** `off`: the tail is in its file alone, none of it in memory that outlives the process (tail-file.ts). */
  readonly memory?: 'on' | 'off';
  /** Absent: better-sqlite3, and where that is missing node:sqlite. */
  readonly driver?: SqliteDriver;
}

const PAGE_BYTES = 512;
/** The write-ahead log is copied into the file after this many pages: 2 MB. */
const CHECKPOINT_PAGES = 4000;
/** Time to wait for a command line tool that holds the file for a moment. */
const BUSY_MS = 4000;
/** Suffixes of the files: the database, its write-ahead log, the index of the log, what is not in the tables yet. */
const TAIL = '-tail';
const PRIVATE = 0o600;
const parts = ['', '-wal', '-shm', TAIL];
/** A reader that makes this file asks for what is not in the tables yet. */
const WANTED = '-wanted';

/** SQLite files on disk; what goes wrong is a fault. */
export function createSqliteFiles(options: SqliteOptions = {}): DatabaseFiles {
  return {
    open(path, mode) {
      if (mode === 'read' && !existsSync(path)) return failed({ kind: 'absent', why: message('file-none') });
      return attempted(() => {
        if (mode !== 'read') mkdirSync(dirname(path), { recursive: true });
        if (mode === 'own') keepPrivate(path);
        const owned = mode === 'own' ? ownership(path, options) : undefined;
        try {
          return open(path, mode, options, () => owned?.close());
        } catch (error) {
          owned?.close();
          throw error;
        }
      });
    },
    setAside: (path, suffix) =>
      attempted(() => {
        for (const part of parts) {
          if (existsSync(path + part)) renameSync(path + part, path + suffix + part);
        }
        return path + suffix;
      }),
    openTail: (path) =>
      attempted(() =>
        openTailFile(path + TAIL, { isSynced: options.sync !== 'off', inMemory: options.memory !== 'off' }),
      ),
    origin: (path) => ({
      file: String(statSync(path, { throwIfNoEntry: false })?.ino ?? 0),
      boot: bootId(),
    }),
    isWanted: (path) => existsSync(path + WANTED),
    want: waitForOwner,
    given: (path) => rmSync(path + WANTED, { force: true }),
    bytes: (path) =>
      parts.reduce((sum, part) => sum + (statSync(path + part, { throwIfNoEntry: false })?.size ?? 0), 0),
  };
}

/** A file that nobody has written for so long has no owner. */
const OWNED_MS = 120_000;
const WAIT_MS = 2000;
const LOOK_MS = 20;

/** Asks by a file, which the owner takes away; where this user may not make it, what is in the tables has to do. */
function waitForOwner(path: string): void {
  const tail = statSync(path + TAIL, { throwIfNoEntry: false });
  if (tail === undefined || Date.now() - tail.mtimeMs > OWNED_MS) return;
  const asked = attempted(() => writeFileSync(path + WANTED, ''));
  if (!asked.ok) return;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < WAIT_MS && existsSync(path + WANTED); waitedMs += LOOK_MS)
    Atomics.wait(sleeper, 0, 0, LOOK_MS);
  rmSync(path + WANTED, { force: true });
}

/**
 * A second database beside the first, held locked: the operating system releases it when the process ends, however it
 * ends, and no reused process number can be mistaken for the owner.
 */
function ownership(path: string, options: SqliteOptions): SqliteConnection {
  closeSync(openSync(`${path}-owner`, 'a', PRIVATE));
  const lock = driverOf(options).open(`${path}-owner`, { isReadOnly: false, busyMs: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** What was measured beside people's homes is for the service and who it gives it to. SQLite gives the other files the same mode. */
function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE));
  for (const file of parts.map((part) => path + part)) {
    if (!existsSync(file)) continue;
    const { mode, uid } = statSync(file);
    // That of another user is theirs to change.
    if ((mode & 0o777) !== PRIVATE && uid === process.getuid?.()) chmodSync(file, PRIVATE);
  }
}

function open(path: string, mode: OpenMode, options: SqliteOptions, closed: () => void): Database {
  const connection = driverOf(options).open(path, { isReadOnly: mode === 'read', busyMs: BUSY_MS });
  let syncNow = '';
  const sync = (wanted: AttemptMode): void => {
    const pragma = options.sync === 'off' ? 'OFF' : wanted === 'durable' ? 'FULL' : 'NORMAL';
    if (pragma !== syncNow) connection.exec(`PRAGMA synchronous = ${pragma}`);
    syncNow = pragma;
  };
  try {
    if (mode !== 'read') prepareFile(connection, options);
    // The first access: it fails here if the file is no database.
    connection.prepare('PRAGMA schema_version').get([]);
  } catch (error) {
    connection.close();
    throw error;
  }
  const sql = sqlOf(connection);
  return {
    attempt: (mode, work) =>
      attempted(() => {
        if (mode !== 'read') sync(mode);
        return inTransaction(connection, mode === 'read' ? 'DEFERRED' : 'IMMEDIATE', () => work(sql));
      }),
    copyTo: (copy) =>
      attempted(() => {
        connection.prepare('VACUUM INTO ?').run([copy]);
        return true as const;
      }),
    check() {
      const checked = attempted(() => connection.prepare('PRAGMA quick_check(1)').get([])?.['quick_check']);
      if (!checked.ok) return checked;
      if (checked.value === 'ok') return ok(true);
      return failed({
        kind: 'corrupt',
        why: message('file-damaged-at', { said: firstLine(String(checked.value)) }),
      });
    },
    missing: watched(path),
    close() {
      connection.close();
      closed();
    },
  };
}

function driverOf({ driver }: SqliteOptions): SqliteDriver {
  return driver ?? chosenDriver();
}

let chosen: SqliteDriver | undefined;

/** The control goes on without any, but has no history then. */
function chosenDriver(): SqliteDriver {
  chosen ??= firstDriver();
  return chosen;
}

function firstDriver(): SqliteDriver {
  try {
    return betterSqlite();
  } catch (error) {
    const other = nodeSqlite();
    if (other === undefined) throw error;
    return other;
  }
}

/** Which driver keeps histories here; null for none. */
export function sqliteName(): SqliteDriver['name'] | null {
  try {
    return chosenDriver().name;
  } catch {
    // sqliteProblem says why.
    return null;
  }
}

/** Another one after each start of the operating system; empty where it gives none. */
function bootId(): string {
  const path = '/proc/sys/kernel/random/boot_id';
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}

/**
 * Why there can be no history on this computer; undefined where it can be. npm leaves an optional package out without a
 * word when it cannot be compiled.
 */
export function sqliteProblem(open: () => void = chosenDriver): SqliteProblem | undefined {
  try {
    open();
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'MODULE_NOT_FOUND') return { kind: 'left-out' };
    return { kind: 'not-loaded', said: firstLine(String(error)) };
  }
}

type SqliteProblem = { readonly kind: 'left-out' } | { readonly kind: 'not-loaded'; readonly said: string };

/** Compares what stands under the names now with what was opened: a file that was deleted is still written, for nobody. */
function watched(path: string): Database['missing'] {
  const inodeOf = (part: string) => statSync(path + part, { throwIfNoEntry: false })?.ino;
  const opened = new Map(parts.map((part) => [part, inodeOf(part)]));
  return () => {
    const changed = [...opened].filter(([part, inode]) => {
      const now = inodeOf(part);
      // The log, its index and the tail come with the first access.
      if (inode === undefined) opened.set(part, now);
      return inode !== undefined && inode !== now;
    });
    if (changed.length === 0) return null;
    return changed.some(([part]) => part === '') ? 'file' : 'log';
  };
}

function prepareFile(connection: SqliteConnection, { pageBytes, pagesMax }: SqliteOptions): void {
  // Takes effect in a new file only.
  connection.exec(`PRAGMA page_size = ${pageBytes ?? PAGE_BYTES}`);
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  if (pagesMax !== undefined) connection.exec(`PRAGMA max_page_count = ${pagesMax}`);
}

function sqlOf(connection: SqliteConnection): Sql {
  const statements = new Map<string, SqliteStatement>();
  const prepared = (text: string): SqliteStatement => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = connection.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    run: (text, ...values) => prepared(text).run(values),
    get: (text, ...values) => prepared(text).get(values),
    all: (text, ...values) => prepared(text).all(values),
    each: (text, ...values) => prepared(text).each(values),
    rows: (text, ...values) => prepared(text).rows(values),
    exec: (script) => connection.exec(script),
  };
}
