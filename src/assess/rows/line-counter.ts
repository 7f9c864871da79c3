/** What became of the lines that gave no row, and when that is too much for a verdict. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { Layout } from '../layout/layout.ts';
import type { RowOutcome } from './row-reader.ts';

/** A line that should be a row, and why it cannot be read. */
export interface UnreadableRow {
  readonly line: number;
  readonly text: string;
  readonly why: ConsoleText;
}

/** How many lines gave no row, by the reason. */
export interface LineCounts {
  /** Rows of other sensors than the one asked for. */
  readonly others: number;
  /** Lines that are no rows: sums, marks, heads. */
  readonly passed: number;
  readonly unreadable: number;
  /** The first of them. */
  readonly unreadableRows: readonly UnreadableRow[];
}

/** Counts lines that gave no row. */
export interface LineCounter {
  readonly count: (outcome: RowOutcome, text: string, line: number) => void;
  /** The head changed in a way that loses the level. */
  readonly lose: (line: number) => void;
  /** Why the file cannot be assessed, given how many rows were read. */
  readonly refusal: (rows: number) => ConsoleText | undefined;
  readonly counts: () => LineCounts;
}

const LISTED_MAX = 10;
const SHOWN_MAX = 60;
const KEYS_MAX = 12;
/** If more rows than this are wider than the head, the others cannot be trusted either. */
const WIDE_SHARE = 0.001;

/** Counts lines; `decode` gives their characters. */
export function createLineCounter(layout: Layout, decode: (text: string) => string): LineCounter {
  const counts = { others: 0, passed: 0, unreadable: 0 };
  const unreadableRows: UnreadableRow[] = [];
  const keys = new Map<string, number>();
  let [wide, firstWide, lost] = [0, 0, 0];
  const list = (line: number, text: string, why: ConsoleText): void => {
    counts.unreadable++;
    if (unreadableRows.length >= LISTED_MAX) return;
    unreadableRows.push({ line, text: decode(text).slice(0, SHOWN_MAX), why });
  };
  return {
    count: (outcome, text, line) => {
      if (outcome === 'other') counts.others++;
      if (outcome === 'passed') counts.passed++;
      if (typeof outcome !== 'object') return;
      if (outcome.is === 'unreadable') list(line, text, outcome.why);
      if (outcome.is === 'too-wide') {
        wide++;
        firstWide ||= line;
        list(line, text, consoleText('row-too-wide'));
      }
      if (outcome.is === 'key') {
        const key = `${layout.names[outcome.column]}=${outcome.value}`;
        if (keys.size < KEYS_MAX || keys.has(key)) keys.set(key, (keys.get(key) ?? 0) + 1);
      }
    },
    lose: (line) => {
      lost ||= line;
    },
    refusal: (rows) => {
      if (lost > 0) return consoleText('rows-head-lost', { line: lost });
      if (keys.size > 0) return severalKeys(layout, keys, rows);
      if (wide <= WIDE_SHARE * (rows + wide)) return undefined;
      return consoleText('rows-wide', { count: wide, line: firstWide });
    },
    counts: () => ({ ...counts, unreadableRows }),
  };
}

function severalKeys(
  { firstKeys, names }: Layout,
  keys: ReadonlyMap<string, number>,
  rows: number,
): ConsoleText {
  const first = firstKeys.map(({ column, value }) => `${names[column]}=${value}`);
  const [example = ''] = first;
  const all = [[first.join(', '), rows] as const, ...keys];
  const sensors = all.map(([sensor, count]) => consoleText('rows-sensor', { sensor, count }));
  return consoleText('rows-several', { sensors, example });
}
