/**
 * Rows of one stream on their way into a batch. Rows are kept as JSON text, so that a cycle pays for its own row only
 * and the size is known before the batch is closed (60 rows, 32 KiB, 5 s of linger).
 */

import type { ClockState } from '../../contract/payloads.ts';
import type { StreamPlan } from '../../contract/streams.ts';
import { topicOf } from '../../contract/topics.ts';
import { qualityCode } from '../../model/reading.ts';
import type { OutboxRecord } from '../../ports/outbox.ts';

export const rowsMax = 60;
export const batchBytesMax = 32 * 1024;
export const lingerMs = 5000;
/** The first rows of a boot hardly wait: a back office sees soon after the start that data flows. */
export const firstLingerMs = 1000;

const uncertain = qualityCode('uncertain');

export interface BatchContext {
  readonly station: string;
  readonly boot: string;
  readonly config: string;
  append(record: OutboxRecord): void;
}

export interface Batch {
  /** Adds a row; `values` is the inner text of the array. Closes the batch before or after where a limit says so. */
  add(row: { nowMs: number; wallMs: number; values: string; quality: number; clock: ClockState }): void;
  /** Closes what has waited for the linger time. */
  age(nowMs: number): void;
  close(): void;
}

export function createBatch(stream: StreamPlan, context: BatchContext): Batch {
  const head = headOf(stream, context);
  const columns = columnsOf(stream, context);
  let rows: string[] = [];
  let bytes = 0;
  let openedMs = 0;
  let clock: ClockState = { sync: false, src: '' };
  let nextSeq = 1;
  let firstSeq = 1;

  const close = (): void => {
    if (rows.length === 0) return;
    const lastSeq = nextSeq - 1;
    const payload =
      `${head}"seq":[${firstSeq},${lastSeq}],"hist":false,"clock":${JSON.stringify(clock)},` +
      `${columns}"rows":[${rows.join(',')}]}`;
    context.append({
      topic: topicOf('data', stream.name),
      payload,
      priority: 'data',
      stream: stream.name,
      firstSeq,
      lastSeq,
    });
    rows = [];
  };

  const open = (nowMs: number, state: ClockState): void => {
    firstSeq = nextSeq;
    openedMs = nowMs;
    bytes = head.length + columns.length + 200;
    clock = state;
  };

  return {
    add: (row) => {
      const quality = row.clock.sync ? row.quality : Math.max(row.quality, uncertain);
      const text = `[${nextSeq},${Math.round(row.wallMs)},[${row.values}],${quality}]`;
      if (row.clock.sync !== clock.sync || bytes + text.length + 1 > batchBytesMax) close();
      if (rows.length === 0) open(row.nowMs, row.clock);
      rows.push(text);
      nextSeq += 1;
      bytes += text.length + 1;
      if (rows.length >= rowsMax) close();
    },
    age: (nowMs) => {
      const waitMs = firstSeq === 1 ? firstLingerMs : lingerMs;
      if (rows.length > 0 && nowMs - openedMs >= waitMs) close();
    },
    close,
  };
}

function headOf(stream: StreamPlan, { station, boot }: BatchContext): string {
  return `${JSON.stringify({ v: 1, station, stream: stream.name, boot }).slice(0, -1)},`;
}

function columnsOf({ columns }: StreamPlan, { config }: BatchContext): string {
  const ch = columns.map(({ id }) => id);
  const unit = columns.map(({ unit }) => unit);
  return `${JSON.stringify({ cfg: config, ch, unit }).slice(1, -1)},`;
}
