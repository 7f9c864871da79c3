/** What the level tracks are made from after a restart: the snapshot, and the sound in the batches after it. */

import type { Sql, SqlRow } from '../../ports/database.ts';
import type { KeptCycle, KeptTracks } from '../../ports/history.ts';
import { inflatedText } from '../codec/deflated.ts';
import { channelsOf } from '../codec/kept-channels.ts';
import { unpackSeconds } from '../codec/seconds-codec.ts';

export interface KeptEnd {
  readonly kept: KeptTracks;
  /** Number of the last batch that was written; 0 for none. */
  readonly lastBatch: number;
  /** When it ended; null for none. */
  readonly lastWallMs: number | null;
}

/**
 * Batches are found by time and put in order by number: where the clock was set back the tracks are kept anew at once,
 * so that no later batch has an earlier time.
 */
export function readKept(sql: Sql): KeptEnd {
  const end = sql.get('SELECT * FROM kept');
  const newest = sql.get('SELECT key_ms, batch FROM seconds ORDER BY key_ms DESC LIMIT 1');
  const tracks = end?.['tracks'] instanceof Uint8Array ? inflatedText(end['tracks']) : null;
  const fromMs = Number(end?.['key_ms'] ?? newest?.['key_ms'] ?? 0);
  const afterBatch = Number(end?.['batch'] ?? 0);
  const later = sql.all(
    `SELECT s.batch, s.key_ms, s.count, s.content, names.text AS channels
     FROM seconds s JOIN words names ON names.id = s.channels WHERE s.key_ms >= ? AND s.batch >= ? ORDER BY s.batch`,
    fromMs,
    afterBatch,
  );
  const cycles: KeptCycle[] = [];
  let lastWallMs: number | null = newest === undefined ? null : Number(newest['key_ms']);
  for (const row of later) {
    const heard = soundIn(row);
    lastWallMs = heard.at(-1)?.wallMs ?? Number(row['key_ms']);
    if (Number(row['batch']) > afterBatch && tracks !== null) cycles.push(...heard);
  }
  const lastBatch = Number(later.at(-1)?.['batch'] ?? newest?.['batch'] ?? 0);
  return { kept: { tracks, cycles: tracks === null ? [] : cycles }, lastBatch, lastWallMs };
}

/** None where the block was dropped or is damaged: a hole. */
function soundIn({ content, count, channels }: SqlRow): readonly KeptCycle[] {
  if (!(content instanceof Uint8Array) || content.length === 0) return [];
  return unpackSeconds(content, Number(count), channelsOf(String(channels)))?.sound ?? [];
}
