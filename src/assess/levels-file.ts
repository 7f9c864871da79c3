/**
 * A file of timestamped sound levels, read in pieces: a year of seconds takes a few megabytes of memory. Rows in the
 * common layout are read in place; other rows are split, and listed if they cannot be read then.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { failed, ok, type Result } from '../model/result.ts';
import type { OffsetAt } from '../time/local-span.ts';
import { type ClockOddities, localClock } from '../time/zoned-stamps.ts';
import { guessLayout, type Layout, type LayoutWishes } from './levels-layout.ts';
import { emptyRow, type Row, rowReader } from './levels-row.ts';

/** Why a file cannot be assessed, and the exit code of sysexits.h for it. */
interface LevelsFault {
  readonly exitCode: 65 | 66;
  readonly text: string;
}

/** One row: NaN stands for a level that is missing. */
type OnLevel = (startWallMs: number, levelDb: number, peakDb: number) => void;

/** The result of reading. */
export interface LevelsCount {
  readonly rows: number;
  readonly valid: number;
  readonly blank: number;
  /** Rows not later than the row before: doubled, or out of order. */
  readonly late: number;
  readonly firstLateLine: number | null;
  readonly unreadable: number;
  /** The first of them. */
  readonly unreadableRows: readonly UnreadableRow[];
  /** Start of the first and end of the last row, valid or not; null without rows. */
  readonly span: { readonly startMs: number; readonly endMs: number } | null;
  readonly clock: ClockOddities;
}

interface UnreadableRow {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

const HEAD_BYTES = 65_536;
const PIECE_BYTES = 1 << 20;
const LINE_MAX = 65_536;
/** The UTF-8 byte order mark, its bytes read one by one. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const LISTED_MAX = 10;
const SHOWN_MAX = 60;
const CARRIAGE_RETURN = 13;
const STEP_MIN_S = 1;
const STEP_MAX_S = 60;
/** The layout of the file at `path`, guessed from its first lines. */
export function openLevels(path: string, wishes: LayoutWishes, stepS?: number): Result<Layout, LevelsFault> {
  const head = readHead(path);
  if (typeof head !== 'string') return failed(head);
  const lines = head.split(/\r?\n/);
  if (head.length >= HEAD_BYTES) lines.pop();
  if (lines.every((line) => line.trim() === '')) return failed(unfit(`${path} is empty`));
  if (/\0/.test(head)) return failed(unfit(`${path} is no text in UTF-8: save it as CSV (UTF-8)`));
  const guess = guessLayout(lines, wishes);
  if (!guess.ok) {
    const help = 'name the columns with --time and --level; a time is 2025-03-22 00:00:00 or unix seconds';
    return failed(unfit(`${path} cannot be read: ${guess.why}. ${help}`));
  }
  const layout = stepS === undefined ? guess.layout : { ...guess.layout, stepS };
  if (layout.stepS >= STEP_MIN_S && layout.stepS <= STEP_MAX_S) return ok(layout);
  return failed(unfit(`${path} has a row each ${layout.stepS} s: rows of 1 s to 60 s can be assessed`));
}

/** Reads every row of a file whose layout is known. */
export function readLevels(path: string, layout: Layout, offsetAt: OffsetAt, onLevel: OnLevel): LevelsCount {
  const readRow = rowReader(layout);
  const row = emptyRow();
  const counter = createRowCounter(layout, offsetAt, onLevel);
  let line = 0;
  eachLine(path, (text, from, to) => {
    line++;
    if (line <= layout.headLines || from === to) return;
    const why = readRow(text, from, to, row);
    if (why === undefined) counter.count(row, line);
    else counter.refuse(text.slice(from, to), line, why);
  });
  return counter.result();
}

/** Gives every line as a range in a text; copying each would cost more than reading it. */
function eachLine(path: string, onLine: (text: string, from: number, to: number) => void): void {
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let isFirst = true;
  let rest = '';
  const take = (text: string, end: number): void => {
    let from = isFirst && text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    isFirst = false;
    while (from < end) {
      const lineFeed = text.indexOf('\n', from);
      const next = lineFeed < 0 ? end : lineFeed;
      onLine(text, from, text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next);
      from = next + 1;
    }
  };
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    // Times and levels are ASCII; any other byte belongs to a column that is not read.
    const text = rest + piece.toString('latin1', 0, length);
    const end = text.lastIndexOf('\n') + 1 || (text.length > LINE_MAX ? text.length : 0);
    take(text, end);
    rest = text.slice(end);
  }
  closeSync(file);
  take(rest, rest.length);
}

interface RowCounter {
  readonly count: (row: Row, line: number) => void;
  readonly refuse: (text: string, line: number, why: string) => void;
  readonly result: () => LevelsCount;
}

/** Counts rows, gives their times the zone of the place, and passes on those in order. */
function createRowCounter(layout: Layout, offsetAt: OffsetAt, onLevel: OnLevel): RowCounter {
  const clock = localClock(offsetAt);
  const halfStepMs = layout.isMiddle ? layout.stepS * 500 : 0;
  const counts = { rows: 0, valid: 0, blank: 0, late: 0, unreadable: 0 };
  const unreadableRows: UnreadableRow[] = [];
  let firstLateLine: number | null = null;
  let [firstMs, lastMs] = [Number.NaN, Number.NEGATIVE_INFINITY];
  return {
    count: (row, line) => {
      counts.rows++;
      const startMs = (row.isLocal ? clock.momentOf(row.ms) : row.ms) - halfStepMs;
      if (startMs <= lastMs) {
        counts.late++;
        firstLateLine ??= line;
        return;
      }
      if (counts.valid + counts.blank === 0) firstMs = startMs;
      lastMs = startMs;
      if (Number.isNaN(row.levelDb)) counts.blank++;
      else counts.valid++;
      onLevel(startMs, row.levelDb, row.peakDb);
    },
    refuse: (text, line, why) => {
      counts.rows++;
      counts.unreadable++;
      if (unreadableRows.length >= LISTED_MAX) return;
      const shown = Buffer.from(text, 'latin1').toString('utf8').slice(0, SHOWN_MAX);
      unreadableRows.push({ line, text: shown, why });
    },
    result: () => ({
      ...counts,
      firstLateLine,
      unreadableRows,
      span: Number.isNaN(firstMs) ? null : { startMs: firstMs, endMs: lastMs + layout.stepS * 1000 },
      clock: clock.oddities(),
    }),
  };
}

function readHead(path: string): string | LevelsFault {
  try {
    const file = openSync(path, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(file, head);
    closeSync(file);
    return head.toString('utf8', 0, length).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'this user may not read it',
      EISDIR: 'it is a folder',
    };
    return { exitCode: 66, text: `${path} cannot be read: ${reasons[String(code)] ?? String(cause)}` };
  }
}

function unfit(text: string): LevelsFault {
  return { exitCode: 65, text };
}
