/** Why a file is not assessed, with its columns and what each looks like, and what to type. */

import { describeColumn } from '../columns/column-description.ts';
import type { TableHead } from './table-head.ts';

const EXAMPLE_MAX = 24;
const COLUMNS_MAX = 40;

/** The whole text of a refusal for the sake of a column. */
export function columnRefusal(path: string, why: string, table: TableHead, help: string): string {
  const { names, meanings, rows, isNamed } = table;
  const width = Math.min(30, Math.max(...names.map((name) => name.length)) + 2);
  const lines = names.slice(0, COLUMNS_MAX).map((name, column) => {
    const example = rows[0]?.fields[column]?.trim().slice(0, EXAMPLE_MAX) ?? '';
    const meaning = meanings[column];
    const looks = meaning === undefined || !isNamed ? 'has no name' : describeColumn(meaning);
    return `  ${String(column + 1).padStart(3)}  ${`"${name}"`.padEnd(width)}  ${example.padEnd(20)}  ${looks}`;
  });
  const more = names.length - COLUMNS_MAX;
  if (more > 0) lines.push(`       ... and ${more} more columns`);
  return [`${path}: ${why}.`, 'Its columns, the first row, and what each looks like:', ...lines, help].join(
    '\n',
  );
}

/** What to type where a column has to be named. */
export function levelHelp({ names, meanings }: TableHead): string {
  const likely = meanings.findIndex(
    (meaning) =>
      meaning.of === 'level' &&
      !meaning.isBand &&
      meaning.weighting !== 'C' &&
      meaning.weighting !== 'Z' &&
      (meaning.metric === 'bare' || meaning.metric === 'instant' || meaning.metric === 'equivalent') &&
      meaning.against.length === 0,
  );
  const name = names[likely];
  const example = name === undefined ? '--level <name or number>' : `--level "${name}"`;
  return `If one of them is the LAeq of each row, say so: ${example}`;
}
