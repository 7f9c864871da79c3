/** What passes between the cycle's side of the history and the thread that owns the file. All of it can be copied. */

import type { Event } from '../model/event.ts';
import type { Result } from '../model/result.ts';
import type { DatabaseFault } from '../ports/database.ts';
import type { Calibration, KeptTracks } from '../ports/history.ts';
import type { HistoryBatch } from './batch.ts';
import type { KeptChannel } from './codec/block-codec.ts';
import type { Retention } from './file/prune.ts';
import type { QueryName } from './file/queries.ts';

/** What the file is for and what is going to be written into it. */
export interface HistorySession {
  readonly path: string;
  readonly wallMs: number;
  readonly channels: readonly KeptChannel[];
  readonly config: string;
  /** The plan as JSON. */
  readonly planText: string;
  readonly retention: Retention;
}

export type StoreRequest =
  | { readonly kind: 'open'; readonly session: HistorySession }
  | { readonly kind: 'write'; readonly batch: HistoryBatch }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly query: QueryName;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'close' };

export type StoreReply =
  /** What a restart needs, read before the long look through the file. */
  | { readonly kind: 'kept'; readonly kept: KeptTracks }
  /** Writing may begin after `lastBatch`. */
  | {
      readonly kind: 'ready';
      readonly lastBatch: number;
      readonly calibrations: readonly Calibration[];
      readonly events: readonly Event[];
      readonly fileBytes: number;
    }
  | { readonly kind: 'not-ready'; readonly fault: DatabaseFault }
  | {
      readonly kind: 'written';
      readonly id: number;
      readonly result: Result<true, DatabaseFault>;
      /** Present when somebody else has changed the file. */
      readonly calibrations: readonly Calibration[] | null;
      readonly events: readonly Event[];
      readonly fileBytes: number;
    }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown, string> }
  | { readonly kind: 'closed' };
