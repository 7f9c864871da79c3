/** The numbers of the log with the file they are in: found, given to what was held, gone on with behind a break. */

import type { Result } from '../../model/result.ts';
import type { DatabaseFault } from '../../ports/database.ts';
import type { Epoch } from '../../ports/journal.ts';
import type { HistoryBatch, NumberedBatch } from '../batch.ts';
import { insertEpoch, selectEpochs, selectJournal } from '../file/journal-rows.ts';
import type { HistorySession } from '../messages.ts';
import { distrust, lastSeqsOf, nextEpoch, numbered } from './numbering.ts';
import { attempt, type StoredFile } from './stored-state.ts';
import type { TailContent } from './tail-codec.ts';

/** Takes over the numbers of the file, as far as this process does not know later ones. */
export function readNumbers(
  state: StoredFile,
  { path, wallMs }: HistorySession,
  tail: TailContent,
  lastBatch: number,
): Result<Epoch['why'] | null, DatabaseFault> {
  const { files, numbering } = state;
  return attempt(state, 'read', (sql) => {
    const row = selectJournal(sql);
    // A file without its log has fewer than were given, and a new one none.
    if (numbering.epochs.length > 0) return row === undefined ? 'new-file' : 'restored';
    if (row === undefined) {
      numbering.epochs = [nextEpoch(numbering, 'new-file', wallMs)];
      return null;
    }
    numbering.epochs = selectEpochs(sql);
    numbering.lastSeqs = row.lastSeqs;
    state.cursors = row.cursors;
    const isOlderThanTail = tail.records.some(({ after }) => after > lastBatch);
    return distrust(row, files.origin(path), isOlderThanTail);
  });
}

/** With the numbers they have, or their first. */
export function withNumbers(
  { numbering }: StoredFile,
  batches: readonly (HistoryBatch | NumberedBatch)[],
  config: string,
): readonly NumberedBatch[] {
  const own = { ...numbering };
  return batches.map((batch) => {
    const one = 'parts' in batch ? batch : numbered(batch, own, config);
    own.lastSeqs = lastSeqsOf(one);
    return one;
  });
}

/** The epoch of what an earlier process held: all that is left of its file. */
export function epochsOf(held: readonly (HistoryBatch | NumberedBatch)[], sinceMs: number): readonly Epoch[] {
  const first = held.find((batch) => 'parts' in batch);
  if (first === undefined) return [];
  return [{ epoch: first.epoch, sinceMs, why: 'new-file', before: null, lastSeqs: first.seqsBefore }];
}

/** Begins the epoch of a new file, behind all numbers that were given before it. */
export function renewEpoch(state: StoredFile, sinceMs: number): Result<void, DatabaseFault> {
  const epoch = nextEpoch(state.numbering, 'new-file', sinceMs);
  const inserted = attempt(state, 'durable', (sql) => insertEpoch(sql, epoch));
  if (inserted.ok) state.numbering.epochs = [...state.numbering.epochs, epoch];
  return inserted;
}
