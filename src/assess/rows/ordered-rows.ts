/** Rows in order of time: their stamps get the zone of the place, doubled ones are left out, each gets its duration. */

import { MINUTE_MS } from '../../model/duration.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { type ClockOddities, localClock } from '../../time/zoned-stamps.ts';
import type { Layout } from '../layout/layout.ts';
import { createRowTimer, emptyTimedRow } from '../time/row-durations.ts';
import { KIND } from './kinds.ts';
import type { Row } from './row.ts';

/** One row. The level is NaN where none is known; `kind` says why, or that it is a bound. */
export type OnLevel = (
  startMs: number,
  durationMs: number,
  levelDb: number,
  peakDb: number,
  kind: number,
) => void;

/** How many rows of which kind were read, and over which time. */
export interface RowCounts {
  readonly valid: number;
  readonly blank: number;
  /** Louder than the meter could tell. */
  readonly over: number;
  /** How many of the valid ones are bounds, such as <30. */
  readonly bounds: number;
  /** Not later than the row before: doubled, or out of order. */
  readonly late: number;
  readonly firstLateLine: number | null;
  /** How many of the late ones have the time of another row but another level. */
  readonly contrary: number;
  readonly validS: number;
  /** Shortest and longest row, s. */
  readonly shortestS: number;
  readonly longestS: number;
  /** Begin of the first and end of the last row, valid or not; null without rows. */
  readonly span: { readonly startMs: number; readonly endMs: number } | null;
  readonly clock: ClockOddities;
}

interface OrderedRows {
  readonly add: (row: Row, line: number) => void;
  readonly end: () => RowCounts;
}

/** Takes rows as they stand in the file. */
export function createOrderedRows(layout: Layout, offsetAt: OffsetAt, onLevel: OnLevel): OrderedRows {
  const clock = localClock(offsetAt);
  const { stampOffsetMin } = layout;
  const localMs = stampOffsetMin === null ? clock.momentOf : (ms: number) => ms - stampOffsetMin * MINUTE_MS;
  const counts = { valid: 0, blank: 0, over: 0, bounds: 0, late: 0, contrary: 0, validS: 0 };
  let [shortestMs, longestMs] = [Number.POSITIVE_INFINITY, 0];
  let [firstMs, endMs] = [Number.NaN, Number.NaN];
  let firstLateLine: number | null = null;
  const timed = emptyTimedRow();
  timed.stampMs = Number.NEGATIVE_INFINITY;
  const timer = createRowTimer(
    {
      stamp: layout.stamp,
      stepMs: layout.stepS * 1000,
      isFixed: layout.isStepAsked,
      longestMs: (layout.longestRowS ?? Number.POSITIVE_INFINITY) * 1000,
    },
    (startMs, durationMs, row) => {
      if (Number.isNaN(firstMs)) firstMs = startMs;
      endMs = startMs + durationMs;
      if (durationMs < shortestMs) shortestMs = durationMs;
      if (durationMs > longestMs) longestMs = durationMs;
      if (row.kind === KIND.level || row.kind === KIND.bound) counts.validS += durationMs / 1000;
      onLevel(startMs, durationMs, row.levelDb, row.peakDb, row.kind);
    },
  );
  return {
    add: (row, line) => {
      const stampMs = row.isLocal ? localMs(row.ms) : row.ms;
      if (stampMs <= timed.stampMs) {
        counts.late++;
        firstLateLine ??= line;
        if (stampMs === timed.stampMs && row.levelDb !== timed.levelDb) counts.contrary++;
        return;
      }
      countKind(counts, row.kind);
      timed.stampMs = stampMs;
      timed.levelDb = row.levelDb;
      timed.peakDb = row.peakDb;
      timed.durationMs = row.durationMs;
      timed.kind = row.kind;
      timer.add(timed);
    },
    end: () => {
      timer.end();
      return {
        ...counts,
        firstLateLine,
        shortestS: Number.isFinite(shortestMs) ? shortestMs / 1000 : layout.stepS,
        longestS: longestMs / 1000,
        span: Number.isNaN(firstMs) ? null : { startMs: firstMs, endMs },
        clock: clock.oddities(),
      };
    },
  };
}

function countKind(
  counts: { valid: number; blank: number; over: number; bounds: number },
  kind: number,
): void {
  if (kind === KIND.blank) counts.blank++;
  else if (kind === KIND.over) counts.over++;
  else counts.valid++;
  if (kind === KIND.bound) counts.bounds++;
}
