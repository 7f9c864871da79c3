/**
 * Rows of one stream that are collected into a batch. Rows are kept as JSON text, so that a cycle pays for its own row
 * only and the size is known before the batch is closed (60 rows, 32 KiB, 5 s of linger).
 */

import type { ClockState } from '../../contract/fields.ts';
import type { StreamPlan } from '../../contract/streams.ts';
import { topicOf } from '../../contract/topics.ts';
import { qualityCode } from '../../model/reading.ts';
import type { OutboxRecord } from '../../ports/outbox.ts';

export const ROWS_MAX = 60;
const BATCH_BYTES_MAX = 32 * 1024;
export const LINGER_MS = 5000;
/** The first rows of a boot hardly wait, so that a back office sees data soon after the start. */
export const FIRST_LINGER_MS = 1000;
/** Most bytes of a payload besides head, columns and rows. */
const FRAME_BYTES = 200;

const uncertain = qualityCode('uncertain');

export interface BatchContext {
  readonly station: string;
  readonly boot: string;
  readonly config: string;
  append(record: OutboxRecord): void;
}

/** One row of a stream. */
export interface Row {
  readonly nowMs: number;
  readonly wallMs: number;
  /** The inner text of the array. */
  readonly values: string;
  readonly quality: number;
  readonly clock: ClockState;
}

/** The open batch of a stream. */
export interface Batch {
  /** Adds a row. Closes the batch before or after it if a limit requires that. */
  add(row: Row): void;
  /** Closes a batch that has waited for the linger time. */
  age(nowMs: number): void;
  close(): void;
}

interface State {
  readonly stream: StreamPlan;
  readonly append: BatchContext['append'];
  /** Start of every payload, and the columns in its middle. */
  readonly head: string;
  readonly columns: string;
  rows: string[];
  bytes: number;
  /** Monotonic time of the first row. */
  openedMs: number;
  /** That of the first row: rows of a synchronised clock and others do not share a batch. */
  clock: ClockState;
  firstSeq: number;
  nextSeq: number;
}

export function createBatch(stream: StreamPlan, context: BatchContext): Batch {
  const state: State = {
    stream,
    append: context.append,
    head: headOf(stream, context),
    columns: columnsOf(stream, context),
    rows: [],
    bytes: 0,
    openedMs: 0,
    clock: { sync: false, src: '' },
    firstSeq: 1,
    nextSeq: 1,
  };
  return {
    add: (row) => add(state, row),
    age: (nowMs) => {
      const waitMs = state.firstSeq === 1 ? FIRST_LINGER_MS : LINGER_MS;
      if (state.rows.length > 0 && nowMs - state.openedMs >= waitMs) close(state);
    },
    close: () => close(state),
  };
}

function add(state: State, row: Row): void {
  const quality = row.clock.sync ? row.quality : Math.max(row.quality, uncertain);
  const text = `[${state.nextSeq},${Math.round(row.wallMs)},[${row.values}],${quality}]`;
  const isFull = state.bytes + text.length + 1 > BATCH_BYTES_MAX;
  if (row.clock.sync !== state.clock.sync || isFull) close(state);
  if (state.rows.length === 0) open(state, row);
  state.rows.push(text);
  state.nextSeq += 1;
  state.bytes += text.length + 1;
  if (state.rows.length >= ROWS_MAX) close(state);
}

function open(state: State, { nowMs, clock }: Row): void {
  state.firstSeq = state.nextSeq;
  state.openedMs = nowMs;
  state.bytes = state.head.length + state.columns.length + FRAME_BYTES;
  state.clock = clock;
}

function close(state: State): void {
  const { stream, head, columns, rows, clock, firstSeq } = state;
  if (rows.length === 0) return;
  const lastSeq = state.nextSeq - 1;
  const payload =
    `${head}"seq":[${firstSeq},${lastSeq}],"hist":false,"clock":${JSON.stringify(clock)},` +
    `${columns}"rows":[${rows.join(',')}]}`;
  state.append({
    topic: topicOf('data', stream.name),
    payload,
    priority: 'data',
    stream: stream.name,
    firstSeq,
    lastSeq,
  });
  state.rows = [];
}

function headOf(stream: StreamPlan, { station, boot }: BatchContext): string {
  return `${JSON.stringify({ v: 1, station, stream: stream.name, boot }).slice(0, -1)},`;
}

function columnsOf({ columns }: StreamPlan, { config }: BatchContext): string {
  const ch = columns.map(({ id }) => id);
  const unit = columns.map(({ unit }) => unit);
  return `${JSON.stringify({ cfg: config, ch, unit }).slice(1, -1)},`;
}

/** A number of a row as JSON text, rounded to 1/resolution; `null` if it is not a number. */
export function numberText(value: number | null | undefined, resolution: number): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? 'null'
    : `${rounded(value, resolution)}`;
}

/** Rounds to 1/resolution. */
export function rounded(value: number, resolution: number): number {
  return Math.round(value * resolution) / resolution;
}
