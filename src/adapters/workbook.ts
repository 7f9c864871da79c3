/** Sheets of a workbook (.xlsx) as lines of text: cells between tabs, times as 2025-03-22 22:00:00.000. */

import readWorkbookFile from 'read-excel-file/node';
import { failed, ok, type Result } from '../model/result.ts';

/** One sheet by name, with its rows as lines of text. */
export interface SheetLines {
  readonly name: string;
  readonly lines: readonly string[];
}

/** All sheets in their order, or why it is no workbook, in the words of its reader. */
export async function readWorkbook(path: string): Promise<Result<readonly SheetLines[], string>> {
  try {
    const sheets = await readWorkbookFile(path, { trim: false });
    return ok(sheets.map(({ sheet, data }) => ({ name: sheet, lines: data.map(lineOf) })));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return failed(reason.split('\n')[0] ?? '');
  }
}

function lineOf(cells: readonly unknown[]): string {
  return cells.map(cellText).join('\t');
}

/** A spreadsheet counts days from 1900, so a time of day alone has the date before that. */
const FIRST_YEAR = 1901;

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell).replace(/[\t\r\n]+/g, ' ');
  const text = new Date(wholeMs(cell.getTime())).toISOString();
  return cell.getUTCFullYear() < FIRST_YEAR
    ? text.slice(11, 23)
    : `${text.slice(0, 10)} ${text.slice(11, 23)}`;
}

/** Days with a fraction are a little off: a time so near a whole second is one. */
function wholeMs(ms: number): number {
  const second = Math.round(ms / 1000) * 1000;
  return Math.abs(ms - second) < 2 ? second : Math.round(ms);
}
