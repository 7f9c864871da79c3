/** Times in place: `2025-03-22 22:00:00`, `22/03/2025 22:00:00.125`, with Z or an offset, or date and clock apart. */

import { MINUTE_MS } from '../../model/duration.ts';
import { type DateOrder, parseDate } from '../time/stamp-text.ts';

interface FastTimes {
  /** Reads a date, with its time of day where `isJoined`; false where it is written in any other way. */
  readonly date: (text: string, from: number, to: number, row: { isLocal: boolean }) => boolean;
  /** Reads a time of day. */
  readonly clock: (text: string, from: number, to: number, row: { isLocal: boolean }) => boolean;
  /** What was read since the row began, ms; as if UTC where the row is local. */
  readonly moment: () => number;
}

const DATE_LENGTH = 10;

/** Almost every row has the date of the one before, so that is kept. */
export function fastTimes(order: DateOrder, isJoined: boolean): FastTimes {
  let lastDate = '';
  let lastMs = Number.NaN;
  let clockMs = Number.NaN;
  let offsetMs = 0;
  const readDate = (text: string, from: number): boolean => {
    if (!text.startsWith(lastDate, from) || lastDate === '') {
      lastDate = text.slice(from, from + DATE_LENGTH);
      lastMs = parseDate(lastDate, order) ?? Number.NaN;
    }
    return !Number.isNaN(lastMs);
  };
  const readClock = (text: string, start: number, end: number, row: { isLocal: boolean }): boolean => {
    let [from, to] = [start, end];
    while (from < to && text.charCodeAt(from) === BLANK) from++;
    while (to > from && text.charCodeAt(to - 1) === BLANK) to--;
    row.isLocal = true;
    offsetMs = 0;
    clockMs = clockAt(text, from);
    let at = from + 8;
    if (Number.isNaN(clockMs) || at > to) return false;
    if (at < to && (text.charCodeAt(at) === POINT || text.charCodeAt(at) === COMMA)) {
      let scale = 100;
      for (at++; at < to && isDigit(text.charCodeAt(at)); at++, scale /= 10)
        clockMs += scale >= 1 ? (text.charCodeAt(at) - ZERO) * scale : 0;
    }
    if (at === to) return true;
    row.isLocal = false;
    if (to - at === 1) return text.charCodeAt(at) === LETTER_Z;
    offsetMs = offsetAt(text, at, to);
    return !Number.isNaN(offsetMs);
  };
  return {
    date: (text, start, end, row) => {
      let [from, to] = [start, end];
      while (from < to && text.charCodeAt(from) === BLANK) from++;
      while (to > from && text.charCodeAt(to - 1) === BLANK) to--;
      if (!isJoined) return to - from === DATE_LENGTH && readDate(text, from);
      const between = text.charCodeAt(from + DATE_LENGTH);
      if (between !== BLANK && between !== LETTER_T) return false;
      return readDate(text, from) && readClock(text, from + DATE_LENGTH + 1, to, row);
    },
    clock: readClock,
    moment: () => {
      const ms = lastMs + clockMs - offsetMs;
      clockMs = Number.NaN;
      return ms;
    },
  };
}

const [BLANK, COLON, POINT, COMMA, LETTER_T, LETTER_Z, PLUS, MINUS, ZERO] = [
  32, 58, 46, 44, 84, 90, 43, 45, 48,
];

function clockAt(text: string, from: number): number {
  if (text.charCodeAt(from + 2) !== COLON || text.charCodeAt(from + 5) !== COLON) return Number.NaN;
  const hour = twoDigits(text, from);
  const minute = twoDigits(text, from + 3);
  const second = twoDigits(text, from + 6);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

/** `+08:00` or `+0800`, ms. */
function offsetAt(text: string, at: number, to: number): number {
  const sign = text.charCodeAt(at) === PLUS ? 1 : text.charCodeAt(at) === MINUS ? -1 : Number.NaN;
  const length = to - at;
  if (length !== 5 && !(length === 6 && text.charCodeAt(at + 3) === COLON)) return Number.NaN;
  return sign * (twoDigits(text, at + 1) * 60 + twoDigits(text, to - 2)) * MINUTE_MS;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
