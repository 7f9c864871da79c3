/**
 * The tables, and how an older file becomes a newer one. `user_version` counts the migrations that were made; a file
 * that is ahead of us is left alone. A migration that was once released is never edited: the next one is added.
 */

import { type Message, message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { Database, DatabaseFault, Sql } from '../../ports/database.ts';

/** "qpst": says that a SQLite file is ours. */
const APPLICATION_ID = 0x71_70_73_74;

/**
 * Version 1. Strings that come again and again (levels, meters, configurations) are stored once, in `words`.
 *
 * `seconds`: a row is a block of up to ten seconds of all channels (seconds-codec.ts), under the wall time of its first
 * one, or the next free millisecond; `batch` counts in the order of writing, whatever the clock does.
 * `events`, `decisions`: the key is the wall time in ms times 1000 plus a count (time-key.ts), so that no index is written.
 * `minutes`: the chain (minute-chain.ts); `chain` holds where it was cut off by age and where it ends.
 * `kept`: the checkpoint, the level tracks at the end of a batch; the sound since is in the later blocks.
 */
const VERSION_1 = `
  CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE seconds (
    key_ms INTEGER PRIMARY KEY, batch INTEGER NOT NULL, channels INTEGER NOT NULL, count INTEGER NOT NULL,
    content BLOB NOT NULL
  );
  CREATE TABLE minutes (
    seq INTEGER PRIMARY KEY, level INTEGER NOT NULL, meter INTEGER NOT NULL, start_ms INTEGER NOT NULL,
    offset_min INTEGER NOT NULL, energy_s REAL NOT NULL, valid_s REAL NOT NULL, span_s REAL NOT NULL,
    count INTEGER NOT NULL, lafmax_db REAL, histogram BLOB NOT NULL, equipment_db REAL, weather_s REAL NOT NULL,
    clock_synced INTEGER NOT NULL, clock_source INTEGER NOT NULL, clock_stepped INTEGER NOT NULL,
    config INTEGER NOT NULL, calibration INTEGER, prev BLOB NOT NULL, hash BLOB NOT NULL
  );
  CREATE INDEX minutes_start ON minutes (start_ms);
  CREATE TABLE chain (
    one INTEGER PRIMARY KEY CHECK (one = 1), anchor_seq INTEGER NOT NULL, anchor_ms INTEGER, anchor BLOB NOT NULL,
    head_seq INTEGER NOT NULL, head BLOB NOT NULL
  );
  INSERT INTO chain VALUES (1, 0, NULL, zeroblob(32), 0, zeroblob(32));
  CREATE TABLE events (
    key INTEGER PRIMARY KEY, class TEXT NOT NULL, severity TEXT NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE TABLE decisions (
    key INTEGER PRIMARY KEY, output INTEGER NOT NULL, value REAL NOT NULL, rule INTEGER NOT NULL, reason TEXT NOT NULL,
    overruled TEXT
  );
  CREATE TABLE calibrations (
    id TEXT PRIMARY KEY, wall_ms INTEGER NOT NULL, meter TEXT NOT NULL, level_db REAL NOT NULL,
    before_db REAL NOT NULL, after_db REAL NOT NULL, drift_db REAL NOT NULL, offset_db REAL NOT NULL,
    by_name TEXT NOT NULL, meter_serial TEXT, calibrator_serial TEXT, note TEXT
  );
  CREATE TABLE markings (
    id INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, meter TEXT NOT NULL,
    quality TEXT NOT NULL, reason TEXT NOT NULL, calibration TEXT
  );
  CREATE TABLE configs (hash TEXT PRIMARY KEY, plan BLOB NOT NULL);
  CREATE TABLE config_uses (id INTEGER PRIMARY KEY, since_ms INTEGER NOT NULL, hash TEXT NOT NULL);
  CREATE TABLE gaps (
    id INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, cause TEXT NOT NULL,
    records INTEGER NOT NULL, reason TEXT NOT NULL
  );
  CREATE TABLE kept (
    one INTEGER PRIMARY KEY CHECK (one = 1), batch INTEGER NOT NULL, key_ms INTEGER NOT NULL, tracks BLOB NOT NULL
  );
`;

/** Version 2. What is said is a message, as JSON (message-column.ts); rows from before keep their text. */
const VERSION_2 = `
  ALTER TABLE events ADD COLUMN message TEXT;
  ALTER TABLE decisions ADD COLUMN message TEXT;
  ALTER TABLE markings ADD COLUMN message TEXT;
  ALTER TABLE gaps ADD COLUMN message TEXT;
`;

/** Version 3. What control leaves to the run after it (src/control/snapshot.ts), as deflated JSON; the latest alone. */
const VERSION_3 = `
  CREATE TABLE snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), batch INTEGER NOT NULL, content BLOB NOT NULL);
`;

/**
 * Version 4. The history as the log for the back office: a number in each record, counted by kind; the epochs of these
 * numbers; in `journal` the last numbers, what is still to be sent, and where the file was last closed.
 *
 * `seconds`: a row is the end of one or several parts, each a batch as it was handed over; `seqs` are the last numbers
 * before the first of them, `parts` says of each its batch and how many records of each kind are in it (journal-rows.ts).
 * `minutes`: the number is not that of the chain, which begins anew with each file.
 */
const VERSION_4 = `
  ALTER TABLE seconds ADD COLUMN seqs TEXT;
  ALTER TABLE seconds ADD COLUMN parts TEXT;
  ALTER TABLE seconds ADD COLUMN config INTEGER;
  CREATE INDEX seconds_batch ON seconds (batch);
  ALTER TABLE minutes ADD COLUMN number INTEGER;
  CREATE INDEX minutes_number ON minutes (number) WHERE number IS NOT NULL;
  ALTER TABLE events ADD COLUMN seq INTEGER;
  CREATE INDEX events_seq ON events (seq) WHERE seq IS NOT NULL;
  ALTER TABLE decisions ADD COLUMN seq INTEGER;
  CREATE INDEX decisions_seq ON decisions (seq) WHERE seq IS NOT NULL;
  CREATE TABLE attribution (
    seq INTEGER PRIMARY KEY, receptor INTEGER NOT NULL, start_ms INTEGER NOT NULL, equipment_db REAL, background_db REAL,
    uncertainty_db REAL, gate INTEGER NOT NULL
  );
  CREATE TABLE noise_events (
    seq INTEGER PRIMARY KEY, level INTEGER NOT NULL, kind INTEGER NOT NULL, confidence REAL NOT NULL,
    start_ms INTEGER NOT NULL, seconds REAL NOT NULL, max_db REAL NOT NULL, above_db REAL NOT NULL
  );
  CREATE TABLE acks (seq INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL, id TEXT NOT NULL, content TEXT NOT NULL);
  CREATE TABLE commands (
    id TEXT PRIMARY KEY, wall_ms INTEGER NOT NULL, issuer TEXT NOT NULL, digest TEXT NOT NULL, ack TEXT
  ) WITHOUT ROWID;
  CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY, since_ms INTEGER NOT NULL, why TEXT NOT NULL, before INTEGER, last_seqs TEXT NOT NULL
  );
  CREATE TABLE journal (
    one INTEGER PRIMARY KEY CHECK (one = 1), last_seqs TEXT NOT NULL, cursors TEXT, file TEXT NOT NULL,
    boot TEXT NOT NULL, is_closed INTEGER NOT NULL
  );
`;

/**
 * Version 5. How sure the equipment's level of a minute is, and what was heard of others; null in minutes from before. Gate,
 * change and kind are the places in the lists of src/model/gate.ts.
 */
const VERSION_5 = `
  ALTER TABLE minutes ADD COLUMN expanded_db REAL;
  ALTER TABLE minutes ADD COLUMN learned INTEGER;
  ALTER TABLE minutes ADD COLUMN gate INTEGER;
  ALTER TABLE minutes ADD COLUMN change INTEGER;
  ALTER TABLE minutes ADD COLUMN noise_kind INTEGER;
`;

/**
 * Version 6. The seal (src/store/seal/seal.ts): each row carries the number of its entry, null until it is sealed;
 * `entries` are the leaves of the tree, `heads` its signed roots, `prunes` what was deleted and why.
 */
const VERSION_6 = `
  CREATE TABLE entries (n INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE heads (size INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE prunes (
    id INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL, what TEXT NOT NULL, rows INTEGER NOT NULL,
    before_ms INTEGER NOT NULL, cause TEXT NOT NULL, entry INTEGER
  );
  CREATE INDEX prunes_open ON prunes (entry) WHERE entry IS NULL;
  ALTER TABLE words ADD COLUMN entry INTEGER;
  CREATE INDEX words_open ON words (entry) WHERE entry IS NULL;
  ALTER TABLE minutes ADD COLUMN entry INTEGER;
  CREATE INDEX minutes_open ON minutes (entry) WHERE entry IS NULL;
  ALTER TABLE seconds ADD COLUMN entry INTEGER;
  CREATE INDEX seconds_open ON seconds (entry) WHERE entry IS NULL;
  ALTER TABLE events ADD COLUMN entry INTEGER;
  CREATE INDEX events_open ON events (entry) WHERE entry IS NULL;
  ALTER TABLE decisions ADD COLUMN entry INTEGER;
  CREATE INDEX decisions_open ON decisions (entry) WHERE entry IS NULL;
  ALTER TABLE gaps ADD COLUMN entry INTEGER;
  CREATE INDEX gaps_open ON gaps (entry) WHERE entry IS NULL;
  ALTER TABLE markings ADD COLUMN entry INTEGER;
  CREATE INDEX markings_open ON markings (entry) WHERE entry IS NULL;
  ALTER TABLE calibrations ADD COLUMN entry INTEGER;
  CREATE INDEX calibrations_open ON calibrations (entry) WHERE entry IS NULL;
  ALTER TABLE configs ADD COLUMN entry INTEGER;
  CREATE INDEX configs_open ON configs (entry) WHERE entry IS NULL;
  ALTER TABLE config_uses ADD COLUMN entry INTEGER;
  CREATE INDEX config_uses_open ON config_uses (entry) WHERE entry IS NULL;
`;

/** Version 7. The spectrum of a minute (minute-rows.ts); null where the meter gives none. */
const VERSION_7 = `
  ALTER TABLE minutes ADD COLUMN spectrum BLOB;
`;

/**
 * Version 8. What control had learned (kept-states.ts), with the level tracks of the same moment: of every ten minutes, as long
 * as the seconds are kept. `snapshot` holds the latest alone, whatever its moment.
 */
const VERSION_8 = `
  CREATE TABLE states (wall_ms INTEGER PRIMARY KEY, snapshot BLOB NOT NULL, tracks BLOB NOT NULL, entry INTEGER);
  CREATE INDEX states_open ON states (entry) WHERE entry IS NULL;
`;

/** In the order of their making. */
export const migrations: readonly string[] = [
  ...[VERSION_1, VERSION_2, VERSION_3, VERSION_4],
  ...[VERSION_5, VERSION_6, VERSION_7, VERSION_8],
];

/** The oldest version whose tables can be read without converting them. */
const READABLE_SINCE = 1;

/** Brings the tables of `db` up to date, all steps or none. A fault of kind `refused`: not ours, or too new. */
export function migrate(
  db: Database,
  steps: readonly string[] = migrations,
): Result<{ readonly from: number; readonly to: number }, DatabaseFault> {
  const looked = inspect(db);
  if (!looked.ok) return looked;
  const from = looked.value;
  const to = steps.length;
  if (from > to) return failed({ kind: 'refused', why: tooNew(from, to) });
  if (from === to) return ok({ from, to });
  return db.attempt('durable', (sql) => {
    for (const step of steps.slice(from)) sql.exec(step);
    sql.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to};`);
    return { from, to };
  });
}

/** For readers, who change nothing: the file must be ours, and no newer than the program. */
export function requireReadable(db: Database, version = migrations.length): Result<true, DatabaseFault> {
  const looked = inspect(db);
  if (!looked.ok) return looked;
  if (looked.value > version) return failed({ kind: 'refused', why: tooNew(looked.value, version) });
  if (looked.value >= READABLE_SINCE) return ok(true);
  const why = message('history-too-old', { found: looked.value, known: version });
  return failed({ kind: 'refused', why });
}

/** Version of the tables; 0 for an empty file. */
function inspect(db: Database): Result<number, DatabaseFault> {
  const looked = db.attempt('read', (sql) => ({
    version: pragma(sql, 'user_version'),
    application: pragma(sql, 'application_id'),
    tables: Number(sql.get('SELECT count(*) AS n FROM sqlite_master')?.['n'] ?? 0),
  }));
  if (!looked.ok) return looked;
  const { version, application, tables } = looked.value;
  if (tables === 0 || application === APPLICATION_ID) return ok(version);
  return failed({ kind: 'refused', why: message('history-foreign') });
}

function pragma(sql: Sql, name: string): number {
  return Number(sql.get(`PRAGMA ${name}`)?.[name] ?? 0);
}

function tooNew(found: number, known: number): Message {
  return message('history-too-new', { found, known });
}
