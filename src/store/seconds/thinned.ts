/**
 * Records thinned for the eye: a span in equal steps, with the lowest, the highest and the mean of each, so that a
 * peak of a second is still seen in a year. Nothing is interpolated: a step without a good value is null.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { HOUR_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { Sql } from '../../ports/database.ts';
import {
  type SecondsTable,
  THINNED_STEPS_MAX,
  type ThinnedChannel,
  type ThinnedColumn,
  type ThinnedTable,
  type TimeSpan,
} from '../../ports/history.ts';
import { readSeconds } from './read-seconds.ts';

/** How much of the seconds is unpacked at a time. */
const PIECE_MS = HOUR_MS;

/** Lowest, highest and mean of the seconds in each step. */
export function thinnedSeconds(
  sql: Sql,
  span: TimeSpan,
  channels: readonly ThinnedChannel[],
  steps: number,
): Result<ThinnedTable, string> {
  const grid = gridOf(span, steps);
  if (grid === null) return failed(TOO_FINE);
  const open = new Map(channels.map((channel) => [channel.id, openColumn(channel, steps)]));
  const ids = channels.map(({ id }) => id);
  for (let fromMs = span.fromMs; fromMs < span.toMs; fromMs += PIECE_MS) {
    const piece = { fromMs, toMs: Math.min(span.toMs, fromMs + PIECE_MS) };
    const read = readSeconds(sql, piece, ids);
    if (!read.ok) return read;
    addPiece(open, read.value, grid);
  }
  return ok({ ...grid, columns: closed(open) });
}

/** The same of the minutes: by SQL, because a year of them is half a million rows. */
export function thinnedMinutes(
  sql: Sql,
  span: TimeSpan,
  levels: readonly string[],
  steps: number,
): Result<ThinnedTable, string> {
  const grid = gridOf(span, steps);
  if (grid === null) return failed(TOO_FINE);
  const columns: Record<string, ThinnedColumn> = {};
  for (const level of levels) {
    const total = openColumn({ id: level, mean: 'energy' }, steps);
    const equipment = openColumn({ id: level, mean: 'energy' }, steps);
    for (const [startMs, energyS, valid, equipmentDb] of sql.rows(MINUTES, span.fromMs, span.toMs, level)) {
      const index = indexAt(grid, Number(startMs));
      const validS = Number(valid);
      const laeqDb = validS > 0 ? levelOf(Number(energyS) / validS) : null;
      if (laeqDb !== null) add(total, index, laeqDb, validS);
      if (typeof equipmentDb === 'number') add(equipment, index, equipmentDb, 60);
    }
    columns[level] = closedColumn(total);
    columns[`${level}.equipment`] = closedColumn(equipment);
  }
  return ok({ ...grid, columns });
}

const MINUTES = `
  SELECT start_ms, energy_s, valid_s, equipment_db FROM minutes
  WHERE start_ms >= ? AND start_ms < ? AND level = (SELECT id FROM words WHERE text = ?) ORDER BY start_ms`;

const TOO_FINE = `at most ${THINNED_STEPS_MAX} steps, and a span that is longer than nothing`;

type Grid = Pick<ThinnedTable, 'fromMs' | 'stepMs'>;

function gridOf({ fromMs, toMs }: TimeSpan, steps: number): Grid | null {
  const isFit = Number.isInteger(steps) && steps > 0 && steps <= THINNED_STEPS_MAX && toMs > fromMs;
  return isFit ? { fromMs, stepMs: (toMs - fromMs) / steps } : null;
}

interface OpenColumn {
  readonly isEnergy: boolean;
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  readonly sum: Float64Array;
  readonly weight: Float64Array;
}

function openColumn({ mean }: ThinnedChannel, steps: number): OpenColumn {
  return {
    isEnergy: mean === 'energy',
    lowest: new Float64Array(steps).fill(Number.POSITIVE_INFINITY),
    highest: new Float64Array(steps).fill(Number.NEGATIVE_INFINITY),
    sum: new Float64Array(steps),
    weight: new Float64Array(steps),
  };
}

/** Sound as it was measured, each sample once; everything else a second each. */
function addPiece(
  open: ReadonlyMap<string, OpenColumn>,
  { wallMs, columns, samples }: SecondsTable,
  grid: Grid,
): void {
  const sampled = new Set(samples.map(({ channel }) => channel));
  for (const { channel, value, takenMs, seconds } of samples) {
    const column = open.get(channel);
    if (column !== undefined && value !== null)
      add(column, indexAt(grid, takenMs - 1000 * seconds), value, seconds);
  }
  for (const [id, { values }] of Object.entries(columns)) {
    const column = open.get(id);
    if (column === undefined || sampled.has(id)) continue;
    values.forEach((value, row) => {
      if (value !== null) add(column, indexAt(grid, wallMs[row] ?? 0), value, 1);
    });
  }
}

function indexAt({ fromMs, stepMs }: Grid, atMs: number): number {
  return Math.floor((atMs - fromMs) / stepMs);
}

/** What lies just outside, as a sample that began before the span, is left out. */
function add(column: OpenColumn, index: number, value: number, weight: number): void {
  const { lowest, highest, sum, isEnergy } = column;
  if (!(index >= 0 && index < sum.length) || !(weight > 0)) return;
  lowest[index] = Math.min(lowest[index] ?? value, value);
  highest[index] = Math.max(highest[index] ?? value, value);
  sum[index] = (sum[index] ?? 0) + weight * (isEnergy ? energyOf(value) : value);
  column.weight[index] = (column.weight[index] ?? 0) + weight;
}

function closed(open: ReadonlyMap<string, OpenColumn>): Record<string, ThinnedColumn> {
  return Object.fromEntries([...open].map(([id, column]) => [id, closedColumn(column)]));
}

function closedColumn({ lowest, highest, sum, weight, isEnergy }: OpenColumn): ThinnedColumn {
  const finite = (value: number): number | null => (Number.isFinite(value) ? rounded(value) : null);
  const mean = (index: number): number | null => {
    const whole = weight[index] ?? 0;
    if (whole === 0) return null;
    const value = (sum[index] ?? 0) / whole;
    const shown = isEnergy ? levelOf(value) : value;
    return shown === null ? null : rounded(shown);
  };
  return {
    lowest: Array.from(lowest, finite),
    highest: Array.from(highest, finite),
    mean: Array.from(sum, (_, index) => mean(index)),
  };
}

/** Finer than any chart shows, and short on the wire. */
function rounded(value: number): number {
  return Math.abs(value) < 1000 ? Math.round(100 * value) / 100 : Math.round(value);
}
