/** The common layouts of a row, read in place: a million rows are not a million objects. */

import type { Layout } from '../layout/layout.ts';
import { decimalAt, isPlausible } from '../text/fields.ts';
import { fastTimes } from './fast-times.ts';
import { markOf } from './flags.ts';
import { KIND } from './kinds.ts';
import type { Row } from './row.ts';

/** What a column is for. */
const ROLE = { none: 0, time: 1, clock: 2, level: 3, peak: 4, flag: 5, key: 6 } as const;

const [QUOTE, BLANK] = [34, 32];

/** Reads dates of ten characters and plain numbers; false for every row with anything else. Null: no such layout. */
export function fastRowReader(
  layout: Layout,
): ((text: string, from: number, to: number, row: Row) => boolean) | null {
  const isPlain = layout.timeForm === 'civil' || layout.timeForm === 'date-and-clock';
  if (!isPlain || layout.durationColumn !== null || layout.endTime !== null) return null;
  const sign = layout.separator;
  const separator = sign.charCodeAt(0);
  const point = (layout.decimalComma ? ',' : '.').charCodeAt(0);
  const roles = rolesOf(layout);
  const values = new Map([...layout.firstKeys, ...layout.where].map(({ column, value }) => [column, value]));
  const times = fastTimes(layout.dateOrder.order, layout.timeForm === 'civil');
  const hasPeak = layout.peakColumn !== null;
  const isFine = fineMarks(layout);
  return (text, from, to, row) => {
    row.ms = row.levelDb = row.peakDb = row.durationMs = Number.NaN;
    row.kind = KIND.level;
    let column = 0;
    for (let start = from; start <= to; column++) {
      const first = text.charCodeAt(start);
      if (first === BLANK && isQuoteAfterBlanks(text, start, to)) return false;
      const isQuoted = first === QUOTE && start < to;
      const begin = isQuoted ? start + 1 : start;
      const end = isQuoted ? closingQuote(text, start, to, separator) : fieldEnd(text, start, to, sign);
      if (end < 0) return false;
      switch (roles[column]) {
        case ROLE.none:
          break;
        case ROLE.time:
          if (!times.date(text, begin, end, row)) return false;
          break;
        case ROLE.clock:
          if (!times.clock(text, begin, end, row)) return false;
          break;
        case ROLE.level:
          row.levelDb = decimalAt(text, begin, end, point);
          break;
        case ROLE.peak:
          row.peakDb = decimalAt(text, begin, end, point);
          break;
        case ROLE.flag:
          if (end > begin && !isFine(column, text.slice(begin, end))) return false;
          break;
        case ROLE.key:
          if (!isAt(text, begin, end, values.get(column) ?? '')) return false;
          break;
        default:
          // A field without a name: what it is has to be looked at.
          if (end > begin) return false;
      }
      start = isQuoted ? end + 2 : end + 1;
    }
    row.ms = times.moment();
    return !Number.isNaN(row.ms) && isPlausible(row.levelDb) && (!hasPeak || isPlausible(row.peakDb));
  };
}

function fieldEnd(text: string, start: number, to: number, sign: string): number {
  const end = text.indexOf(sign, start);
  return end < 0 || end > to ? to : end;
}

function isQuoteAfterBlanks(text: string, start: number, to: number): boolean {
  let at = start;
  while (at < to && text.charCodeAt(at) === BLANK) at++;
  return text.charCodeAt(at) === QUOTE;
}

/** The place of the quote that closes a field, with nothing but a separator behind it; -1 where it does not. */
function closingQuote(text: string, open: number, to: number, separator: number): number {
  const close = text.indexOf('"', open + 1);
  const isClosed = close > 0 && close < to && (close + 1 === to || text.charCodeAt(close + 1) === separator);
  return isClosed ? close : -1;
}

/** Whether a mark says nothing against its row. Nearly every one is that of the row before. */
function fineMarks({ flagColumns }: Layout): (column: number, mark: string) => boolean {
  const fine: string[] = [];
  return (column, mark) => {
    if (fine[column] === mark) return true;
    const own = flagColumns.find((flag) => flag.column === column);
    if (own === undefined || markOf(own.flag, mark.trim()) !== undefined) return false;
    fine[column] = mark;
    return true;
  };
}

function isAt(text: string, start: number, end: number, value: string): boolean {
  return end - start === value.length && text.startsWith(value, start);
}

function rolesOf(layout: Layout): Uint8Array {
  const roles = new Uint8Array(layout.names.length);
  roles[layout.timeColumn] = ROLE.time;
  if (layout.clockColumn !== null) roles[layout.clockColumn] = ROLE.clock;
  roles[layout.levelColumn] = ROLE.level;
  if (layout.peakColumn !== null) roles[layout.peakColumn] = ROLE.peak;
  for (const { column } of layout.flagColumns) roles[column] = ROLE.flag;
  for (const { column } of [...layout.firstKeys, ...layout.where]) roles[column] = ROLE.key;
  return roles;
}
