/**
 * Rows of sound levels: each sample once, under the time at which its second began, as a minute stands under the time
 * at which it began. So the rows of a minute are the sound of which that minute was made. Meters that are read one
 * after the other share a row; where one has nothing in a row, its second stands in another.
 */

import { minuteStart } from '../../acoustics/periods/periods.ts';
import type { Column, StreamPlan } from '../../contract/streams.ts';
import { beganWallMs, type ProcessImage } from '../../model/image.ts';
import { specOf } from '../../model/quantity.ts';
import { deviceOf, qualityCode, type Sample } from '../../model/reading.ts';
import type { ChannelPlan, ControlPlan } from '../../plan/control-plan.ts';
import { type Batch, rounded } from './batch.ts';
import { qualityNow, trusted } from './live.ts';
import type { TakeCycle } from './rows.ts';

/** Samples further apart do not share a row: its time would be that of one of them only. */
const ROW_SPAN_MS = 250;
const good = qualityCode('good');

interface OpenRow {
  readonly wallMs: number;
  /** By column; undefined where nothing was put. */
  readonly cells: (number | null | undefined)[];
  quality: number;
}

export function levelRows(
  { columns, periodMs }: StreamPlan,
  batch: Batch,
  { channels, periodMs: cycleMs }: ControlPlan,
): TakeCycle {
  const dueAfterMs = periodMs - cycleMs / 2;
  const levels = columns.filter(({ id }) => isIntegrated(channels[id]));
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ image }, clock) => {
    const rows = rowsOf(image, columns);
    // All meters silent: that is a row too, once a period.
    if (rows.length === 0 && image.nowMs - lastMs >= dueAfterMs && isSilent(image, levels))
      rows.push({ wallMs: image.wallMs - periodMs, cells: [], quality: good });
    if (rows.length === 0) return;
    lastMs = image.nowMs;
    const worst = worstMissing(image, columns, rows);
    for (const { wallMs, cells, quality } of rows) {
      const values = columns.map((_, place) => `${cells[place] ?? null}`).join(',');
      batch.add({ nowMs: image.nowMs, wallMs, values, quality: Math.max(quality, worst), clock });
    }
  };
}

function rowsOf(image: ProcessImage, columns: readonly Column[]): OpenRow[] {
  const rows: OpenRow[] = [];
  const timed = image.samples.map((sample) => ({ sample, wallMs: beganWallMs(image, sample) }));
  for (const { sample, wallMs } of timed.sort((a, b) => a.wallMs - b.wallMs)) {
    const places = columns.flatMap(({ id }, place) =>
      deviceOf(id) === deviceOf(sample.channel) ? [place] : [],
    );
    if (places.length === 0) continue;
    const own = columns.findIndex(({ id }) => id === sample.channel);
    let row = rows.at(-1);
    if (row === undefined || !takes(row, wallMs, own)) {
      row = { wallMs, cells: [], quality: good };
      rows.push(row);
    }
    put(row, sample, places, columns, image);
  }
  return rows;
}

function takes({ wallMs: firstMs, cells }: OpenRow, wallMs: number, place: number): boolean {
  const isNear = wallMs - firstMs <= ROW_SPAN_MS && minuteStart(wallMs) === minuteStart(firstMs);
  return isNear && cells[place] === undefined;
}

/** The level itself, its peak, and what else the meter said of the same second. */
function put(
  row: OpenRow,
  { channel, value, peakDb, takenMs, quality }: Sample,
  places: readonly number[],
  columns: readonly Column[],
  { channels }: ProcessImage,
): void {
  for (const place of places) {
    const column = columns[place];
    if (column === undefined) continue;
    const reading = channels[column.id];
    const isSame = reading?.takenMs === takenMs;
    const isPeak = column.id === `${deviceOf(channel)}.sound.lafmax`;
    const known = column.id === channel ? value : isPeak ? peakDb : isSame ? reading.value : undefined;
    if (known === undefined) continue;
    row.cells[place] = known === null || !Number.isFinite(known) ? null : rounded(known, column.resolution);
    const own = column.id === channel ? quality : isSame ? reading.quality : 'good';
    row.quality = Math.max(row.quality, qualityCode(own));
  }
}

function isIntegrated(channel: ChannelPlan | undefined): boolean {
  return channel !== undefined && specOf(channel.quantity).integrates === true;
}

function isSilent({ channels, nowMs }: ProcessImage, levels: readonly Column[]): boolean {
  return levels.every(({ id, validMs }) => trusted(channels[id], nowMs, validMs) === null);
}

/** The worst quality among the meters of which nothing came in this cycle. */
function worstMissing(
  { channels, nowMs }: ProcessImage,
  columns: readonly Column[],
  rows: readonly OpenRow[],
): number {
  const missing = columns.filter((_, place) => rows.every(({ cells }) => cells[place] === undefined));
  return Math.max(
    good,
    ...missing.map(({ id, validMs }) => qualityCode(qualityNow(channels[id], nowMs, validMs))),
  );
}
