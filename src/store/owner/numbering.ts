/** Numbers for the records of a batch, and the epoch in which they hold. */

import type { FileOrigin } from '../../ports/database.ts';
import { type Epoch, type KindNumbers, numbersOf } from '../../ports/journal.ts';
import { countsOf, type HistoryBatch, type NumberedBatch } from '../batch.ts';
import type { JournalRow } from '../file/journal-rows.ts';

/** The log as the owner of the file has it in memory. */
export interface Numbering {
  /** Oldest first; the last is in force. Empty before a file was opened. */
  epochs: readonly Epoch[];
  lastSeqs: KindNumbers;
}

function epochOf({ epochs }: Numbering): number {
  return epochs.at(-1)?.epoch ?? 0;
}

/** Does not count them as given: the batch may fail. */
export function numbered(batch: HistoryBatch, numbering: Numbering, config: string): NumberedBatch {
  return {
    ...batch,
    epoch: epochOf(numbering),
    config,
    seqsBefore: numbering.lastSeqs,
    parts: [{ id: batch.id, counts: countsOf(batch), isSynced: batch.isSynced }],
  };
}

/** The last numbers of a batch. */
export function lastSeqsOf({ seqsBefore, parts }: NumberedBatch): KindNumbers {
  return numbersOf((kind) => parts.reduce((sum, { counts }) => sum + counts[kind], seqsBefore[kind]));
}

/** Begins where there is none yet, or where the one before can no longer be trusted. */
export function nextEpoch({ epochs, lastSeqs }: Numbering, why: Epoch['why'], sinceMs: number): Epoch {
  const before = epochs.at(-1)?.epoch ?? null;
  const epoch = Math.max(1, Math.floor(sinceMs / 1000), before === null ? 1 : before + 1);
  return { epoch, sinceMs, why, before, lastSeqs };
}

/**
 * Why the numbers of a file that was found must not be gone on with: it is a copy or an older state, or the supply was cut
 * before the last records were on the medium. Null: they may.
 */
export function distrust(
  row: JournalRow,
  { file, boot }: FileOrigin,
  isOlderThanTail: boolean,
): Epoch['why'] | null {
  if (isOlderThanTail || row.file !== file) return 'restored';
  return row.boot !== boot && !row.isClosed ? 'power-cut' : null;
}
