/** Which columns hold the time of a row: one with date and time, a pair, parts of a date, or seconds since 1970. */

import { MINUTE_MS } from '../../model/duration.ts';
import type { ColumnMeaning, Edge } from '../columns/column-meaning.ts';
import { folded } from '../columns/head-text.ts';
import {
  type DateOrder,
  parseClock,
  parseDate,
  parseStamp,
  parseUnix,
  possibleOrders,
  type Stamp,
} from './stamp-text.ts';

/** How a time is written. */
export type TimeForm = 'civil' | 'date-and-clock' | 'parts' | 'unix-s' | 'unix-ms';

/** The columns of a time. */
export interface TimeColumns {
  readonly timeForm: TimeForm;
  /** Of date and time, of the date, or of the year. */
  readonly timeColumn: number;
  /** Time of day, where the date has a column of its own. */
  readonly clockColumn: number | null;
  /** Month and day, where each has a column of its own. */
  readonly partColumns: readonly number[];
}

/** Columns of a time, and which edge of the row it is. */
export interface TimeCandidate extends TimeColumns {
  readonly edge: Edge | null;
}

/** The time of a row; undefined where it cannot be read. */
export function stampOf(
  columns: TimeColumns,
  order: DateOrder,
  fields: readonly string[],
): Stamp | undefined {
  const text = fields[columns.timeColumn] ?? '';
  switch (columns.timeForm) {
    case 'civil':
      return parseStamp(text, order);
    case 'date-and-clock': {
      const dateMs = parseDate(text, order);
      const clock = parseClock(fields[columns.clockColumn ?? -1] ?? '');
      if (dateMs === undefined || clock === undefined) return undefined;
      return { ms: dateMs + clock.ms - (clock.offsetMin ?? 0) * MINUTE_MS, offsetMin: clock.offsetMin };
    }
    case 'parts': {
      const parts = [text, ...columns.partColumns.map((column) => fields[column] ?? '')];
      const clock = fields[columns.clockColumn ?? -1]?.trim() ?? '';
      const date = parts.map((part) => part.trim().padStart(2, '0')).join('-');
      return parseStamp(`${date} ${/^\d{1,2}$/.test(clock) ? `${clock}:00` : clock}`, 'ymd');
    }
    case 'unix-s':
    case 'unix-ms': {
      const unix = parseUnix(text);
      return unix?.form === columns.timeForm ? { ms: unix.ms, offsetMin: 0 } : undefined;
    }
  }
}

/** The text whose order of day and month may be in question. */
export function dateText(columns: TimeColumns, fields: readonly string[]): string {
  const text = fields[columns.timeColumn] ?? '';
  return columns.timeForm === 'civil' || columns.timeForm === 'date-and-clock' ? text.trim() : '';
}

/** Every column, or pair of columns, of a row that is a time. Meanings are missing where the head is not known yet. */
export function timeCandidates(
  fields: readonly string[],
  meanings?: readonly ColumnMeaning[],
  rows: readonly (readonly string[])[] = [fields],
): readonly TimeCandidate[] {
  const found: TimeCandidate[] = [];
  const isTimer = (column: number) => ['timer', 'duration', 'level'].includes(meanings?.[column]?.of ?? '');
  const used = new Set<number>();
  const edgeOf = (column: number) => {
    const meaning = meanings?.[column];
    return meaning?.of === 'time' ? meaning.edge : null;
  };
  for (const [column, field] of fields.entries()) {
    if (isTimer(column) || used.has(column)) continue;
    const unix = parseUnix(field);
    const isFree = (other: number) =>
      other !== column && !used.has(other) && !isTimer(other) && isClock(fields[other]);
    const clock = firstOf(fields, isFree, column);
    // A spreadsheet writes a date as its midnight.
    const isDate = clock >= 0 && rows.every((row) => isDateAlone(row[column] ?? ''));
    if (unix !== undefined) found.push(candidate(unix.form, column, null, edgeOf(column)));
    else if (isStamp(field) && !isDate) found.push(candidate('civil', column, null, edgeOf(column)));
    else if (possibleOrders(field).length > 0 && clock >= 0) {
      used.add(clock);
      found.push(candidate('date-and-clock', column, clock, edgeOf(column) ?? edgeOf(clock)));
    }
  }
  return found;
}

/** Year, month, day and hour in columns of their own, by their names; undefined where not all are there. */
export function partColumns(names: readonly string[]): TimeColumns | undefined {
  const columnNamed = (form: RegExp) => names.findIndex((name) => form.test(folded(name)));
  const year = columnNamed(/^(?:year|yyyy|jahr|annee|ano|anno|any|年|年份|연도)$/);
  const month = columnNamed(/^(?:month|mm|monat|mois|mes|mese|月|月份|월)$/);
  const day = columnNamed(/^(?:day|dd|tag|jour|dia|giorno|日|일)$/);
  const clock = columnNamed(/^(?:hour|time|stunde|uhrzeit|heure|hora|ora|时|时间|時刻|時|시간|시)$/);
  if ([year, month, day, clock].some((column) => column < 0)) return undefined;
  return { timeForm: 'parts', timeColumn: year, clockColumn: clock, partColumns: [month, day] };
}

function candidate(
  timeForm: TimeForm,
  timeColumn: number,
  clockColumn: number | null,
  edge: Edge | null,
): TimeCandidate {
  return { timeForm, timeColumn, clockColumn, partColumns: [], edge };
}

/** The first that fits behind a column, or else before it; -1 where none does. */
function firstOf(fields: readonly string[], fits: (column: number) => boolean, column: number): number {
  const after = fields.findIndex((_, other) => other > column && fits(other));
  return after >= 0 ? after : fields.findIndex((_, other) => fits(other));
}

function isDateAlone(field: string): boolean {
  return possibleOrders(field).some((order) => parseDate(field, order) !== undefined);
}

function isStamp(field: string): boolean {
  // A bare number of fourteen digits is a stamp, one of eight a date, and 45.1 neither.
  if (!/\d[:：时時시h]\s*\d{2}|^\s*\d{8}[T\s_-]?\d{6}/.test(field)) return false;
  return (['ymd', 'dmy', 'mdy'] as const).some((order) => parseStamp(field, order) !== undefined);
}

function isClock(field: string | undefined): boolean {
  return field !== undefined && /[:：时時시h]/.test(field) && parseClock(field) !== undefined;
}
