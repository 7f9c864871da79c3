/**
 * Batches as records of the tail. A record is its length, the length of its lists, the lists as JSON and the seconds as in
 * their table; both are deflated with a checksum, so a record that was torn or half overwritten by a newer one is none.
 */

import { numbersOf, recordKinds } from '../../ports/journal.ts';
import { countsOf, type HistoryBatch, type NumberedBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { deflated, inflatedText } from '../codec/deflated.ts';
import { packSeconds, unpackSeconds } from '../codec/seconds-codec.ts';
import { channelsOf, channelsText } from '../codec/stored-channels.ts';

/** Where a batch stands in the order of writing, and where the tables stood: a tail belongs to one state of them alone. */
export interface TailRecord {
  /** Without numbers where an older program left it. */
  readonly batch: HistoryBatch | NumberedBatch;
  /** Number of the last batch in the tables when the record was made. */
  readonly after: number;
}

/** The records that are whole, in order, and the columns of their seconds. */
export interface TailContent {
  readonly records: readonly TailRecord[];
  /** Those of the seconds: the site file may have changed since. */
  readonly channels: readonly StoredChannel[];
}

/** An older program left some lists out, and the numbers. */
interface Head extends Lists {
  readonly id: number;
  readonly after: number;
  /** Epoch and last numbers before its own, in the order of `recordKinds`. */
  readonly numbers?: readonly [epoch: number, ...seqs: number[]];
  readonly config?: string;
  /** Rows of the block; null for no block. */
  readonly count: number | null;
  /** In the first record of a tail. */
  readonly channels?: string;
}

type Lists = Omit<HistoryBatch, 'id' | 'block' | 'sound'>;

const LENGTHS_BYTES = 8;

/**
 * One record as bytes. `after`: number of the last batch in the tables; the first record names the channels.
 */
export function packRecord(
  { batch, after }: { readonly batch: NumberedBatch; readonly after: number },
  channels: readonly StoredChannel[],
  isFirst: boolean,
): Uint8Array {
  const { block, sound, parts: _parts, epoch, seqsBefore, ...lists } = batch;
  const count = block?.wallMs.length ?? null;
  const numbers = [epoch, ...recordKinds.map((kind) => seqsBefore[kind])] as const;
  const first = isFirst ? { channels: channelsText(channels) } : {};
  const head: Head = { ...lists, numbers, after, count, ...first };
  const headBytes = deflated(JSON.stringify(head));
  const seconds = block === null ? new Uint8Array() : packSeconds({ block, sound }, channels);
  const record = Buffer.alloc(LENGTHS_BYTES + headBytes.length + seconds.length);
  record.writeUInt32LE(record.length, 0);
  record.writeUInt32LE(headBytes.length, 4);
  record.set(headBytes, LENGTHS_BYTES);
  record.set(seconds, LENGTHS_BYTES + headBytes.length);
  return record;
}

/** The records from the beginning, as far as they are whole and follow each other. */
export function unpackRecords(bytes: Uint8Array): TailContent {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: TailRecord[] = [];
  let channels: readonly StoredChannel[] = [];
  let atByte = 0;
  while (atByte + LENGTHS_BYTES <= source.length) {
    const length = source.readUInt32LE(atByte);
    const content = source.subarray(atByte + LENGTHS_BYTES, atByte + length);
    const head = headOf(content.subarray(0, source.readUInt32LE(atByte + 4)));
    if (head === null || head.id <= (records.at(-1)?.batch.id ?? 0)) break;
    if (records.length === 0 && head.channels === undefined) break;
    if (head.channels !== undefined) channels = channelsOf(head.channels);
    const batch = batchOf(head, content.subarray(source.readUInt32LE(atByte + 4)), channels);
    if (batch === null) break;
    records.push({ batch, after: head.after });
    atByte += length;
  }
  return { records, channels };
}

function headOf(bytes: Uint8Array): Head | null {
  const text = inflatedText(bytes);
  return text === null ? null : (JSON.parse(text) as Head);
}

function batchOf(
  { after: _after, count, channels: _channels, numbers, config, ...lists }: Head,
  bytes: Uint8Array,
  channels: readonly StoredChannel[],
): HistoryBatch | NumberedBatch | null {
  const seconds = count === null ? { block: null, sound: [] } : unpackSeconds(bytes, count, channels);
  if (seconds === null) return null;
  const batch: HistoryBatch = { ...noLists, ...lists, ...seconds };
  if (numbers === undefined || config === undefined) return batch;
  const [epoch, ...before] = numbers;
  const seqsBefore = numbersOf((kind) => before[recordKinds.indexOf(kind)] ?? 0);
  const { id, isSynced } = batch;
  return { ...batch, epoch, config, seqsBefore, parts: [{ id, counts: countsOf(batch), isSynced }] };
}

const noLists = { isSynced: false, attribution: [], noiseEvents: [], acks: [], cursors: null };
