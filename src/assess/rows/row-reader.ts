/** One row of a file of levels: the common layouts are read in place, any other is taken apart. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { Layout } from '../layout/layout.ts';
import { isUnitRow } from '../layout/table-head.ts';
import { isPlausible, levelField, splitFields } from '../text/fields.ts';
import { parseLength } from '../time/stamp-text.ts';
import { stampOf } from '../time/time-columns.ts';
import { fastRowReader } from './fast-row.ts';
import { flagged } from './flags.ts';
import { KIND } from './kinds.ts';
import type { Row } from './row.ts';
import { isTotalRow } from './total-row.ts';

/** What became of a line: a row, or why it is none. */
export type RowOutcome =
  | 'row'
  /** Of another sensor than the one asked for. */
  | 'other'
  /** Sums up rows, marks a start, names the columns again. */
  | 'passed'
  | { readonly is: 'unreadable'; readonly why: ConsoleText }
  | { readonly is: 'too-wide' }
  | { readonly is: 'key'; readonly column: number; readonly value: string }
  /** The columns are named again, and are others. */
  | { readonly is: 'head'; readonly fields: readonly string[] };

/** Reads the line between two positions of a text into `row`. */
export type ReadRow = (text: string, from: number, to: number, row: Row) => RowOutcome;

/** The reader of a layout; `decode` gives the characters of a line. */
export function rowReader(layout: Layout, decode: (text: string) => string): ReadRow {
  const readFast = fastRowReader(layout);
  return (text, from, to, row) => {
    const isDone = readFast?.(text, from, to, row);
    if (isDone === true) return 'row';
    return readSlow(layout, decode(text.slice(from, to)), row);
  };
}

/** Reads a row of any kind. */
function readSlow(layout: Layout, text: string, row: Row): RowOutcome {
  const fields = splitFields(text, layout.separator);
  if (layout.where.some(({ column, value }) => (fields[column]?.trim() ?? '') !== value)) {
    return stampOf(layout, layout.dateOrder.order, fields) === undefined
      ? noRow(layout, text, fields)
      : 'other';
  }
  const stamp = stampOf(layout, layout.dateOrder.order, fields);
  if (stamp === undefined) return noRow(layout, text, fields);
  if (fields.slice(layout.names.length).some((field) => field.trim() !== '')) return { is: 'too-wide' };
  for (const { column, value } of layout.firstKeys) {
    const own = fields[column]?.trim() ?? '';
    if (own !== value) return { is: 'key', column, value: own };
  }
  row.ms = stamp.ms;
  row.isLocal = stamp.offsetMin === null;
  row.durationMs = durationOf(layout, fields, stamp.ms);
  return readLevel(layout, fields, row);
}

function readLevel(layout: Layout, fields: readonly string[], row: Row): RowOutcome {
  const written = fields[layout.levelColumn];
  if (written === undefined) return { is: 'unreadable', why: consoleText('row-few-columns') };
  const level = levelField(written, layout.decimalComma);
  const peak = levelField(fields[layout.peakColumn ?? -1] ?? '', layout.decimalComma);
  row.peakDb = peak.is === 'level' && isPlausible(peak.levelDb) ? peak.levelDb : Number.NaN;
  row.levelDb = Number.NaN;
  const mark = flagged(layout.flagColumns, fields);
  if (level.is === 'nonsense')
    return {
      is: 'unreadable',
      why: consoleText('row-no-level', { written: written.trim().slice(0, 20) }),
    };
  if (level.is === 'blank' && mark === undefined && isMarker(layout, fields)) return 'passed';
  row.kind = mark ?? kindOf(level.is);
  if (row.kind === KIND.over || row.kind === KIND.blank || level.is === 'blank') {
    if (level.is === 'blank' && row.kind !== KIND.over) row.kind = KIND.blank;
    return 'row';
  }
  if (level.is === 'over' || !isPlausible(level.levelDb))
    return { is: 'unreadable', why: consoleText('row-no-sound', { levelDb: level.levelDb }) };
  row.levelDb = level.levelDb;
  return 'row';
}

function kindOf(is: ReturnType<typeof levelField>['is']): number {
  switch (is) {
    case 'over':
      return KIND.over;
    case 'at-most':
      return KIND.bound;
    case 'blank':
      return KIND.blank;
    default:
      return KIND.level;
  }
}

/** A start, a pause or a remark has a time and words, and nothing measured. */
function isMarker(
  { names, timeColumn, clockColumn, peakColumn }: Layout,
  fields: readonly string[],
): boolean {
  if ((fields[peakColumn ?? -1]?.trim() ?? '') !== '') return false;
  return names.some((name, column) => {
    const isNote = column !== timeColumn && column !== clockColumn && /type|event|marker|事件/i.test(name);
    return isNote && (fields[column]?.trim() ?? '') !== '';
  });
}

function durationOf(layout: Layout, fields: readonly string[], stampMs: number): number {
  if (layout.endTime !== null) {
    const end = stampOf(layout.endTime, layout.dateOrder.order, fields);
    if (end !== undefined && end.ms > stampMs) return end.ms - stampMs;
  }
  const written = fields[layout.durationColumn ?? -1];
  const ms = written === undefined ? undefined : parseLength(written);
  return ms === undefined || ms <= 0 ? Number.NaN : ms;
}

/** A line without time: a sum, a remark, the head again, or nothing that can be read. */
function noRow(layout: Layout, text: string, fields: readonly string[]): RowOutcome {
  if (/^\s*(?:#|\/\/|--)/.test(text) || fields.every((field) => field.trim() === '')) return 'passed';
  if (isTotalRow(fields) || isUnitRow(fields)) return 'passed';
  const known = fields.filter((field) => field.trim() !== '' && layout.names.includes(field.trim()));
  if (known.length >= 2) return sameHead(layout, fields) ? 'passed' : { is: 'head', fields };
  return { is: 'unreadable', why: consoleText('row-no-time') };
}

function sameHead({ names }: Layout, fields: readonly string[]): boolean {
  return fields.every((field, column) => field.trim() === '' || field.trim() === names[column]);
}
