/**
 * How many answers one source may have. What cannot be read, is refused or comes again is answered as long as it comes at the
 * pace of people and programs; a flood is counted and told once a minute, so that it displaces nothing that was measured.
 */

import { MINUTE_MS } from '../../model/duration.ts';

/** Of one source. */
export interface AnswerRate {
  readonly unread: Bucket;
  readonly refused: Bucket;
  /** Refused or repeated without an event of their own, since the last that counted them. */
  untold: number;
  toldMs: number;
}

interface Bucket {
  readonly most: number;
  readonly aSecond: number;
  left: number;
  atMs: number;
}

/** A source that was silent so far. */
export function createAnswerRate(nowMs: number): AnswerRate {
  return {
    unread: { most: 1, aSecond: 1, left: 1, atMs: nowMs },
    refused: { most: 30, aSecond: 2, left: 30, atMs: nowMs },
    untold: 0,
    toldMs: Number.NEGATIVE_INFINITY,
  };
}

/** Counts it where it may not. */
export function mayAnswer(rate: AnswerRate, kind: 'unread' | 'refused', nowMs: number): boolean {
  const bucket = rate[kind];
  bucket.left = Math.min(bucket.most, bucket.left + ((nowMs - bucket.atMs) / 1000) * bucket.aSecond);
  bucket.atMs = nowMs;
  if (bucket.left < 1) {
    rate.untold += 1;
    return false;
  }
  bucket.left -= 1;
  return true;
}

/** Whether this refusal gets an event, and how many had none before it: of what cannot be read one a minute does. */
export function eventOf(
  rate: AnswerRate,
  isUnread: boolean,
  nowMs: number,
): { readonly untold: number } | null {
  const isDue = nowMs - rate.toldMs >= MINUTE_MS;
  if (isUnread && !isDue) {
    rate.untold += 1;
    return null;
  }
  const untold = isDue ? rate.untold : 0;
  if (isDue && (isUnread || untold > 0)) [rate.untold, rate.toldMs] = [0, nowMs];
  return { untold };
}
