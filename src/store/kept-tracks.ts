/** What the level tracks are made from after a restart: the snapshot, and the sound in the batches after it. */

import type { Sql } from '../ports/database.ts';
import type { KeptCycle, KeptTracks } from '../ports/history.ts';
import { inflatedText } from './deflated.ts';
import { unpackSound } from './sound-codec.ts';

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
  const row = sql.get('SELECT * FROM kept');
  const newest = sql.get('SELECT key_ms, batch FROM seconds ORDER BY key_ms DESC LIMIT 1');
  const tracks = row?.['tracks'] instanceof Uint8Array ? inflatedText(row['tracks']) : null;
  const fromMs = Number(row?.['key_ms'] ?? newest?.['key_ms'] ?? 0);
  const afterBatch = Number(row?.['batch'] ?? 0);
  const later = sql.all(
    'SELECT batch, key_ms, sound FROM seconds WHERE key_ms >= ? AND batch >= ? ORDER BY batch',
    fromMs,
    afterBatch,
  );
  const cycles: KeptCycle[] = [];
  let lastWallMs: number | null = newest === undefined ? null : Number(newest['key_ms']);
  for (const { batch, key_ms: keyMs, sound } of later) {
    const heard = sound instanceof Uint8Array && sound.length > 0 ? unpackSound(sound) : [];
    lastWallMs = heard?.at(-1)?.wallMs ?? Number(keyMs);
    if (Number(batch) > afterBatch && tracks !== null) cycles.push(...(heard ?? []));
  }
  const lastBatch = Number(later.at(-1)?.['batch'] ?? newest?.['batch'] ?? 0);
  return { kept: { tracks, cycles: tracks === null ? [] : cycles }, lastBatch, lastWallMs };
}
