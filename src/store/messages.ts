/** What passes between the cycle's side of the history and the thread that owns the file. All of it can be copied. */

import type { Event } from '../model/event.ts';
import type { Result } from '../model/result.ts';
import type { SignedHead } from '../model/signed-head.ts';
import type { DatabaseFault } from '../ports/database.ts';
import type { Calibration, HistoryReader } from '../ports/history.ts';
import type { Checkpoint } from '../ports/history-writer.ts';
import type { JournalHead } from '../ports/journal.ts';
import type { HistoryBatch } from './batch.ts';
import type { StoredChannel } from './codec/block-codec.ts';

/** How long records are kept, and how large the file may become. */
export interface Retention {
  readonly secondsMs: number;
  /** Minutes, events, decisions, gaps. Calibrations, markings and configurations stay. */
  readonly minutesMs: number;
  readonly fileBytesMax: number;
}

/** The questions that a reader may ask, and the sender's own. */
export type QueryName = keyof HistoryReader | 'parts' | 'find';

/** Which file it is and what will be written into it. */
export interface HistorySession {
  readonly path: string;
  readonly wallMs: number;
  readonly channels: readonly StoredChannel[];
  readonly config: string;
  /** The plan as JSON. */
  readonly planText: string;
  readonly retention: Retention;
  /** Batches wait in the tail (held-batches.ts). Without it each is in the tables at once. */
  readonly isHeld?: boolean;
  /** Times in a row that the file could not be opened because the medium gave errors. */
  readonly ioFaults?: number;
}

/** A request to the thread of the store. */
export type StoreRequest =
  | { readonly kind: 'open'; readonly session: HistorySession }
  /** `note`: a snapshot that is as old as the batch at most, for a restart that is no power cut. */
  | { readonly kind: 'write'; readonly batch: HistoryBatch; readonly note?: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly query: QueryName;
      readonly args: readonly unknown[];
    }
  /** Somebody may want to read what is held. */
  | { readonly kind: 'look' }
  | { readonly kind: 'close' };

/** What the thread answers: to `open` a checkpoint, if the file opens, and ready or not-ready; to `look` nothing. */
export type StoreReply =
  /** What a restart needs; sent before the whole file is checked, which takes long. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** Writing may begin after `lastBatch`. */
  | {
      readonly kind: 'ready';
      readonly lastBatch: number;
      /** When the last record was made; null for none. */
      readonly lastWallMs?: number | null;
      readonly calibrations: readonly Calibration[];
      readonly events: readonly Event[];
      readonly fileBytes: number;
      /** Null where the file could not be begun. */
      readonly journal?: JournalHead | null;
    }
  | { readonly kind: 'not-ready'; readonly fault: DatabaseFault }
  | {
      readonly kind: 'written';
      readonly id: number;
      readonly result: Result<true, DatabaseFault>;
      /** Present when another process has changed the file. */
      readonly calibrations: readonly Calibration[] | null;
      readonly events: readonly Event[];
      readonly fileBytes: number;
      /** The part of the log that the batch became. */
      readonly part?: number;
      readonly journal?: JournalHead | null;
      /** A new signed head, where one was made. */
      readonly head?: SignedHead;
    }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown, string> }
  | { readonly kind: 'closed' };
