/** The key of rows that are queried by time and come in bursts: the time, and a number within the millisecond. */

import type { Sql } from '../../ports/database.ts';

const KEYS_A_MS = 1000;

/** A free key for something that happened at `wallMs`. */
export function freeKey(sql: Sql, table: 'events' | 'decisions', wallMs: number): number {
  const firstKey = keyAt(Math.round(wallMs));
  const last = sql.get(
    `SELECT max(key) AS last FROM ${table} WHERE key >= ? AND key < ?`,
    ...[firstKey, firstKey + KEYS_A_MS],
  )?.['last'];
  return typeof last === 'number' ? last + 1 : firstKey;
}

/** The first key of the millisecond; beyond what SQLite counts with, the last there is. */
export function keyAt(wallMs: number): number {
  return Math.min(Math.max(0, Math.ceil(wallMs)) * KEYS_A_MS, Number.MAX_SAFE_INTEGER);
}

/** The time of a key, UTC ms. */
export function wallMsOf(key: number): number {
  return Math.floor(key / KEYS_A_MS);
}
