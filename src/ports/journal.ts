/**
 * The history as a log for the back office: every record has a number of its own kind that never comes again within its
 * epoch, and what the back office has is kept as ranges of parts.
 */

import type { Event } from '../model/event.ts';
import type { Result } from '../model/result.ts';
import type { SignedHead } from '../model/signed-head.ts';
import type { AckRecord, AttributionMinute, DecisionRecord, Minute, NoiseEventRecord } from './history.ts';
import type { SoundCycle } from './history-writer.ts';

/** What is numbered, each kind by itself. */
export const recordKinds = [
  'seconds',
  'minutes',
  'events',
  'decisions',
  'attribution',
  'noiseEvents',
  'acks',
] as const;

/** One of these kinds. */
export type RecordKind = (typeof recordKinds)[number];

/** A number for each kind: of a record, or of records. */
export type KindNumbers = Readonly<Record<RecordKind, number>>;

/**
 * A stretch of the log in which no number comes twice. Another one begins with a new file, with an older copy of one, and
 * after a power cut, which may have taken records that the back office already has.
 */
export interface Epoch {
  /** Rises: the second of its beginning, UTC, or one more than the epoch before where that is later. */
  readonly epoch: number;
  readonly sinceMs: number;
  readonly why: 'new-file' | 'restored' | 'power-cut';
  /** The epoch before it, where the file knows one. */
  readonly before: number | null;
  /** The last numbers before it, also when the epoch before is in another file. */
  readonly lastSeqs: KindNumbers;
}

/** First and last, both inside. */
export type NumberRange = readonly [first: number, last: number];

/** The parts that the back office still has to get: ranges, rising and apart; the last one may be open (`EVER`). */
export type Cursors = readonly NumberRange[];

/** The open end of a range: every part that will come. */
export const EVER = Number.MAX_SAFE_INTEGER;

/** No record of any kind yet. */
export const noNumbers: KindNumbers = numbersOf(() => 0);

/** A number for each kind. */
export function numbersOf(of: (kind: RecordKind) => number): KindNumbers {
  return Object.fromEntries(recordKinds.map((kind) => [kind, of(kind)])) as KindNumbers;
}

/** Where the log stands. */
export interface JournalHead {
  readonly epoch: Epoch;
  /** The last numbers given. */
  readonly lastSeqs: KindNumbers;
  /** As they were last written; null: never. */
  readonly cursors: Cursors | null;
  /** The last signed head of this run; absent: none was signed. */
  readonly signed?: SignedHead;
}

/**
 * A stretch of the log, as the history took it in one piece: the same whenever it is read. Its messages are made of it
 * alone, so that they are the same bytes each time.
 */
export interface LogPart {
  /** Rises; some are left out. */
  readonly id: number;
  readonly epoch: number;
  /** Hash of the configuration under which it was recorded. */
  readonly config: string;
  readonly isSynced: boolean;
  /** The last numbers before its records. */
  readonly seqsBefore: KindNumbers;
  /** Columns of `values`, with the resolution in which they are kept. */
  readonly channels: readonly { readonly id: string; readonly resolution: number }[];
  readonly wallMs: Float64Array;
  /** Cell `second * channels + channel`; NaN for none. */
  readonly values: Float64Array;
  /** Codes of src/model/reading.ts. */
  readonly qualities: Uint8Array;
  readonly sound: readonly SoundCycle[];
  readonly minutes: readonly Minute[];
  readonly events: readonly Event[];
  readonly decisions: readonly DecisionRecord[];
  readonly attribution: readonly AttributionMinute[];
  readonly noiseEvents: readonly NoiseEventRecord[];
  readonly acks: readonly AckRecord[];
}

/** The history as the sender sees it. */
export interface Journal {
  /** Null before it is open. */
  readonly head: JournalHead | null;
  /** The newest part that is written; 0 for none. */
  readonly newestPart: number;
  /** Called after each part that was written, and when the history is open. */
  watch(changed: () => void): void;
  /** Parts with ids in the range, oldest first: `most`, or some more where they are stored in one piece; all, where they are fewer. */
  parts(range: NumberRange, most: number, take: (parts: Result<readonly LogPart[], string>) => void): void;
  /** The parts that hold the records from `first` to `last` of a kind; null for none. */
  find(kind: RecordKind, [first, last]: NumberRange, take: (parts: NumberRange | null) => void): void;
  /** What is still to be sent, to be written with the next batch. */
  keep(cursors: Cursors): void;
  /**
   * To be recorded with the next cycle, in one piece: what they promise is in the snapshot of that cycle, and neither is there
   * without the other. Without another cycle they are not recorded, and so never told. `written` is called once that cycle is on
   * the medium; never, where it does not get there.
   */
  addWithCycle(acks: readonly AckRecord[], written?: () => void): void;
  /** From outside the cycle, to be recorded at once. */
  add(records: { readonly events?: readonly Event[]; readonly acks?: readonly AckRecord[] }): void;
}
