/**
 * A file of timestamped sound levels, read in pieces: a year of seconds passes through a few megabytes. Rows in the
 * common layout are read in place; any other row is taken apart, and if it still says nothing, it is listed.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import type { OffsetAt } from '../acoustics/local-span.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { guessLayout, type Layout, type LayoutWishes, stampOf } from './levels-layout.ts';
import { civilAt, decimalAt, parseLevel, splitFields } from './levels-text.ts';
import { type ClockOddities, localClock } from './local-clock.ts';

/** Why a file cannot be assessed, and the exit code of sysexits.h for it. */
export interface LevelsFault {
  readonly exitCode: 65 | 66;
  readonly text: string;
}

/** One row: NaN stands for a level that is missing. */
export type OnLevel = (startWallMs: number, levelDb: number, peakDb: number) => void;

/** What reading came to. */
export interface LevelsCount {
  readonly rows: number;
  readonly valid: number;
  readonly blank: number;
  /** Not later than the row before: doubled, or out of order. */
  readonly late: number;
  readonly firstLateLine: number | null;
  readonly unreadable: number;
  /** The first of them. */
  readonly unreadableRows: readonly UnreadableRow[];
  /** Begin of the first and end of the last row, valid or not; null without rows. */
  readonly span: { readonly startMs: number; readonly endMs: number } | null;
  readonly clock: ClockOddities;
}

export interface UnreadableRow {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

const HEAD_BYTES = 65_536;
const PIECE_BYTES = 1 << 20;
const LINE_MAX = 65_536;
/** Of UTF-8, as its bytes read one by one. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const LISTED_MAX = 10;
const STEP_MIN_S = 1;
const STEP_MAX_S = 60;
/** Outside of it a value is a sentinel or a fault, not a sound level. */
const LEVEL_MIN_DB = 0;
const LEVEL_MAX_DB = 160;

/** The layout of the file at `path`, guessed from its begin. */
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
  const rows = createRows(layout, offsetAt, onLevel);
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let rest = '';
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    // Times and levels are ASCII; a byte that is not belongs to a column that is not read.
    const text = rest + piece.toString('latin1', 0, length);
    const end = text.lastIndexOf('\n') + 1 || (text.length > LINE_MAX ? text.length : 0);
    rows.take(text, end);
    rest = text.slice(end);
  }
  closeSync(file);
  rows.take(rest, rest.length);
  return rows.count();
}

interface Rows {
  /** Takes the lines of `text` up to `end`. */
  readonly take: (text: string, end: number) => void;
  readonly count: () => LevelsCount;
}

function createRows(layout: Layout, offsetAt: OffsetAt, onLevel: OnLevel): Rows {
  const clock = localClock(offsetAt);
  const halfStepMs = layout.isMiddle ? layout.stepS * 500 : 0;
  const readFast = fastReader(layout);
  const row: Row = { ms: 0, isLocal: layout.isLocal, levelDb: Number.NaN, peakDb: Number.NaN };
  const unreadableRows: UnreadableRow[] = [];
  let [line, rowCount, valid, blank, late, unreadable] = [0, 0, 0, 0, 0, 0];
  let firstLateLine: number | null = null;
  let [firstMs, lastMs] = [Number.NaN, Number.NEGATIVE_INFINITY];

  const refuse = (text: string, why: string): void => {
    unreadable++;
    if (unreadableRows.length >= LISTED_MAX) return;
    unreadableRows.push({ line, text: Buffer.from(text, 'latin1').toString('utf8').slice(0, 60), why });
  };
  const book = (): void => {
    const startMs = (row.isLocal ? clock.momentOf(row.ms) : row.ms) - halfStepMs;
    if (startMs <= lastMs) {
      late++;
      firstLateLine ??= line;
      return;
    }
    if (Number.isNaN(firstMs)) firstMs = startMs;
    lastMs = startMs;
    if (Number.isNaN(row.levelDb)) blank++;
    else valid++;
    onLevel(startMs, row.levelDb, row.peakDb);
  };
  const takeLine = (text: string, from: number, to: number): void => {
    line++;
    if (line <= layout.headLines || from === to) return;
    rowCount++;
    const why = readFast(text, from, to, row) ? undefined : readSlow(layout, text.slice(from, to), row);
    if (why === undefined) book();
    else refuse(text.slice(from, to), why);
  };
  return {
    take: (text, end) => {
      let from = line === 0 && text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
      while (from < end) {
        const feed = text.indexOf('\n', from);
        const next = feed < 0 ? end : feed;
        takeLine(text, from, text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next);
        from = next + 1;
      }
    },
    count: () => ({
      rows: rowCount,
      valid,
      blank,
      late,
      firstLateLine,
      unreadable,
      unreadableRows,
      span: Number.isNaN(firstMs) ? null : { startMs: firstMs, endMs: lastMs + layout.stepS * 1000 },
      clock: clock.oddities(),
    }),
  };
}

/** The row last read, written over by each: a million rows should not be a million objects. */
interface Row {
  ms: number;
  isLocal: boolean;
  levelDb: number;
  peakDb: number;
}

const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** Reads `yyyy-mm-dd hh:mm:ss` and plain numbers in place; false for every row with anything else. */
function fastReader(layout: Layout): (text: string, from: number, to: number, row: Row) => boolean {
  const { timeForm, timeColumn, levelColumn, peakColumn, isLocal } = layout;
  const separator = layout.separator.charCodeAt(0);
  const point = (layout.decimalComma ? ',' : '.').charCodeAt(0);
  const isFast = timeForm === 'civil' && isLocal;
  return (text, from, to, row) => {
    if (!isFast) return false;
    row.isLocal = true;
    row.ms = row.levelDb = row.peakDb = Number.NaN;
    let column = 0;
    let start = from;
    for (let at = from; at <= to; at++) {
      const code = at < to ? text.charCodeAt(at) : separator;
      if (code === QUOTE) return false;
      if (code !== separator) continue;
      if (column === timeColumn) row.ms = civilAt(text, start, at);
      else if (column === levelColumn) row.levelDb = decimalAt(text, start, at, point);
      else if (column === peakColumn) row.peakDb = decimalAt(text, start, at, point);
      column++;
      start = at + 1;
    }
    const isPeakSound = peakColumn === null || isPlausible(row.peakDb);
    return !Number.isNaN(row.ms) && isPlausible(row.levelDb) && isPeakSound;
  };
}

/** Reads a row of any kind; says why where it cannot. */
function readSlow(layout: Layout, text: string, row: Row): string | undefined {
  const fields = splitFields(text, layout.separator);
  const stamp = stampOf(layout, fields);
  if (stamp === undefined) return 'no time';
  const written = fields[layout.levelColumn];
  if (written === undefined) return 'too few columns';
  const level = parseLevel(written, layout.decimalComma);
  if (level === undefined) return `"${written.trim().slice(0, 20)}" is no level`;
  if (level !== null && !isPlausible(level)) return `${level} dB is no sound level`;
  const peak = parseLevel(fields[layout.peakColumn ?? -1] ?? '', layout.decimalComma) ?? Number.NaN;
  row.ms = stamp.ms;
  row.isLocal = stamp.isLocal;
  row.levelDb = level ?? Number.NaN;
  row.peakDb = isPlausible(peak) ? peak : Number.NaN;
  return undefined;
}

function isPlausible(levelDb: number): boolean {
  return levelDb > LEVEL_MIN_DB && levelDb < LEVEL_MAX_DB;
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
