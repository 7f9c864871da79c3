/** Why a file is not assessed, with its columns and what each looks like, and what to type. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { describeColumn } from '../columns/column-description.ts';
import type { TableHead } from './table-head.ts';

const EXAMPLE_MAX = 24;
const COLUMNS_MAX = 40;

/** The whole text of a refusal for the sake of a column. */
export function columnRefusal(
  path: string,
  why: ConsoleText,
  table: TableHead,
  help: ConsoleText | '',
): ConsoleText {
  const { names, meanings, rows, isNamed } = table;
  const width = Math.min(30, Math.max(...names.map((name) => name.length)) + 2);
  const columns: ConsoleText[] = names.slice(0, COLUMNS_MAX).map((name, column) => {
    const example = rows[0]?.fields[column]?.trim().slice(0, EXAMPLE_MAX) ?? '';
    const meaning = meanings[column];
    const looks = meaning === undefined || !isNamed ? consoleText('column-no-name') : describeColumn(meaning);
    return consoleText('levels-column', {
      number: String(column + 1).padStart(3),
      name: `"${name}"`.padEnd(width),
      example: example.padEnd(20),
      looks,
    });
  });
  const more = names.length - COLUMNS_MAX;
  if (more > 0) columns.push(consoleText('levels-columns-more', { count: more }));
  return consoleText('levels-columns', { path, why, columns, help });
}

/** What to type where a column has to be named. */
export function levelHelp({ names, meanings }: TableHead): ConsoleText {
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
  return name === undefined ? consoleText('help-level') : consoleText('help-level-as', { name });
}
