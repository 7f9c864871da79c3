/** A moment as people write it: "23:41", "2026-07-15 23:41:05" in local time of the site, or ISO with its offset. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { type IsPast, NEAR_MS } from './explanation.ts';

/** A moment as it was asked for. */
export type MomentQuestion =
  /** Wall time, UTC. */
  | { readonly kind: 'wall'; readonly atMs: number }
  /** Local time, written as if it were UTC. */
  | { readonly kind: 'local'; readonly atMs: number }
  /** Milliseconds since local midnight of the latest day that has it. */
  | { readonly kind: 'time-of-day'; readonly atMs: number };

/** First and last recorded moment, each with local time minus UTC. */
export interface Coverage {
  readonly firstMs: number;
  readonly firstOffsetMin: number;
  readonly lastMs: number;
  readonly lastOffsetMin: number;
}

const SECOND_MS = 1000;

const timePattern = /^(\d\d):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?$/;
const datePattern = /^(\d{4}-\d\d-\d\d)[ T](.+?)(Z|[+-]\d\d:\d\d)?$/;

/** A fault says how to write it. */
export function parseMoment(text: string, option = '--at'): Result<MomentQuestion, ConsoleText> {
  const [, date, rest = text, offset] = datePattern.exec(text) ?? [];
  const ofDayMs = timeOfDay(rest);
  if (ofDayMs === undefined) return failed(notATime(text, option));
  if (date === undefined) return ok({ kind: 'time-of-day', atMs: ofDayMs });
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== date)
    return failed(notATime(text, option));
  if (offset === undefined) return ok({ kind: 'local', atMs: dayMs + ofDayMs });
  return ok({ kind: 'wall', atMs: dayMs + ofDayMs - offsetMin(offset) * MINUTE_MS });
}

/** A moment within the records: for a time of day the latest one. */
export type Moment = Exclude<MomentQuestion, { readonly kind: 'time-of-day' }>;

/** Undefined if the records do not reach it. */
export function settle(question: MomentQuestion, coverage: Coverage): Moment | undefined {
  const { firstMs, firstOffsetMin, lastMs, lastOffsetMin } = coverage;
  if (question.kind === 'wall') return isWithin(question.atMs, firstMs, lastMs) ? question : undefined;
  const firstLocalMs = firstMs + firstOffsetMin * MINUTE_MS;
  const lastLocalMs = lastMs + lastOffsetMin * MINUTE_MS;
  let { atMs } = question;
  if (question.kind === 'time-of-day') {
    atMs += Math.floor(lastLocalMs / DAY_MS) * DAY_MS;
    if (atMs > lastLocalMs) atMs -= DAY_MS;
  }
  return isWithin(atMs, firstLocalMs, lastLocalMs) ? { kind: 'local', atMs } : undefined;
}

/** Which cycles lie past the moment. */
export function pastOf({ kind, atMs }: Moment): IsPast {
  return kind === 'wall'
    ? ({ wallMs }) => wallMs > endOf(atMs)
    : ({ wallMs, utcOffsetMin }) => wallMs + utcOffsetMin * MINUTE_MS > endOf(atMs);
}

function isWithin(atMs: number, firstMs: number, lastMs: number): boolean {
  return atMs >= wholeSecond(firstMs) && atMs <= lastMs + NEAR_MS;
}

/** A cycle at 23:41:05.250 is shown as 23:41:05, so a whole second includes all of it. */
function endOf(atMs: number): number {
  return atMs % SECOND_MS === 0 ? atMs + SECOND_MS - 1 : atMs;
}

function wholeSecond(atMs: number): number {
  return Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

function timeOfDay(text: string): number | undefined {
  const [, hours, minutes, seconds = '0'] = timePattern.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) >= 60)
    return undefined;
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Math.round(Number(seconds) * SECOND_MS);
}

function offsetMin(text: string): number {
  if (text === 'Z') return 0;
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (60 * hours + minutes);
}

function notATime(text: string, option: string): ConsoleText {
  return consoleText('at-takes', { option, given: text });
}
