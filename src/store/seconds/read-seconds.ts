/** Seconds out of their blocks, as columns. */

import { qualities, type Sample } from '../../model/reading.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SpectrumSample } from '../../model/spectrum.ts';
import type { Sql } from '../../ports/database.ts';
import { READ_CELLS_MAX, type SecondsTable, type TimeSpan } from '../../ports/history.ts';
import type { SoundCycle } from '../../ports/history-writer.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { type PackedSeconds, unpackSeconds } from '../codec/seconds-codec.ts';
import { addSoundCell, type OpenColumn, takesOf } from '../codec/sound-columns.ts';
import { channelsOf } from '../codec/stored-channels.ts';

/** No block is longer, unless the clock jumped in it. */
const BLOCK_MS_MAX = 60_000;

const TOO_MANY = `more than ${READ_CELLS_MAX} values at once; ask for fewer channels or a shorter time`;

/** A channel that was not recorded in a part of the span is `null` and `stale` there. */
export function readSeconds(
  sql: Sql,
  span: TimeSpan,
  wanted?: readonly string[],
): Result<SecondsTable, string> {
  const wallMs: number[] = [];
  const samples: Sample[] = [];
  const spectra: SpectrumSample[] = [];
  const columns = new Map<string, OpenColumn>(wanted?.map((id) => [id, { values: [], qualities: [] }]));
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
    addBlock({ wallMs, samples, spectra, columns, isOpen: wanted === undefined }, packed, channels, span);
    const cells = wallMs.length * Math.max(1, columns.size) + cellsOf(spectra);
    if (cells > READ_CELLS_MAX) return failed(TOO_MANY);
  }
  return ok({
    wallMs,
    columns: Object.fromEntries(columns),
    samples,
    ...(spectra.length === 0 ? {} : { spectra }),
  });
}

interface OpenTable {
  readonly wallMs: number[];
  readonly samples: Sample[];
  readonly spectra: SpectrumSample[];
  readonly columns: Map<string, OpenColumn>;
  /** True: every channel gets a column. */
  readonly isOpen: boolean;
}

function addBlock(
  table: OpenTable,
  { block, sound }: PackedSeconds,
  channels: readonly StoredChannel[],
  { fromMs, toMs }: TimeSpan,
): void {
  const rows = [...block.wallMs.keys()].filter((row) => {
    const wallMs = block.wallMs[row] ?? Number.NaN;
    return wallMs >= fromMs && wallMs < toMs;
  });
  if (rows.length === 0) return;
  const takeOf = takesOf(sound);
  channels.forEach(({ id }, index) => {
    let column = table.columns.get(id);
    if (column === undefined) {
      if (!table.isOpen) return;
      column = { values: [], qualities: [] };
      table.columns.set(id, column);
    }
    fill(column, table.wallMs.length);
    const take = takeOf(id);
    for (const row of rows) {
      const value = block.values[row * channels.length + index] ?? Number.NaN;
      const quality = qualities[block.qualities[row * channels.length + index] ?? 0] ?? 'stale';
      if (take === undefined) {
        column.values.push(Number.isNaN(value) ? null : value);
        column.qualities.push(quality);
      } else {
        const missing = Number.isNaN(value) ? quality : 'stale';
        addSoundCell(column, take, sound[row]?.samples ?? [], missing);
      }
    }
  });
  for (const row of rows) addSamples(table, sound[row]);
  for (const row of rows) table.wallMs.push(block.wallMs[row] ?? Number.NaN);
  for (const column of table.columns.values()) fill(column, table.wallMs.length);
}

/** Those of the columns, with the wall time at which they were taken. */
function addSamples({ samples, spectra, columns, isOpen }: OpenTable, cycle: SoundCycle | undefined): void {
  for (const sample of cycle?.samples ?? []) {
    if (!columns.has(sample.channel)) continue;
    samples.push({ ...sample, takenMs: (cycle?.wallMs ?? 0) + sample.takenMs });
  }
  // Vectors are many numbers: only who asks for all or for this one gets them.
  for (const one of cycle?.spectra ?? []) {
    if (isOpen || columns.has(one.channel))
      spectra.push({ ...one, takenMs: (cycle?.wallMs ?? 0) + one.takenMs });
  }
}

/** Adds the rows in which the channel was not recorded. */
function fill(column: OpenColumn, length: number): void {
  while (column.values.length < length) {
    column.values.push(null);
    column.qualities.push('stale');
  }
}

function cellsOf(spectra: readonly SpectrumSample[]): number {
  return spectra.length * (spectra[0]?.bandsDb?.length ?? 0);
}
