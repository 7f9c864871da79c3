/**
 * A batch is one transaction, all of it or nothing. The durable outbox will add its records
 * here as one more list, and its table as one more migration: then a second and its message north are stored together or
 * not at all, and the messages that the broker has acknowledged are deleted in the same transaction.
 */

import type { Event } from '../model/event.ts';
import type { ConfigVersion, DecisionRecord, HistoryGap, Minute, SoundCycle } from '../ports/history.ts';
import type { Block } from './codec/block-codec.ts';

/** What is written in one transaction. */
export interface HistoryBatch {
  /** Counts in the order of writing, also over restarts. */
  readonly id: number;
  /** Wall time of its first cycle. */
  readonly wallMs: number;
  /** The clock is not known to be right: nothing is deleted for its age. */
  readonly isAgeUnknown?: boolean;
  /** Null when it was dropped because the store could not keep up. */
  readonly block: Block | null;
  /** The sound that came with each second of the block, for the level tracks after a restart. */
  readonly sound: readonly SoundCycle[];
  readonly minutes: readonly Minute[];
  readonly events: readonly Event[];
  readonly decisions: readonly DecisionRecord[];
  readonly gaps: readonly HistoryGap[];
  /** The level tracks at its end, as JSON. */
  readonly tracks: string | null;
  /** What control leaves to the run after it, as JSON. */
  readonly snapshot: string | null;
  /** Configurations that came into force; absent: none. Batches from before have none. */
  readonly configs?: readonly ConfigVersion[];
}

/** An alarm and a snapshot must survive a power cut; all else may wait a moment. */
export function mustBeDurable({ events, snapshot }: Pick<HistoryBatch, 'events' | 'snapshot'>): boolean {
  return snapshot !== null || events.some(({ severity }) => severity === 'alarm');
}
