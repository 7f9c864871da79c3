/** What a run goes on from where the file of the one before it can be read and not written: on a full disk, a worn card. */

import type { DatabaseFiles } from '../../ports/database.ts';
import type { Checkpoint } from '../../ports/history-writer.ts';
import type { HistoryBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { lastValuesIn, readStoredEnd } from '../file/checkpoint.ts';
import { requireReadable } from '../file/schema.ts';
import { takenWith } from '../file/taken-commands.ts';
import { recordsAfter } from './held-batches.ts';
import type { TailContent } from './tail-codec.ts';

/** On a medium that takes nothing, such as a card that is read-only since its first errors, what stands there is read. */
export function lookBack(
  files: DatabaseFiles,
  path: string,
  tail: TailContent,
  giveCheckpoint: (checkpoint: Checkpoint) => void,
): void {
  const read = files.open(path, 'read');
  if (!read.ok) return;
  const end = requireReadable(read.value).ok ? read.value.attempt('read', readStoredEnd) : undefined;
  read.value.close();
  if (end?.ok !== true) return;
  const { checkpoint, lastBatch } = end.value;
  giveCheckpoint(checkpointWith(checkpoint, recordsAfter(tail, lastBatch), tail.channels));
}

/** What is gone on from, with what was held after it; `channels` are those of its blocks. */
export function checkpointWith(
  { tracks, cycles, snapshot, taken, values }: Checkpoint,
  later: readonly HistoryBatch[],
  channels: readonly StoredChannel[],
): Checkpoint {
  const text = later.findLast((batch) => batch.snapshot !== null)?.snapshot ?? null;
  const acks = later.flatMap((batch) => batch.acks);
  const block = later.findLast((batch) => batch.block !== null)?.block ?? undefined;
  const [takenNow, valuesNow] = [takenWith(taken ?? [], acks), lastValuesIn(block, channels) ?? values];
  return {
    tracks,
    cycles: tracks === null ? [] : [...cycles, ...later.flatMap(({ sound }) => sound)],
    snapshot: text === null ? snapshot : { text },
    ...(takenNow.length === 0 ? {} : { taken: takenNow }),
    ...(valuesNow === undefined ? {} : { values: valuesNow }),
  };
}
