/** Times as loggers, spreadsheets and portals of many countries write them. */

import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import { folded } from '../columns/head-text.ts';
import { monthWords } from '../columns/vocabulary.ts';

/** Order of day, month and year where all three are numbers. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

/** A time on its own clock: `ms` as if it were UTC where `offsetMin` is null, otherwise UTC. */
export interface Stamp {
  readonly ms: number;
  /** Local time minus UTC as it is written, minutes; null where no zone is. */
  readonly offsetMin: number | null;
}

/** A date as its three numbers in the order in which they are written, and what stands behind it. */
interface WrittenDate {
  readonly parts: readonly [number, number, number];
  /** Known from the form: 2025-03-22, 22.03.2025, 22 Mar 2025; null for 03/04/2025. */
  readonly order: DateOrder | null;
  readonly rest: string;
}

/** A date with time of day; undefined for anything else, also for a date that is not in the calendar. */
export function parseStamp(text: string, order: DateOrder): Stamp | undefined {
  const date = writtenDate(text.trim());
  if (date === undefined) return undefined;
  const dayMs = dateMs(date, order);
  const rest = date.rest.replace(/^(?:\s*[T,]\s*|\s+|_|-)/i, '');
  if (dayMs === undefined || rest === '') return undefined;
  const clock = parseClock(rest);
  return clock === undefined
    ? undefined
    : { ms: dayMs + clock.ms - (clock.offsetMin ?? 0) * MINUTE_MS, offsetMin: clock.offsetMin };
}

/** A date alone, as if midnight UTC, ms. */
export function parseDate(text: string, order: DateOrder): number | undefined {
  const date = writtenDate(text.trim());
  if (date === undefined || !/^(?:[T\s,]*(?:0?0:00(?::00(?:\.0+)?)?)?)?$/.test(date.rest)) return undefined;
  return dateMs(date, order);
}

/** The orders in which a date can be read; empty for what is no date. */
export function possibleOrders(text: string): readonly DateOrder[] {
  const date = writtenDate(text.trim());
  if (date === undefined) return [];
  const orders: readonly DateOrder[] = date.order === null ? ['dmy', 'mdy', 'ymd'] : [date.order];
  return orders.filter((order) => dateMs(date, order) !== undefined);
}

/** True where the form of a date says in which order it is written. */
export function isOrderWritten(text: string): boolean {
  return writtenDate(text.trim())?.order != null;
}

const ISO = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?=$|[T\s,_]|\s*[上下午오])/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?=$|[T\s_-]|\d{6})/i;
/** With dots the day comes first; with slashes or hyphens nobody knows. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\.?(?=$|[T\s,])/i;
const SLASHED = /^(\d{1,4})[/-](\d{1,2})[/-](\d{4}|\d{2})(?=$|[T\s,])/i;
const KOREAN = /^(\d{4})년?\.?\s*(\d{1,2})월?\.?\s*(\d{1,2})일?\.?(?=$|\s)/;
const WORDED =
  /^(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([a-z]{3,12})\.?,?[\s-]+(\d{4}|\d{2})(?=$|[T\s,])/;
const WORD_FIRST =
  /^(?:[a-z]{2,9}\.?,?\s+)?([a-z]{3,12})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?=$|[T\s,])/;

function writtenDate(text: string): WrittenDate | undefined {
  if (text === lastWritten.text) return lastWritten.date;
  const date = newWrittenDate(text);
  Object.assign(lastWritten, { text, date });
  return date;
}

/** The date last taken apart: almost every row has that of the one before. */
const lastWritten: { text: string; date: WrittenDate | undefined } = { text: '', date: undefined };

function newWrittenDate(text: string): WrittenDate | undefined {
  const known = KNOWN_FORMS.find(({ form }) => form.test(text));
  if (known !== undefined) {
    const match = known.form.exec(text) ?? [''];
    return { parts: numbersOf(match), order: known.order, rest: text.slice(match[0].length) };
  }
  return /^[a-z]|^\d{1,2}[.\s-]+[a-zäéûç]/i.test(text) ? wordedDate(text) : undefined;
}

const KNOWN_FORMS: readonly { readonly form: RegExp; readonly order: DateOrder | null }[] = [
  { form: ISO, order: 'ymd' },
  { form: COMPACT, order: 'ymd' },
  { form: DOTTED, order: 'dmy' },
  { form: SLASHED, order: null },
  { form: KOREAN, order: 'ymd' },
];

/** 22 Mar 2025, Mar 22, 2025, 22-märz-25, 19 maj 2026. */
function wordedDate(text: string): WrittenDate | undefined {
  const plain = folded(text)
    .replace(/(\d)(?:er|\.)?\s+de\s+/g, '$1 ')
    .replace(/\s+de\s+(\d)/g, ' $1');
  const [whole, day, month, year] = WORDED.exec(plain) ?? swapped(WORD_FIRST.exec(plain));
  const index = monthWords.findIndex((words) => words.includes(month ?? ''));
  if (whole === undefined || index < 0) return undefined;
  return { parts: [Number(day), index + 1, Number(year)], order: 'dmy', rest: plain.slice(whole.length) };
}

function swapped(match: RegExpExecArray | null): readonly (string | undefined)[] {
  return match === null ? [] : [match[0], match[2], match[1], match[3]];
}

function numbersOf(match: readonly (string | undefined)[]): readonly [number, number, number] {
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

function dateMs({ parts: [a, b, c], order: own }: WrittenDate, asked: DateOrder): number | undefined {
  const order = own ?? asked;
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  const fullYear = year < 100 ? 2000 + year : year;
  const ms = Date.UTC(fullYear, month - 1, day);
  const isDate = month >= 1 && month <= 12 && new Date(ms).getUTCDate() === day && fullYear >= 1970;
  return isDate ? ms : undefined;
}

const CLOCK =
  /^(?:(上午|下午|午前|午後|오전|오후|凌晨|中午|晚上)\s*)?(\d{1,2})\s*[:：时時시h]\s*(\d{2})(?:\s*[:：分분]?\s*(?:(\d{2})(?:[.,:](\d{1,9}))?)?)?\s*[秒초]?\s*(?:uhr|hrs?|h)?\s*(上午|下午|午前|午後|오전|오후|[ap]\.?\s?m\.?)?\s*(Z|UTC|GMT)?\s*([+-]\d{2}(?::?\d{2})?)?$/i;
const DIGITS = /^(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,9}))?$/;

interface Clock {
  readonly ms: number;
  readonly offsetMin: number | null;
}

/** A time of day, with or without zone: 22:00:00.125, 10:00 PM, 下午10:00, 24:00:00, 220000. */
export function parseClock(text: string): Clock | undefined {
  const trimmed = text.trim();
  const [digits, h, m, s, f = ''] = DIGITS.exec(trimmed) ?? [];
  if (digits !== undefined) return clockOf(Number(h), Number(m), Number(s), f, null);
  const match = CLOCK.exec(trimmed);
  if (match === null) return undefined;
  const [, before, hour, minute, second = '0', fraction = '', behind, zulu, offset] = match;
  const half = (before ?? behind ?? '').toLowerCase().replace(/[\s.]/g, '');
  const hours = half === '' ? Number(hour) : twelveHour(Number(hour), half);
  if (hours === undefined) return undefined;
  const offsetMin = offset === undefined ? (zulu === undefined ? null : 0) : offsetMinutes(offset);
  return clockOf(hours, Number(minute), Number(second), fraction, offsetMin);
}

/** 24:00:00 is the midnight that ends the day (ISO 8601). */
function clockOf(
  hour: number,
  minute: number,
  second: number,
  fraction: string,
  offsetMin: number | null,
): Clock | undefined {
  const isEnd = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isEnd) || minute > 59 || second > 59) return undefined;
  const fractionMs = fraction === '' ? 0 : Math.round(Number(`0.${fraction}`) * 1000);
  return { ms: ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs, offsetMin };
}

function twelveHour(hour: number, half: string): number | undefined {
  const isLate = /^(?:pm|下午|午後|오후|中午|晚上)$/.test(half);
  if (hour > 12 && !isLate) return undefined;
  if (hour > 12) return hour;
  return (hour % 12) + (isLate ? 12 : 0);
}

function offsetMinutes(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || '0');
  return text.startsWith('-') ? -minutes : minutes;
}

/** Seconds or milliseconds since 1970, of this century; undefined for anything else. */
export function parseUnix(
  text: string,
): { readonly form: 'unix-s' | 'unix-ms'; readonly ms: number } | undefined {
  const trimmed = text.trim();
  if (/^[1-4]\d{9}(\.\d+)?$/.test(trimmed)) return { form: 'unix-s', ms: Math.round(Number(trimmed) * 1000) };
  if (/^[1-4]\d{12}$/.test(trimmed)) return { form: 'unix-ms', ms: Number(trimmed) };
  return undefined;
}

/** A length of time: 60, 60 s, 00:01:00, 0000d 00:10:00.0, 1 min; ms. A bare number is seconds. */
export function parseLength(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const days = /^(\d+)\s*d\s+(.*)$/.exec(trimmed);
  const clock = /^(\d{1,3}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?$/.exec(days?.[2] ?? trimmed);
  if (clock !== null) {
    const [, hours, minutes, seconds = '0'] = clock;
    const ms = Math.round(
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds.replace(',', '.'))) * 1000,
    );
    return ms + Number(days?.[1] ?? 0) * DAY_MS;
  }
  const number = /^(\d+(?:[.,]\d+)?)\s*(ms|s|sec|m|min|h|秒|分|分钟|小时)?$/.exec(trimmed);
  if (number === null) return undefined;
  const units: Readonly<Record<string, number>> = {
    ms: 1,
    m: MINUTE_MS,
    min: MINUTE_MS,
    分: MINUTE_MS,
    分钟: MINUTE_MS,
    h: 60 * MINUTE_MS,
    小时: 60 * MINUTE_MS,
  };
  return Math.round(Number((number[1] ?? '').replace(',', '.')) * (units[number[2] ?? 's'] ?? 1000));
}
