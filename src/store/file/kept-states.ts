/**
 * What control had learned, of every ten minutes: `explain` goes on from the one before its moment instead of deciding the
 * hours before it again. They go with the seconds, without which nothing can be decided again.
 */

import { ok, type Result } from '../../model/result.ts';
import type { Sql, SqlValue } from '../../ports/database.ts';
import type { KeptState, TimeSpan } from '../../ports/history.ts';
import type { NumberedBatch } from '../batch.ts';
import { deflated, inflatedText } from '../codec/deflated.ts';

/** No nearer to each other, however often a gateway starts: two weeks are 40 MB at most, 20 MB as a rule. */
const APART_MS = 300_000;

/** Keeps the snapshot of a batch when the level tracks are of the same moment. */
export function keepState(sql: Sql, { snapshot, tracks, sound }: NumberedBatch): void {
  if (snapshot === null || tracks === null) return;
  const momentMs = momentOf(snapshot);
  if (momentMs === null || momentMs !== sound.at(-1)?.wallMs) return;
  // The key is whole milliseconds; a wall clock may count finer.
  const wallMs = Math.round(momentMs);
  const near = 'SELECT 1 FROM states WHERE wall_ms > ? AND wall_ms < ? LIMIT 1';
  if (sql.get(near, wallMs - APART_MS, wallMs + APART_MS) !== undefined) return;
  sql.run(
    'INSERT INTO states (wall_ms, snapshot, tracks) VALUES (?, ?, ?)',
    ...[wallMs, deflated(snapshot), deflated(tracks)],
  );
}

/** The last one in the span; null where it is damaged. */
export function keptState(sql: Sql, { fromMs, toMs }: TimeSpan): Result<KeptState | null, string> {
  // A file from before has none, and a reader does not convert it.
  const isThere = sql.get("SELECT 1 FROM sqlite_master WHERE name = 'states'") !== undefined;
  if (!isThere) return ok(null);
  const row = sql.get(
    'SELECT wall_ms, snapshot, tracks FROM states WHERE wall_ms >= ? AND wall_ms < ? ORDER BY wall_ms DESC LIMIT 1',
    ...[fromMs, toMs],
  );
  const snapshot = textIn(row?.['snapshot']);
  const tracks = textIn(row?.['tracks']);
  if (row === undefined || snapshot === null || tracks === null) return ok(null);
  return ok({ wallMs: Number(row['wall_ms']), snapshot, tracks });
}

function textIn(value: SqlValue | undefined): string | null {
  return value instanceof Uint8Array ? inflatedText(value) : null;
}

/** Those from before the first seconds that are kept. Gives how many went. */
export function dropStates(sql: Sql): number {
  const first = sql.get('SELECT min(key_ms) AS ms FROM seconds')?.['ms'];
  return typeof first === 'number' ? sql.run('DELETE FROM states WHERE wall_ms < ?', first) : 0;
}

function momentOf(snapshot: string): number | null {
  try {
    const { wallMs } = JSON.parse(snapshot) as { readonly wallMs?: unknown };
    return typeof wallMs === 'number' ? wallMs : null;
  } catch {
    // Text that is no JSON is no snapshot.
    return null;
  }
}
