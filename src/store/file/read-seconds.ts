/** Seconds out of their blocks, as columns. */

import { type Quality, qualities } from '../../model/reading.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { Sql } from '../../ports/database.ts';
import { READ_CELLS_MAX, type SecondsTable, type TimeSpan } from '../../ports/history.ts';
import type { Block, StoredChannel } from '../codec/block-codec.ts';
import { unpackSeconds } from '../codec/seconds-codec.ts';
import { channelsOf } from '../codec/stored-channels.ts';

/** No block is longer, unless the clock jumped in it. */
const BLOCK_MS_MAX = 60_000;

const TOO_MANY = `more than ${READ_CELLS_MAX} values at once; ask for fewer channels or a shorter time`;

interface Column {
  readonly values: (number | null)[];
  readonly qualities: Quality[];
}

/** A channel that was not recorded in a part of the span is `null` and `stale` there. */
export function readSeconds(
  sql: Sql,
  span: TimeSpan,
  wanted?: readonly string[],
): Result<SecondsTable, string> {
  const wallMs: number[] = [];
  const columns = new Map<string, Column>(wanted?.map((id) => [id, { values: [], qualities: [] }]));
  const blocks = sql.each(
    `SELECT s.count, s.content, names.text AS channels FROM seconds s JOIN words names ON names.id = s.channels
     WHERE s.key_ms > ? AND s.key_ms < ? AND s.count > 0 ORDER BY s.key_ms`,
    ...[span.fromMs - BLOCK_MS_MAX, span.toMs],
  );
  for (const { count, content, channels: text } of blocks) {
    const channels = channelsOf(String(text));
    const packed = content instanceof Uint8Array ? unpackSeconds(content, Number(count), channels) : null;
    // A damaged block is a hole: the rest of the span is still worth having.
    if (packed === null) continue;
    addBlock({ wallMs, columns, isOpen: wanted === undefined }, packed.block, channels, span);
    if (wallMs.length * Math.max(1, columns.size) > READ_CELLS_MAX) return failed(TOO_MANY);
  }
  return ok({ wallMs, columns: Object.fromEntries(columns) });
}

interface OpenTable {
  readonly wallMs: number[];
  readonly columns: Map<string, Column>;
  /** True: every channel gets a column. */
  readonly isOpen: boolean;
}

function addBlock(
  table: OpenTable,
  block: Block,
  channels: readonly StoredChannel[],
  { fromMs, toMs }: TimeSpan,
): void {
  const rows = [...block.wallMs.keys()].filter((row) => {
    const wallMs = block.wallMs[row] ?? Number.NaN;
    return wallMs >= fromMs && wallMs < toMs;
  });
  if (rows.length === 0) return;
  channels.forEach(({ id }, index) => {
    let column = table.columns.get(id);
    if (column === undefined) {
      if (!table.isOpen) return;
      column = { values: [], qualities: [] };
      table.columns.set(id, column);
    }
    fill(column, table.wallMs.length);
    for (const row of rows) {
      const value = block.values[row * channels.length + index] ?? Number.NaN;
      column.values.push(Number.isNaN(value) ? null : value);
      column.qualities.push(qualities[block.qualities[row * channels.length + index] ?? 0] ?? 'stale');
    }
  });
  for (const row of rows) table.wallMs.push(block.wallMs[row] ?? Number.NaN);
  for (const column of table.columns.values()) fill(column, table.wallMs.length);
}

/** Adds the rows in which the channel was not recorded. */
function fill(column: Column, length: number): void {
  while (column.values.length < length) {
    column.values.push(null);
    column.qualities.push('stale');
  }
}
