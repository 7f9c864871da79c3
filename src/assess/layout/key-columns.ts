/** Several sensors in one file are several measurements: which columns tell them apart, and which rows are asked for. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { columnNamed } from '../columns/level-choice.ts';
import { splitFields } from '../text/fields.ts';
import type { LevelSource } from '../text/level-source.ts';
import type { WhereClause } from './layout.ts';
import type { SampleRow, TableHead } from './table-head.ts';

/** Columns whose value must be the same in every row that is read, as in the first. Those that were asked for are decided. */
export function firstKeysOf(
  { meanings, rows }: TableHead,
  where: readonly WhereClause[],
): readonly WhereClause[] {
  const own = rows.filter(({ fields }) =>
    where.every(({ column, value }) => fields[column]?.trim() === value),
  );
  return meanings.flatMap((meaning, column) => {
    if (where.some((clause) => clause.column === column)) return [];
    const values = own.map(({ fields }) => fields[column]?.trim() ?? '');
    if (meaning.of !== 'key' && !(meaning.of === 'nothing' && alternates(values))) return [];
    // A name for each row is a number of the row.
    if (values.length > 1 && new Set(values).size === values.length) return [];
    return [{ column, value: values[0] ?? '' }];
  });
}

/** `Id=20341` as a column and a value. */
export function whereClauses(
  asked: readonly string[],
  { names }: TableHead,
): Result<readonly WhereClause[], ConsoleText> {
  const clauses: WhereClause[] = [];
  for (const text of asked) {
    const [name = '', value] = splitOnce(text);
    const column = columnNamed(name, names) ?? longName(name, names);
    if (value === undefined || column === undefined)
      return failed(
        value === undefined
          ? consoleText('where-no-equals', { given: text })
          : consoleText('where-no-column', { name }),
      );
    clauses.push({ column, value: value.trim() });
  }
  return ok(clauses);
}

/** Names of two sensors whose rows take turns, under a head that does not say so. */
function alternates(values: readonly string[]): boolean {
  const distinct = new Set(values);
  const areNames = [...distinct].every((value) => /\p{L}|^\d{3,}$/u.test(value));
  const turns = values.filter((value, row) => row > 0 && value !== values[row - 1]).length;
  return areNames && distinct.size > 1 && distinct.size <= NAMES_MAX && turns > values.length * TURNS_SHARE;
}

const NAMES_MAX = 12;
const TURNS_SHARE = 0.3;
const SAMPLE_ROWS = 2000;

/** The first rows that are asked for, wherever in the file they begin. */
export function rowsWhere(
  source: LevelSource,
  { separator, headLines }: TableHead,
  where: readonly WhereClause[],
): readonly SampleRow[] {
  const rows: SampleRow[] = [];
  let line = 0;
  source.eachLine((text, from, to) => {
    line++;
    if (line <= headLines || rows.length >= SAMPLE_ROWS) return;
    const fields = splitFields(source.decode(text.slice(from, to)), separator);
    if (where.every(({ column, value }) => fields[column]?.trim() === value)) rows.push({ line, fields });
  });
  return rows;
}

/** `Id` for `Id_Instal`, where only one column begins so. */
function longName(name: string, names: readonly string[]): number | undefined {
  const begin = name.trim().toLowerCase();
  const [only, other] = names.flatMap((one, column) => (one.toLowerCase().startsWith(begin) ? [column] : []));
  return other === undefined ? only : undefined;
}

function splitOnce(text: string): readonly [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
