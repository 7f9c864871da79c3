/**
 * What waits to be written while the disk is slow, full or gone. Bounded: first the seconds of the oldest batches go,
 * then whole batches, oldest first; each loss is counted and becomes a gap, which is written when writing works again.
 */

import type { HistoryGap } from '../../ports/history.ts';
import type { UnnumberedBatch } from './batch-builder.ts';

/** Ten minutes of seconds of a 28-gun station: 1.5 MB. */
export const FULL_BATCHES_MAX = 60;
/** Minutes, events and decisions: days of them, some MB. */
export const RECORDS_MAX = 20_000;

export interface BatchQueue {
  push(batch: UnnumberedBatch): void;
  /** The oldest, which stays until `shift`. */
  readonly first: UnnumberedBatch | undefined;
  shift(): void;
  readonly length: number;
  /** Records lost since the start. */
  readonly dropped: number;
  /** Puts what was lost since the last call into the first batch. */
  noteLoss(): void;
}

export function createBatchQueue(): BatchQueue {
  const batches: UnnumberedBatch[] = [];
  let gap: HistoryGap | null = null;
  let dropped = 0;

  function lose(batch: UnnumberedBatch, records: number): void {
    const toMs = batch.sound.at(-1)?.wallMs ?? batch.wallMs;
    const reason = 'the history could not be written in time; what waited became too much';
    const since = gap ?? { fromMs: batch.wallMs, records: 0 };
    gap = {
      fromMs: since.fromMs,
      toMs: toMs + 1000,
      cause: 'dropped',
      records: since.records + records,
      reason,
    };
    dropped += records;
  }

  /** Never the first one: it may be on its way. */
  function makeRoom(): void {
    const full = batches.filter(({ block }) => block !== null);
    if (full.length > FULL_BATCHES_MAX) {
      const at = batches.findIndex(({ block }, index) => index > 0 && block !== null);
      const oldest = batches[at];
      if (oldest !== undefined) {
        lose(oldest, oldest.block?.wallMs.length ?? 0);
        const rest = { ...oldest, block: null, sound: [] };
        if (recordsOf(rest) === 0 && rest.tracks === null) batches.splice(at, 1);
        else batches[at] = rest;
      }
    }
    while (batches.reduce((sum, batch) => sum + recordsOf(batch), 0) > RECORDS_MAX && batches.length > 2) {
      const [oldest] = batches.splice(1, 1);
      if (oldest !== undefined) lose(oldest, recordsOf(oldest) + (oldest.block?.wallMs.length ?? 0));
    }
  }

  return {
    get first() {
      return batches[0];
    },
    get length() {
      return batches.length;
    },
    get dropped() {
      return dropped;
    },
    push(batch) {
      batches.push(batch);
      if (batches.length > FULL_BATCHES_MAX) makeRoom();
    },
    shift() {
      batches.shift();
    },
    noteLoss() {
      const first = batches[0];
      if (first === undefined || gap === null) return;
      batches[0] = { ...first, gaps: [...first.gaps, gap] };
      gap = null;
    },
  };
}

function recordsOf({ minutes, events, decisions, gaps }: UnnumberedBatch): number {
  return minutes.length + events.length + decisions.length + gaps.length;
}
