/** How a file of sound levels is laid out, guessed from its first lines: separator, columns, form of the times, step. */

import {
  isClock,
  parseCivil,
  parseLevel,
  parseUnix,
  type Stamp,
  splitFields,
  type TimeForm,
} from './levels-text.ts';

/** How rows of a file are read. */
export interface Layout {
  readonly separator: string;
  readonly decimalComma: boolean;
  /** Lines before the first row. */
  readonly headLines: number;
  /** Column names; `column 1` where the file has none. */
  readonly names: readonly string[];
  readonly timeForm: TimeForm;
  readonly timeColumn: number;
  /** Column of the time of day, if the date has its own column. */
  readonly clockColumn: number | null;
  readonly levelColumn: number;
  readonly peakColumn: number | null;
  /** True: the times carry no zone. */
  readonly isLocal: boolean;
  /** Most frequent distance of two rows, s. */
  readonly stepS: number;
  /** True: a stamp is the middle of its stretch, as :30 is of a minute. */
  readonly isMiddle: boolean;
}

/** What the user states about the layout. */
export interface LayoutWishes {
  /** Column name or number; two for date and time of day. */
  readonly time?: readonly string[];
  readonly level?: string;
}

type LayoutGuess =
  | { readonly ok: true; readonly layout: Layout }
  | { readonly ok: false; readonly why: string };

/** The layout by the first lines of a file. */
export function guessLayout(lines: readonly string[], wishes: LayoutWishes): LayoutGuess {
  let why = 'no line of it has a time and a level';
  for (const separator of [';', '\t', ',']) {
    const guess = guessWith(
      separator,
      lines.map((line) => splitFields(line, separator)),
      wishes,
    );
    if (guess.ok) return guess;
    if (guess.why !== NO_ROWS) why = guess.why;
  }
  return { ok: false, why };
}

/** The time of a row; undefined where it cannot be read. */
export function stampOf(layout: StampColumns, fields: readonly string[]): Stamp | undefined {
  const text = fields[layout.timeColumn] ?? '';
  switch (layout.timeForm) {
    case 'civil':
      return /\d:\d/.test(text) ? parseCivil(text) : undefined;
    case 'date-and-clock':
      return parseCivil(`${text.trim()} ${(fields[layout.clockColumn ?? 0] ?? '').trim()}`);
    case 'unix-s':
    case 'unix-ms': {
      const unix = parseUnix(text);
      return unix?.form === layout.timeForm ? { ms: unix.ms, isLocal: false } : undefined;
    }
  }
}

type StampColumns = Pick<Layout, 'timeForm' | 'timeColumn' | 'clockColumn'>;
type Rows = readonly (readonly string[])[];
const NO_ROWS = '';

function guessWith(separator: string, rows: Rows, wishes: LayoutWishes): LayoutGuess {
  const first = rows.findIndex((fields) => fields.length > 1 && stampColumns(fields) !== undefined);
  const firstRow = rows[first];
  if (firstRow === undefined) return { ok: false, why: NO_ROWS };
  const header = first > 0 ? rows[first - 1] : undefined;
  const names = firstRow.map((_, column) => header?.[column]?.trim() || `column ${column + 1}`);
  const data = rows.slice(first);

  const columns =
    wishes.time === undefined ? stampColumns(firstRow) : wishedTime(wishes.time, names, firstRow);
  if (columns === undefined)
    return { ok: false, why: `no time stands in column ${wishes.time?.join(' and ')}; ${known(names)}` };
  const decimalComma =
    separator !== ',' && data.some((fields) => fields.some((field) => /^\s*\d+,\d+\s*$/.test(field)));
  const levelColumn =
    wishes.level === undefined
      ? levelAmong(data, names, columns, decimalComma)
      : columnOf(wishes.level, names);
  if (levelColumn === undefined) {
    const which =
      wishes.level === undefined ? 'no column holds levels' : `there is no column "${wishes.level}"`;
    return { ok: false, why: `${which}; ${known(names)}` };
  }
  const stamps = data.flatMap((fields) => stampOf(columns, fields) ?? []);
  const stepMs = commonStep(stamps);
  if (stepMs === undefined) return { ok: false, why: 'it has fewer than two rows with a time' };
  return {
    ok: true,
    layout: {
      separator,
      decimalComma,
      headLines: first,
      names,
      ...columns,
      levelColumn,
      peakColumn: peakAmong(names, levelColumn),
      isLocal: stamps[0]?.isLocal ?? true,
      stepS: stepMs / 1000,
      isMiddle: areMiddles(stamps, stepMs),
    },
  };
}

/** The first column, or pair of columns, that is a time. */
function stampColumns(fields: readonly string[]): StampColumns | undefined {
  const found = (column: number, timeForm: TimeForm, clockColumn: number | null = null) => {
    return { timeColumn: column, timeForm, clockColumn };
  };
  for (const [column, field] of fields.entries()) {
    const unix = parseUnix(field);
    if (unix !== undefined) return found(column, unix.form);
    if (parseCivil(field) === undefined) continue;
    if (/\d:\d/.test(field)) return found(column, 'civil');
    const clock = fields.findIndex(isClock);
    if (clock >= 0) return found(column, 'date-and-clock', clock);
  }
  return undefined;
}

function wishedTime(
  wished: readonly string[],
  names: readonly string[],
  firstRow: readonly string[],
): StampColumns | undefined {
  const [date, clock] = wished.map((name) => columnOf(name, names));
  if (date === undefined || (wished.length > 1 && clock === undefined)) return undefined;
  if (clock !== undefined) return { timeColumn: date, timeForm: 'date-and-clock', clockColumn: clock };
  const columns = stampColumns([firstRow[date] ?? '']);
  return columns === undefined ? undefined : { ...columns, timeColumn: date };
}

/** By name in any case, or by number from 1. */
function columnOf(wished: string, names: readonly string[]): number | undefined {
  const folded = wished.trim().toLowerCase();
  const byName = names.findIndex((name) => name.toLowerCase() === folded);
  if (byName >= 0) return byName;
  const number = Number(folded) - 1;
  return Number.isInteger(number) && number >= 0 && number < names.length ? number : undefined;
}

/** The column that looks most like LAeq: by its name, or because nothing else can be a level. */
function levelAmong(
  data: Rows,
  names: readonly string[],
  { timeColumn, clockColumn }: StampColumns,
  decimalComma: boolean,
): number | undefined {
  const candidates = names.flatMap((name, column) => {
    if (column === timeColumn || column === clockColumn) return [];
    const levels = data.flatMap((fields) => parseLevel(fields[column] ?? '', decimalComma) ?? []);
    const isLevels =
      levels.length > 0 && levels.filter((level) => level > 10 && level < 150).length > levels.length / 2;
    return isLevels ? [{ column, likeness: likenessOf(name) }] : [];
  });
  return candidates.sort((a, b) => b.likeness - a.likeness)[0]?.column;
}

function likenessOf(name: string): number {
  if (/max|min|peak/i.test(name)) return -1;
  if (/^l[cz]/i.test(name)) return 0;
  if (/la?_?eq/i.test(name)) return 3;
  if (/^l[a-z]*\d/i.test(name)) return -1;
  if (/level|spl|pegel|sound|noise|声级/i.test(name)) return 2;
  return /db/i.test(name) ? 1 : 0;
}

function peakAmong(names: readonly string[], levelColumn: number): number | null {
  const column = names.findIndex((name, index) => index !== levelColumn && /l_?a?_?f?_?max/i.test(name));
  return column < 0 ? null : column;
}

function commonStep(stamps: readonly Stamp[]): number | undefined {
  const counts = new Map<number, number>();
  for (const [index, stamp] of stamps.entries()) {
    // A file in descending order has a step too; its rows are refused later, with a better reason.
    const stepMs = Math.abs(stamp.ms - (stamps[index - 1]?.ms ?? stamp.ms));
    if (stepMs > 0) counts.set(stepMs, (counts.get(stepMs) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** At shorter steps a middle cannot be told from a clock that is off by a second or two. */
const LEAST_MIDDLE_STEP_MS = 10_000;

function areMiddles(stamps: readonly Stamp[], stepMs: number): boolean {
  return stepMs >= LEAST_MIDDLE_STEP_MS && stamps.every(({ ms }) => ms % stepMs === stepMs / 2);
}

function known(names: readonly string[]): string {
  return `its columns: ${names.map((name) => `"${name}"`).join(', ')}`;
}
