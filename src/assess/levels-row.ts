/** One row of a file of levels: the common layout is read in place, any other is split. */

import { type Layout, stampOf } from './levels-layout.ts';
import { civilAt, decimalAt, parseLevel, splitFields } from './levels-text.ts';

/** The row read last; each row overwrites it, so that a million rows are not a million objects. NaN is missing. */
export interface Row {
  ms: number;
  /** False: `ms` is UTC. */
  isLocal: boolean;
  levelDb: number;
  peakDb: number;
}

/** Reads the row between two positions into `row`; gives the reason if it cannot. */
type ReadRow = (text: string, from: number, to: number, row: Row) => string | undefined;

/** A row to read into. */
export function emptyRow(): Row {
  return { ms: Number.NaN, isLocal: true, levelDb: Number.NaN, peakDb: Number.NaN };
}

/** The reader of a layout. */
export function rowReader(layout: Layout): ReadRow {
  const readFast = fastReader(layout);
  const isFast = layout.timeForm === 'civil';
  return (text, from, to, row) =>
    isFast && readFast(text, from, to, row) ? undefined : readSlow(layout, text.slice(from, to), row);
}

/** A value outside is a sentinel or a fault, not a sound level. */
const LEVEL_MIN_DB = 0;
const LEVEL_MAX_DB = 160;

const QUOTE = 34;
const LETTER_Z = 90;

/** Reads `yyyy-mm-dd hh:mm:ss`, with or without Z, and plain numbers; false for every row with anything else. */
function fastReader(layout: Layout): (text: string, from: number, to: number, row: Row) => boolean {
  const { timeColumn, levelColumn, peakColumn } = layout;
  const separator = layout.separator.charCodeAt(0);
  const point = (layout.decimalComma ? ',' : '.').charCodeAt(0);
  return (text, from, to, row) => {
    row.ms = row.levelDb = row.peakDb = Number.NaN;
    let column = 0;
    let start = from;
    for (let at = from; at <= to; at++) {
      const code = at < to ? text.charCodeAt(at) : separator;
      if (code === QUOTE) return false;
      if (code !== separator) continue;
      if (column === timeColumn) {
        row.isLocal = text.charCodeAt(at - 1) !== LETTER_Z;
        row.ms = civilAt(text, start, row.isLocal ? at : at - 1);
      } else if (column === levelColumn) row.levelDb = decimalAt(text, start, at, point);
      else if (column === peakColumn) row.peakDb = decimalAt(text, start, at, point);
      column++;
      start = at + 1;
    }
    const isPeakRead = peakColumn === null || isPlausible(row.peakDb);
    return !Number.isNaN(row.ms) && isPlausible(row.levelDb) && isPeakRead;
  };
}

/** Reads a row of any kind; gives the reason if it cannot. */
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
