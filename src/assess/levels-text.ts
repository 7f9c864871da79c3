/** Times and numbers as sound level loggers write them. The `...At` forms read the common layout without a copy. */

import { MINUTE_MS } from '../model/duration.ts';

/** A time: `ms` is UTC, or if `isLocal` local time written as if it were UTC. */
export interface Stamp {
  readonly ms: number;
  readonly isLocal: boolean;
}

/** How the time of a row is written. */
export type TimeForm = 'civil' | 'date-and-clock' | 'unix-s' | 'unix-ms';

const civilForm =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** 22.03.2025: with dots the day comes first. With slashes the order is not known, so such a time is refused. */
const dottedForm = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)$/;
const clockForm = /^\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?$/;

/** A date, with or without time and zone; undefined for anything else. */
export function parseCivil(text: string): Stamp | undefined {
  const trimmed = text.trim().replace(dottedForm, '$3-$2-$1$4');
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] =
    civilForm.exec(trimmed) ?? [];
  const dateMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(dateMs).getUTCDate() !== Number(day) || Number(month) > 12) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clockMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const ms = dateMs + clockMs + Math.round(Number(`0.${fraction || '0'}`) * 1000);
  return zone === undefined ? { ms, isLocal: true } : { ms: ms - zoneMs(zone), isLocal: false };
}

/** A time of day without date. */
export function isClock(text: string): boolean {
  return clockForm.test(text.trim());
}

/** Seconds or milliseconds since 1970, of this century; undefined for anything else. */
export function parseUnix(text: string): { readonly form: TimeForm; readonly ms: number } | undefined {
  const trimmed = text.trim();
  if (/^\d{9,10}(\.\d+)?$/.test(trimmed)) return { form: 'unix-s', ms: Number(trimmed) * 1000 };
  if (/^\d{12,13}$/.test(trimmed)) return { form: 'unix-ms', ms: Number(trimmed) };
  return undefined;
}

/** A level; null for a blank or a word for one, undefined for anything that is no number. */
export function parseLevel(text: string, decimalComma: boolean): number | null | undefined {
  const trimmed = text.trim().replace(/\s*dB\s*(\(?A\)?)?$/i, '');
  if (/^(|-+|n\/?a|nan|null|none)$/i.test(trimmed)) return null;
  const plain = decimalComma ? trimmed.replace(',', '.') : trimmed;
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}

/** Fields of a line, quotes undone. */
export function splitFields(line: string, separator: string): readonly string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field];
}

/** `yyyy-mm-dd hh:mm:ss` between the positions, as if UTC, ms; NaN for any other form. */
export function civilAt(text: string, from: number, to: number): number {
  if (to - from !== 19 || text.charCodeAt(from + 13) !== COLON || text.charCodeAt(from + 16) !== COLON)
    return Number.NaN;
  const between = text.charCodeAt(from + 10);
  if (between !== BLANK && between !== LETTER_T) return Number.NaN;
  const hour = twoDigits(text, from + 11);
  const minute = twoDigits(text, from + 14);
  const second = twoDigits(text, from + 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  return dateAt(text, from) + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** A plain decimal number between the positions, with blanks around it allowed; NaN for anything else. */
export function decimalAt(text: string, start: number, end: number, point: number): number {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) === BLANK) from++;
  while (to > from && text.charCodeAt(to - 1) === BLANK) to--;
  let mantissa = 0;
  let decimals = -1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      if (decimals >= 0) decimals++;
    } else if (code === point && decimals < 0 && at > from && at < to - 1) decimals = 0;
    else return Number.NaN;
  }
  // Beyond 2^53 the division would not round as the decimal text does.
  if (from === to || mantissa > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return decimals < 0 ? mantissa : mantissa / (powersOf10[decimals] ?? Number.NaN);
}

const [BLANK, COLON, LETTER_T, ZERO, NINE] = [32, 58, 84, 48, 57];
const powersOf10 = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent);

/** The last date read: almost every row has the date of the previous one. */
const lastDate = { key: 0, ms: Number.NaN };

function dateAt(text: string, from: number): number {
  const year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
  const [month, day] = [twoDigits(text, from + 5), twoDigits(text, from + 8)];
  const key = (year * 100 + month) * 100 + day;
  if (key !== lastDate.key) {
    lastDate.key = key;
    lastDate.ms = parseCivil(text.slice(from, from + 10))?.ms ?? Number.NaN;
  }
  return lastDate.ms;
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}
