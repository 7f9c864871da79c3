/**
 * Batches on their way into the tables. They wait five minutes in the tail, so that the tables are written seldom and in
 * large pieces: a commit costs the medium the same few pages, however little it holds.
 */

import type { DatabaseFiles, Tail } from '../../ports/database.ts';
import { type HistoryBatch, mustBeDurable, type NumberedBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { packRecord, type TailContent, unpackRecords } from './tail-codec.ts';

/** Five minutes. */
const SECONDS_A_COMMIT = 300;
/** Events make batches of a second. */
const BATCHES_A_COMMIT = 300;
/** With the next ten seconds on their way no more than a minute is lost by a power cut. */
const SECONDS_A_SYNC = 50;

/** The tail of one file, and what is in it. */
export interface HeldBatches {
  /** Absent where it cannot be written: then nothing is held. */
  tail: Tail | undefined;
  /** In the tail and not in the tables. */
  batches: NumberedBatch[];
  /** Seconds of those that a power cut would take. */
  unsynced: number;
}

/** Nothing held, and no tail yet. */
export function noneHeld(): HeldBatches {
  return { tail: undefined, batches: [], unsynced: 0 };
}

/** Opens the tail; gives what it holds of an earlier process. */
export function openTail(held: HeldBatches, files: DatabaseFiles, path: string): TailContent {
  held.tail?.close();
  const opened = files.openTail(path);
  held.tail = opened.ok ? opened.value : undefined;
  held.unsynced = 0;
  const copies = (held.tail?.found ?? []).map(unpackRecords);
  const lastOf = ({ records }: TailContent): number => records.at(-1)?.batch.id ?? 0;
  return copies.reduce((best, copy) => (lastOf(copy) > lastOf(best) ? copy : best), {
    records: [],
    channels: [],
  });
}

/** Those that belong behind batch `lastBatch` of the tables. */
export function recordsAfter(
  { records }: TailContent,
  lastBatch: number,
): readonly (HistoryBatch | NumberedBatch)[] {
  const later = records.filter(({ batch }) => batch.id > lastBatch);
  return later[0]?.after === lastBatch ? later.map(({ batch }) => batch) : [];
}

/** True when the batch is held; false when all must go into the tables now. */
export function hold(
  held: HeldBatches,
  batch: NumberedBatch,
  after: number,
  channels: readonly StoredChannel[],
): boolean {
  const { tail, batches } = held;
  // Behind a checkpoint the tables and the level tracks agree.
  if (tail === undefined || batch.tracks !== null || isLong([...batches, batch])) return false;
  if (!tail.append(packRecord({ batch, after }, channels, batches.length === 0)).ok) return false;
  held.unsynced += Math.max(1, secondsOf(batch));
  if (held.unsynced >= SECONDS_A_SYNC || mustBeDurable(batch)) {
    if (!tail.sync().ok) return false;
    held.unsynced = 0;
  }
  batches.push(batch);
  return true;
}

function isLong(batches: readonly NumberedBatch[]): boolean {
  const seconds = batches.reduce((sum, batch) => sum + secondsOf(batch), 0);
  return seconds >= SECONDS_A_COMMIT || batches.length >= BATCHES_A_COMMIT;
}

function secondsOf({ block }: NumberedBatch): number {
  return block?.wallMs.length ?? 0;
}

/** All that was held is in the tables. */
export function released(held: HeldBatches): void {
  held.batches = [];
  held.unsynced = 0;
  held.tail?.rewind();
}
