/** Where the table of a file begins: its separator, its first row, and the lines above that name its columns. */

import { type ColumnHead, type ColumnMeaning, columnMeaning } from '../columns/column-meaning.ts';
import { folded } from '../columns/head-text.ts';
import { levelSymbol } from '../columns/level-symbols.ts';
import { splitFields } from '../text/fields.ts';
import { parseClock, possibleOrders } from '../time/stamp-text.ts';
import { partColumns, stampOf, timeCandidates } from '../time/time-columns.ts';

/** A table: its columns by name, and its first rows. */
export interface TableHead {
  readonly separator: string;
  /** Lines before the first row. */
  readonly headLines: number;
  /** Fields of the rows of the head, with the line each stands in, from 1. */
  readonly rows: readonly SampleRow[];
  readonly heads: readonly ColumnHead[];
  readonly meanings: readonly ColumnMeaning[];
  /** Column names as they stand in the file; `column 1` where it has none. */
  readonly names: readonly string[];
  /** False: nothing above the rows names the columns. */
  readonly isNamed: boolean;
}

/** A row of the head, split. */
export interface SampleRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A blank only where nothing else parts the fields. */
const separators = [';', '\t', ',', '|', ' '];
const SAMPLE_ROWS = 600;

/** The table with the most rows; undefined where no line has a time and something else. */
export function findTable(lines: readonly string[]): TableHead | undefined {
  let best: FoundRows | undefined;
  for (const separator of separators) {
    const found = rowsWith(lines, separator);
    if (found !== undefined && found.rows.length > (best?.rows.length ?? 0)) best = found;
  }
  return best === undefined ? undefined : withHead(lines, best);
}

interface FoundRows {
  readonly separator: string;
  readonly rows: readonly SampleRow[];
}

/** The rows that have their time in the same columns, most of them with as many fields. */
function rowsWith(lines: readonly string[], separator: string): FoundRows | undefined {
  const groups = new Map<string, SampleRow[]>();
  let parts: ReturnType<typeof partColumns>;
  for (const [index, line] of lines.entries()) {
    const fields = splitFields(line, separator);
    if (fields.length < 2) continue;
    const [first] = timeCandidates(fields);
    if (first === undefined && /\p{L}/u.test(line)) parts = partColumns(fields) ?? parts;
    const isPart = first === undefined && parts !== undefined && stampOf(parts, 'ymd', fields) !== undefined;
    if (!isPart && first === undefined) continue;
    const key = isPart ? 'parts' : `${first?.timeForm} ${first?.timeColumn} ${first?.clockColumn}`;
    const group = groups.get(key) ?? [];
    if (group.length < SAMPLE_ROWS) group.push({ line: index + 1, fields });
    groups.set(key, group);
  }
  const [rows] = [...groups.values()].sort((a, b) => b.length - a.length || lastLine(b) - lastLine(a));
  if (rows === undefined) return undefined;
  const usual = usualLength(rows);
  const first = rows.findIndex(({ fields }) => fields.length === usual);
  return { separator, rows: rows.slice(first) };
}

function lastLine(rows: readonly SampleRow[]): number {
  return rows.at(-1)?.line ?? 0;
}

function usualLength(rows: readonly SampleRow[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const BLANK_LINES_MAX = 3;
const HEAD_LINES_MAX = 5;

function withHead(lines: readonly string[], { separator, rows }: FoundRows): TableHead {
  const firstLine = rows[0]?.line ?? 1;
  const above = linesAbove(lines, firstLine - 1, separator);
  const units = above.find(isUnitRow) ?? [];
  const named = above.filter((fields) => !isUnitRow(fields));
  const [names = [], ...groups] = named;
  const group = filledGroup(groups.find((fields) => isGroupRow(fields, names.length)) ?? []);
  const width = Math.max(names.length, rows[0]?.fields.length ?? 0);
  const heads = Array.from({ length: width }, (_, column) => ({
    name: names[column]?.trim() ?? '',
    group: group[column]?.trim() ?? '',
    unit: units[column]?.trim() ?? '',
  }));
  return {
    separator,
    headLines: firstLine - 1,
    rows,
    heads,
    meanings: heads.map(columnMeaning),
    names: heads.map((head, column) => shownName(head, column)),
    isNamed: named.length > 0,
  };
}

/** Lines directly above a row that have fields and no time, the nearest first. */
function linesAbove(
  lines: readonly string[],
  end: number,
  separator: string,
): readonly (readonly string[])[] {
  const above: (readonly string[])[] = [];
  let blanks = 0;
  for (let index = end - 1; index >= 0 && above.length < HEAD_LINES_MAX; index--) {
    const line = lines[index] ?? '';
    const fields = splitFields(line, separator);
    if (fields.every((field) => field.trim() === '')) {
      blanks += 1;
      if (blanks > BLANK_LINES_MAX || above.some((row) => !isUnitRow(row))) break;
      continue;
    }
    if (/^\s*#\s/.test(line) && fields.filter((field) => field.trim() !== '').length < 2) break;
    if (/^\s*[-=]{3,}\s*$/.test(line) || fields.length < 2 || timeCandidates(fields).length > 0) break;
    above.push(fields);
  }
  return above;
}

const UNIT =
  /^(?:[[(（].{1,14}[\])）]|dB|dB\s*\(?[AC]\)?|°C|℃|%|%RH|m\/s|hPa|V|s|Hz|yyyy.*|dd.*|hh.*|h?h:mm.*|-)$/i;

/** True for a line of units alone. */
export function isUnitRow(fields: readonly string[]): boolean {
  const filled = fields.map((field) => field.trim()).filter((field) => field !== '');
  return filled.length > 0 && filled.every((field) => UNIT.test(field));
}

/** A cell above several columns is written above the first of them. */
function filledGroup(fields: readonly string[]): readonly string[] {
  let last = '';
  return fields.map((field) => {
    if (field.trim() !== '') last = field;
    return last;
  });
}

/** A row above the names that says something of the columns under it. One cell alone is a title, or a profile. */
function isGroupRow(fields: readonly string[], columns: number): boolean {
  const cells = fields.map((field) => field.trim()).filter((field) => field !== '');
  // "Start Time", 23:00:00 and, above more columns, "Data", Leq are statements about the file, not names of columns.
  const isStatement = cells.some(isValue) || (fields.length === 2 && columns > 2);
  return cells.some((cell) => isProfile(cell) || (cells.length > 1 && !isStatement && isContext(cell)));
}

function isValue(cell: string): boolean {
  const isNumber = /^[-+]?\d+(?:[.,]\d+)?(?:\s*dB.*)?$/i.test(cell);
  return isNumber || parseClock(cell) !== undefined || possibleOrders(cell).length > 0;
}

function isProfile(cell: string): boolean {
  return /^(?:p|ch|profile|channel)[\s_]*\d/.test(folded(cell));
}

/** A symbol of a level, start or stop. */
function isContext(cell: string): boolean {
  if (levelSymbol(folded(cell)) !== undefined) return true;
  const meaning = columnMeaning({ name: cell, group: '', unit: '' });
  return meaning.of === 'time' && meaning.edge !== null;
}

function shownName({ name, group }: ColumnHead, column: number): string {
  if (name === '' && group === '') return `column ${column + 1}`;
  return [group, name].filter((part) => part !== '').join(' ');
}
