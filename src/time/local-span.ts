/** Local hours of a date as moments, so that nights of 7 and 9 hours have their true length. Zones come as a function. */

import { DAY_MIN, MINUTE_MS } from '../model/duration.ts';

/** Local time minus UTC at a moment, minutes. */
export type OffsetAt = (wallMs: number) => number;

/** A stretch in UTC, half-open. */
export interface LocalSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** The hours that begin on the local date `dateId`; they end on the next date where the end is not after the start. */
export function localSpan(dateId: string, startMin: number, endMin: number, offsetAt: OffsetAt): LocalSpan {
  const midnightMs = Date.parse(`${dateId}T00:00:00Z`);
  const lastMin = endMin > startMin ? endMin : endMin + DAY_MIN;
  return {
    startMs: momentOf(midnightMs + startMin * MINUTE_MS, offsetAt),
    endMs: momentOf(midnightMs + lastMin * MINUTE_MS, offsetAt),
  };
}

/** The date after `dateId`. */
export function nextDate(dateId: string): string {
  return new Date(Date.parse(`${dateId}T00:00:00Z`) + DAY_MIN * MINUTE_MS).toISOString().slice(0, 10);
}

/**
 * UTC of a local time that is written as if it were UTC. In the hour that comes twice it is the first; a time that the
 * clocks skip is read with the offset before the change.
 */
export function momentOf(localMs: number, offsetAt: OffsetAt): number {
  const before = localMs - offsetAt(localMs - DAY_MIN * MINUTE_MS) * MINUTE_MS;
  const after = localMs - offsetAt(localMs + DAY_MIN * MINUTE_MS) * MINUTE_MS;
  const isAfter = localMs - offsetAt(after) * MINUTE_MS === after;
  const isBefore = localMs - offsetAt(before) * MINUTE_MS === before;
  return isBefore || !isAfter ? before : after;
}

/** UTC of the second of two such times; undefined if the local time comes once. */
export function secondMomentOf(localMs: number, offsetAt: OffsetAt): number | undefined {
  const after = localMs - offsetAt(localMs + DAY_MIN * MINUTE_MS) * MINUTE_MS;
  const isAfter = localMs - offsetAt(after) * MINUTE_MS === after;
  return isAfter && after !== momentOf(localMs, offsetAt) ? after : undefined;
}
