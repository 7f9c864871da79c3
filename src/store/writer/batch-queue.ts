/**
 * What waits to be written while the disk is slow, full or gone. Bounded: first the seconds of the oldest batches go,
 * then whole batches, oldest first. Each loss is counted and becomes a gap, which is written when writing works again.
 */

import { message } from '../../model/message.ts';
import type { HistoryGap } from '../../ports/history.ts';
import type { UnnumberedBatch } from './batch-builder.ts';

/** Ten minutes of seconds of a 28-gun station: 1.5 MB. */
export const FULL_BATCHES_MAX = 60;
/** Minutes, events and decisions: days of them, some MB. */
export const RECORDS_MAX = 20_000;
/** Twice may be chance, such as memory that ran out. */
const ENDS_MAX = 3;

/** Batches in the order of writing. */
export interface BatchQueue {
  push(batch: UnnumberedBatch): void;
  /** The oldest, which stays until `shift`. */
  readonly first: UnnumberedBatch | undefined;
  /** It is written: tells who waits for it. */
  shift(): void;
  /** The thread ended over the first. After three times it is left out, so that those behind it are written. */
  endedOver(): void;
  readonly length: number;
  /** Records lost since the start. */
  readonly dropped: number;
  /** Puts what was lost since the last call into the first batch. */
  reportLoss(): void;
}

/** Nothing waits. */
export function createBatchQueue(): BatchQueue {
  const state: State = { batches: [], gap: null, dropped: 0, ends: 0 };
  const { batches } = state;
  return {
    get first() {
      return batches[0];
    },
    get length() {
      return batches.length;
    },
    get dropped() {
      return state.dropped;
    },
    push(batch) {
      batches.push(batch);
      if (batches.length > FULL_BATCHES_MAX) makeRoom(state);
    },
    shift() {
      state.ends = 0;
      for (const tell of batches.shift()?.written ?? []) tell();
    },
    endedOver: () => endedOver(state),
    reportLoss: () => reportLoss(state),
  };
}

interface State {
  readonly batches: UnnumberedBatch[];
  /** What was lost since the last report. */
  gap: HistoryGap | null;
  dropped: number;
  /** Times in a row that the thread ended over the first. */
  ends: number;
}

function endedOver(state: State): void {
  state.ends += 1;
  if (state.ends < ENDS_MAX) return;
  state.ends = 0;
  const unwritable = state.batches.shift();
  if (unwritable !== undefined)
    countLoss(state, unwritable, recordsOf(unwritable) + secondsOf(unwritable), 'gap-unwritable');
}

/** Never drops the first batch: it may be in flight. */
function makeRoom(state: State): void {
  const { batches } = state;
  const full = batches.filter(({ block }) => block !== null);
  if (full.length > FULL_BATCHES_MAX) dropSeconds(state);
  while (batches.reduce((sum, batch) => sum + recordsOf(batch), 0) > RECORDS_MAX && batches.length > 2) {
    const [oldest] = batches.splice(1, 1);
    if (oldest !== undefined) countLoss(state, oldest, recordsOf(oldest) + secondsOf(oldest));
  }
}

function dropSeconds(state: State): void {
  const { batches } = state;
  const at = batches.findIndex(({ block }, index) => index > 0 && block !== null);
  const oldest = batches[at];
  if (oldest === undefined) return;
  countLoss(state, oldest, secondsOf(oldest));
  const rest = { ...oldest, block: null, sound: [] };
  if (recordsOf(rest) === 0 && rest.tracks === null && rest.snapshot === null) batches.splice(at, 1);
  else batches[at] = rest;
}

function countLoss(
  state: State,
  batch: UnnumberedBatch,
  records: number,
  why: 'gap-dropped' | 'gap-unwritable' = 'gap-dropped',
): void {
  const lastMs = batch.sound.at(-1)?.wallMs ?? batch.wallMs;
  const since = state.gap ?? { fromMs: batch.wallMs, records: 0 };
  state.gap = {
    fromMs: since.fromMs,
    toMs: lastMs + 1000,
    cause: 'dropped',
    records: since.records + records,
    reason: message(why),
  };
  state.dropped += records;
}

function reportLoss(state: State): void {
  const { batches, gap } = state;
  const [first] = batches;
  if (first === undefined || gap === null) return;
  batches[0] = { ...first, gaps: [...first.gaps, gap] };
  state.gap = null;
}

function secondsOf({ block }: UnnumberedBatch): number {
  return block?.wallMs.length ?? 0;
}

function recordsOf({ minutes, events, decisions, gaps }: UnnumberedBatch): number {
  return minutes.length + events.length + decisions.length + gaps.length;
}
