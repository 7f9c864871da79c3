/**
 * Deletes old records in small steps: seconds after two weeks, the rest after more than a year, or earlier where the
 * file grows beyond its limit. Nothing goes for its age while the clock is not known to be right (known-age.ts).
 */

import { HOUR_MS } from '../../model/duration.ts';
import type { Sql } from '../../ports/database.ts';
import type { Cursors, NumberRange } from '../../ports/journal.ts';
import { keyAt } from '../codec/time-key.ts';
import type { Retention } from '../messages.ts';
import { numbersIn, partsIn } from './journal-rows.ts';
import { dropStates } from './kept-states.ts';

/** Twenty minutes of blocks and an hour of 16 meters a step. */
const BLOCKS_A_STEP = 120;
const ROWS_A_STEP = 1000;
/** Later than everything. */
const EVER_MS = 8.64e15;

/** What the back office still has to get, and who hears of the seconds that it never will. */
export interface Unsent {
  readonly cursors: Cursors;
  readonly lost: (seconds: NumberRange) => void;
}

/** One step; gives the number of rows it took away. `now` is null while the clock may be wrong: then only size counts. */
export function prune(
  sql: Sql,
  now: number | null,
  { secondsMs, minutesMs, fileBytesMax }: Retention,
  unsent: Unsent = { cursors: [], lost: () => {} },
): number {
  const isTooBig = usedBytes(sql) > fileBytesMax;
  const nowMs = now ?? Number.NEGATIVE_INFINITY;
  const note = noteIn(sql, now);
  const blocks = dropBlocks(sql, isTooBig ? EVER_MS : nowMs - secondsMs, unsent);
  note('seconds', blocks, isTooBig ? null : nowMs - secondsMs);
  note('states', dropStates(sql), isTooBig ? null : nowMs - secondsMs);
  // Seconds go first: a minute is evidence, a second an explanation.
  const mustDropMinutes = isTooBig && blocks === 0;
  const minutes = dropMinutes(sql, mustDropMinutes ? EVER_MS : nowMs - minutesMs);
  note('minutes', minutes, mustDropMinutes ? null : nowMs - minutesMs);
  const answers = dropAnswers(sql, nowMs - minutesMs);
  return blocks + minutes + answers + dropOthers(sql, nowMs - minutesMs, note);
}

/** Keeps what was deleted, up to which time, and why: `beforeMs` is null where the file had grown too big. */
type Note = (table: string, rows: number, beforeMs: number | null) => void;

function noteIn(sql: Sql, now: number | null): Note {
  return (table, rows, beforeMs) => {
    if (rows === 0) return;
    const wallMs = Math.round(now ?? Number(sql.get('SELECT max(key_ms) AS ms FROM seconds')?.['ms'] ?? 0));
    sql.run(
      'INSERT INTO prunes (wall_ms, what, rows, before_ms, cause) VALUES (?, ?, ?, ?, ?)',
      ...[wallMs, table, rows, Math.round(beforeMs ?? wallMs), beforeMs === null ? 'size' : 'age'],
    );
  };
}

/** Of rows still to be sent only the seconds are deleted; the rows stay, because they lead to their minutes and events. */
function dropBlocks(sql: Sql, beforeMs: number, { cursors, lost }: Unsent): number {
  const firstUnsent = cursors[0]?.[0] ?? Number.MAX_SAFE_INTEGER;
  const dropped = sql.run(
    `DELETE FROM seconds WHERE key_ms IN
      (SELECT key_ms FROM seconds WHERE key_ms < ? AND key_ms < coalesce((SELECT key_ms FROM kept), ?)
        AND (batch < ? OR parts IS NULL) ORDER BY key_ms LIMIT ${BLOCKS_A_STEP})`,
    ...[beforeMs, beforeMs, firstUnsent],
  );
  if (dropped > 0) return dropped;
  const rows = sql.all(
    `SELECT key_ms, count, seqs, parts FROM seconds WHERE key_ms < ? AND key_ms < coalesce((SELECT key_ms FROM kept), ?)
      AND batch >= ? AND count > 0 ORDER BY key_ms LIMIT ${BLOCKS_A_STEP}`,
    ...[beforeMs, beforeMs, firstUnsent],
  );
  // An hour at a time, so that there is one gap for it.
  if (rows.length === 0 || Number(rows[0]?.['key_ms']) > beforeMs - HOUR_MS) return 0;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { key_ms, seqs, parts } of rows) {
    let before = numbersIn(String(seqs)).seconds;
    for (const { id, counts } of partsIn(String(parts))) {
      const isWanted = cursors.some(([from, to]) => from <= id && id <= to);
      if (isWanted && counts.seconds > 0)
        [first, last] = [Math.min(first, before + 1), before + counts.seconds];
      before += counts.seconds;
    }
    sql.run("UPDATE seconds SET content = x'', count = 0 WHERE key_ms = ?", key_ms ?? 0);
  }
  if (last > 0) lost([first, last]);
  return rows.length;
}

/** Deletes from the beginning of the chain only; the chain is then anchored at the hash of the last deleted record. */
function dropMinutes(sql: Sql, beforeMs: number): number {
  const upTo = sql.get(
    `SELECT max(seq) AS seq FROM (SELECT seq, start_ms FROM minutes ORDER BY seq LIMIT ${ROWS_A_STEP})
     WHERE start_ms < ?`,
    beforeMs,
  )?.['seq'];
  if (typeof upTo !== 'number') return 0;
  sql.run(
    `UPDATE chain SET anchor_seq = ?, anchor = (SELECT hash FROM minutes WHERE seq = ?),
      anchor_ms = (SELECT start_ms FROM minutes WHERE seq = ?)`,
    ...[upTo, upTo, upTo],
  );
  return sql.run('DELETE FROM minutes WHERE seq <= ?', upTo);
}

/** Answers to commands, and the commands that were carried out; not sealed, so not noted. */
function dropAnswers(sql: Sql, beforeMs: number): number {
  if (!Number.isFinite(beforeMs)) return 0;
  return (
    sql.run(
      `DELETE FROM acks WHERE seq IN (SELECT seq FROM acks WHERE wall_ms < ? ORDER BY seq LIMIT ${ROWS_A_STEP})`,
      beforeMs,
    ) + sql.run('DELETE FROM commands WHERE wall_ms < ?', beforeMs)
  );
}

function dropOthers(sql: Sql, beforeMs: number, note: Note): number {
  const places = [
    ['events', 'key', keyAt(beforeMs)],
    ['decisions', 'key', keyAt(beforeMs)],
    ['gaps', 'to_ms', beforeMs],
  ] as const;
  return places.reduce((sum, [table, column, before]) => {
    const old = `SELECT rowid FROM ${table} WHERE ${column} < ? ORDER BY rowid LIMIT ${ROWS_A_STEP}`;
    const rows = sql.run(`DELETE FROM ${table} WHERE rowid IN (${old})`, before);
    note(table, rows, beforeMs);
    return sum + rows;
  }, 0);
}

/** Bytes that the tables use; a file never shrinks, its free pages are used again. */
function usedBytes(sql: Sql): number {
  const one = (name: string): number => Number(sql.get(`PRAGMA ${name}`)?.[name] ?? 0);
  return (one('page_count') - one('freelist_count')) * one('page_size');
}
