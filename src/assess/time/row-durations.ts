/**
 * How long each row lasts, by the stamps around it: steps may change in a file, and a hole is no long row. A distance
 * counts as a duration where it is about that of the row before, or where three in a row are alike.
 */

import { HOUR_MS } from '../../model/duration.ts';
import type { Edge } from '../columns/column-meaning.ts';

/** A row in order of time. Its kind and levels are carried through. */
export interface TimedRow {
  stampMs: number;
  /** What a column of the file says; NaN where none does. */
  durationMs: number;
  levelDb: number;
  peakDb: number;
  kind: number;
}

/** Takes a row with its start and duration. */
export type OnTimedRow = (startMs: number, durationMs: number, row: TimedRow) => void;

/** Takes rows in order and gives each its duration. */
export interface RowTimer {
  readonly add: (row: TimedRow) => void;
  readonly end: () => void;
}

/** What is known of all rows. */
export interface TimerSetup {
  readonly stamp: Edge;
  readonly stepMs: number;
  /** Every row lasts a step. */
  readonly isFixed: boolean;
  readonly longestMs: number;
}

/** Rows wait until enough of those behind them are known. */
const AHEAD = 3;

/** Gives each row its begin and its duration. Rows must come in order, one later than the other. */
export function createRowTimer(setup: TimerSetup, onRow: OnTimedRow): RowTimer {
  const { stamp, stepMs, isFixed, longestMs } = setup;
  const ring: TimedRow[] = Array.from({ length: AHEAD + 1 }, emptyTimedRow);
  let [first, waiting] = [0, 0];
  let beforeMs = Number.NaN;
  let usualMs = stepMs;
  const at = (index: number): TimedRow => ring[(first + index) % ring.length] ?? emptyTimedRow();
  const distance = (index: number): number => {
    // A stamp of the beginning gets its length from the next row, one of the end from the row before.
    if (stamp === 'begin')
      return index + 1 < waiting ? at(index + 1).stampMs - at(index).stampMs : Number.NaN;
    if (index >= waiting) return Number.NaN;
    return at(index).stampMs - (index === 0 ? beforeMs : at(index - 1).stampMs);
  };
  const emit = (): void => {
    const row = at(0);
    const distanceMs = distance(0);
    // Nearly always the step is the one before.
    const ownMs =
      distanceMs === usualMs
        ? usualMs
        : durationOf(distanceMs, usualMs, isFixed ? NaN : distance(1), distance(2));
    if (!isFixed && Number.isNaN(row.durationMs) && isAlike(ownMs, distanceMs)) usualMs = ownMs;
    // What a column says ends where the next row begins.
    const saidMs = row.durationMs > distanceMs ? distanceMs : row.durationMs;
    const durationMs = Math.min(Number.isNaN(saidMs) ? ownMs : saidMs, longestMs);
    onRow(startOf(row.stampMs, durationMs, stamp), durationMs, row);
    beforeMs = row.stampMs;
    first = (first + 1) % ring.length;
    waiting -= 1;
  };
  return {
    add: (row) => {
      copy(row, at(waiting));
      waiting += 1;
      if (waiting > AHEAD) emit();
    },
    end: () => {
      while (waiting > 0) emit();
    },
  };
}

/** A row to fill. */
export function emptyTimedRow(): TimedRow {
  return { stampMs: Number.NaN, durationMs: Number.NaN, levelDb: Number.NaN, peakDb: Number.NaN, kind: 0 };
}

function copy(from: TimedRow, to: TimedRow): void {
  to.stampMs = from.stampMs;
  to.durationMs = from.durationMs;
  to.levelDb = from.levelDb;
  to.peakDb = from.peakDb;
  to.kind = from.kind;
}

function startOf(stampMs: number, durationMs: number, stamp: Edge): number {
  switch (stamp) {
    case 'begin':
      return stampMs;
    case 'end':
      return stampMs - durationMs;
    case 'middle':
      return stampMs - durationMs / 2;
  }
}

/** The duration of a row at a distance from its neighbour, and the distances that follow. */
function durationOf(distanceMs: number, usualMs: number, nextMs: number, laterMs: number): number {
  if (Number.isNaN(distanceMs)) return usualMs;
  if (isAlike(distanceMs, usualMs) || distanceMs < usualMs) return distanceMs;
  const isNewStep =
    distanceMs <= HOUR_MS * 1.01 && isAlike(nextMs, distanceMs) && isAlike(laterMs, distanceMs);
  return isNewStep ? distanceMs : usualMs;
}

function isAlike(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.25 * Math.max(a, b);
}
