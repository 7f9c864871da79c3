/**
 * What a restart goes on from: the snapshot of control; the level tracks, and the sound in the batches after them.
 */

import type { Sql, SqlRow } from '../../ports/database.ts';
import type { Checkpoint, SoundCycle } from '../../ports/history-writer.ts';
import type { Block, StoredChannel } from '../codec/block-codec.ts';
import { inflatedText } from '../codec/deflated.ts';
import { unpackSeconds } from '../codec/seconds-codec.ts';
import { channelsOf } from '../codec/stored-channels.ts';
import { selectTaken } from './taken-commands.ts';

/** A damaged block is a hole; the one before it has older values, and counters must not begin anew. */
const BLOCKS_TRIED = 3;

/** What a restart goes on from, and where the file ends. */
export interface StoredEnd {
  readonly checkpoint: Checkpoint;
  /** Number of the last batch that was written; 0 for none. */
  readonly lastBatch: number;
  /** When it ended; null for none. */
  readonly lastWallMs: number | null;
  /** Number of the batch that brought the snapshot; 0 for none. */
  readonly snapshotBatch: number;
}

/**
 * Batches are found by time and put in order by number. No batch after the checkpoint has an earlier time: where the
 * clock was set back a new checkpoint is written at once.
 */
export function readStoredEnd(sql: Sql): StoredEnd {
  const kept = sql.get('SELECT * FROM kept');
  const newest = sql.get('SELECT key_ms, batch FROM seconds ORDER BY key_ms DESC LIMIT 1');
  const tracks = kept?.['tracks'] instanceof Uint8Array ? inflatedText(kept['tracks']) : null;
  const fromMs = Number(kept?.['key_ms'] ?? newest?.['key_ms'] ?? 0);
  const afterBatch = Number(kept?.['batch'] ?? 0);
  const later = sql.all(
    `SELECT s.batch, s.key_ms, s.count, s.content, names.text AS channels
     FROM seconds s JOIN words names ON names.id = s.channels WHERE s.key_ms >= ? AND s.batch >= ? ORDER BY s.batch`,
    fromMs,
    afterBatch,
  );
  const cycles: SoundCycle[] = [];
  let lastWallMs: number | null = newest === undefined ? null : Number(newest['key_ms']);
  for (const row of later) {
    const sound = soundIn(row);
    lastWallMs = sound.at(-1)?.wallMs ?? Number(row['key_ms']);
    if (Number(row['batch']) > afterBatch && tracks !== null) cycles.push(...sound);
  }
  const lastBatch = Number(later.at(-1)?.['batch'] ?? newest?.['batch'] ?? 0);
  const taken = selectTaken(sql);
  const values = lastValues(sql);
  const checkpoint = {
    ...{ tracks, cycles: tracks === null ? [] : cycles, snapshot: snapshotIn(sql) },
    ...(taken.length === 0 ? {} : { taken }),
    ...(values === null ? {} : { values }),
  };
  const snapshotBatch = Number(sql.get('SELECT batch FROM snapshot')?.['batch'] ?? 0);
  return { checkpoint, lastBatch, lastWallMs, snapshotBatch };
}

function snapshotIn(sql: Sql): Checkpoint['snapshot'] {
  const content = sql.get('SELECT content FROM snapshot')?.['content'];
  return content instanceof Uint8Array ? { text: inflatedText(content) } : null;
}

/** Of the newest block that can be read; null where there is none. */
function lastValues(sql: Sql): Readonly<Record<string, number>> | null {
  const rows = sql.all(
    `SELECT s.content, s.count, names.text AS channels FROM seconds s JOIN words names ON names.id = s.channels
     WHERE s.count > 0 ORDER BY s.batch DESC LIMIT ${BLOCKS_TRIED}`,
  );
  for (const { content, count, channels } of rows) {
    if (!(content instanceof Uint8Array)) continue;
    const stored = channelsOf(String(channels));
    const values = lastValuesIn(unpackSeconds(content, Number(count), stored)?.block, stored);
    if (values !== undefined) return values;
  }
  return null;
}

/** The values of its last row, without those that were none; undefined where there is no row. */
export function lastValuesIn(
  block: Pick<Block, 'values'> | undefined,
  channels: readonly StoredChannel[],
): Readonly<Record<string, number>> | undefined {
  if (block === undefined || channels.length === 0) return undefined;
  const last = block.values.subarray(-channels.length);
  const known = channels.map(({ id }, place) => [id, last[place] ?? Number.NaN] as const);
  return Object.fromEntries(known.filter(([, value]) => Number.isFinite(value)));
}

/** None where the block was dropped or is damaged: a hole. */
function soundIn({ content, count, channels }: SqlRow): readonly SoundCycle[] {
  if (!(content instanceof Uint8Array) || content.length === 0) return [];
  return unpackSeconds(content, Number(count), channelsOf(String(channels)))?.sound ?? [];
}
