/**
 * A batch is one transaction, all of it or nothing. It is also one part of the log for the back office: its records get
 * their numbers with it, and what the back office has got is written with it.
 */

import type { Event } from '../model/event.ts';
import type {
  AckRecord,
  AttributionMinute,
  ConfigVersion,
  DecisionRecord,
  HistoryGap,
  Minute,
  NoiseEventRecord,
} from '../ports/history.ts';
import type { SoundCycle } from '../ports/history-writer.ts';
import type { Cursors, KindNumbers } from '../ports/journal.ts';
import type { Block } from './codec/block-codec.ts';

/** What is written in one transaction. */
export interface HistoryBatch {
  /** Counts in the order of writing, also over restarts. */
  readonly id: number;
  /** Wall time of its first cycle. */
  readonly wallMs: number;
  /** The clock is not known to be right: nothing is deleted for its age. */
  readonly isAgeUnknown?: boolean;
  /** The wall clock was synchronised in all of its cycles, or in none. */
  readonly isSynced: boolean;
  /** Null when it was dropped because the store could not keep up. */
  readonly block: Block | null;
  /** The sound that came with each second of the block, for the level tracks after a restart. */
  readonly sound: readonly SoundCycle[];
  readonly minutes: readonly Minute[];
  readonly events: readonly Event[];
  readonly decisions: readonly DecisionRecord[];
  readonly gaps: readonly HistoryGap[];
  readonly attribution: readonly AttributionMinute[];
  readonly noiseEvents: readonly NoiseEventRecord[];
  readonly acks: readonly AckRecord[];
  /** What is still to be sent; null: as before. */
  readonly cursors: Cursors | null;
  /** The level tracks at its end, as JSON. */
  readonly tracks: string | null;
  /** What control leaves to the run after it, as JSON. */
  readonly snapshot: string | null;
  /** Configurations that came into force; absent: none. Batches from before have none. */
  readonly configs?: readonly ConfigVersion[];
}

/** A batch with the numbers of its records. */
export interface NumberedBatch extends HistoryBatch {
  readonly epoch: number;
  /** Hash of the configuration under which it was made. */
  readonly config: string;
  /** The last numbers before its own. */
  readonly seqsBefore: KindNumbers;
  /** One for each batch that was joined into this one, oldest first. */
  readonly parts: readonly PartCounts[];
  /** Number of the batch that brought the snapshot, where others were joined to it. */
  readonly snapshotBatch?: number;
}

/** A part of the log: a batch as it was handed over, and how many records of each kind came with it. */
export interface PartCounts {
  readonly id: number;
  readonly counts: KindNumbers;
  readonly isSynced: boolean;
}

/** How many records of each kind are in a batch. */
export function countsOf(batch: HistoryBatch): KindNumbers {
  return {
    seconds: batch.block?.wallMs.length ?? 0,
    minutes: batch.minutes.length,
    events: batch.events.length,
    decisions: batch.decisions.length,
    attribution: batch.attribution.length,
    noiseEvents: batch.noiseEvents.length,
    acks: batch.acks.length,
  };
}

/** An alarm and a snapshot must survive a power cut; all else may wait a moment. */
export function mustBeDurable({ events, snapshot }: Pick<HistoryBatch, 'events' | 'snapshot'>): boolean {
  return snapshot !== null || events.some(({ severity }) => severity === 'alarm');
}
