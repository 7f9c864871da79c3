/**
 * A small strict CSV reader. It accepts quoted fields, LF or CRLF, a byte order mark and blanks around header names;
 * anything else unusual is a problem with line and column, and reading goes on to find all of them.
 */

const PROBLEMS_LISTED_MAX = 20;

/** The problems of one file, as they are found. */
export interface CsvProblems {
  /** Line and column count from 1; the column is that of the field's first character. */
  add(line: number, column: number, text: string): void;
  /** At most 20 sentences, then the number of further ones. Empty when the file is good. */
  list(): readonly string[];
}

/** One row; its columns are numbered as they were asked for, from 0. */
export interface CsvRow {
  readonly line: number;
  /** The text of a wanted column without blanks around it; empty for an optional column the file lacks. */
  text(column: number): string;
  /** A finite number, or undefined after the problem was noted. */
  number(column: number): number | undefined;
  problem(column: number, text: string): void;
}

/**
 * Calls `visit` for each row with the right number of fields. `wanted` names the columns in the order in which
 * the row gives them; a name that ends in `?` may be absent.
 */
export function readCsv(
  text: string,
  wanted: readonly string[],
  problems: CsvProblems,
  visit: (row: CsvRow) => void,
): void {
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split('\n');
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  const header = splitFields(withoutReturn(lines[0] ?? ''), (column, what) => problems.add(1, column, what));
  const places = findColumns(header, wanted, problems);
  if (places === undefined) return;

  const row = createRow(places, problems);
  for (let index = 1; index < lines.length; index++) {
    const line = withoutReturn(lines[index] ?? '');
    const number = index + 1;
    const fields = splitFields(line, (column, what) => problems.add(number, column, what));
    if (fields.length !== header.length) {
      problems.add(number, 1, `${fields.length} fields, expected ${header.length} as in the header`);
      continue;
    }
    row.set(number, line, fields);
    visit(row);
  }
}

/** Collects the problems of one file, each as `file:line:column: text`. */
export function createProblems(file: string): CsvProblems {
  const listed: string[] = [];
  let count = 0;
  return {
    add(line, column, text) {
      count++;
      if (listed.length < PROBLEMS_LISTED_MAX) listed.push(`${file}:${line}:${column}: ${text}`);
    },
    list: () => (count > listed.length ? [...listed, `${file}: and ${count - listed.length} more`] : listed),
  };
}

function findColumns(
  header: readonly string[],
  wanted: readonly string[],
  problems: CsvProblems,
): readonly number[] | undefined {
  const names = header.map((field) => field.trim());
  const required = wanted.filter((name) => !name.endsWith('?'));
  if (required.some((name) => !names.includes(name))) {
    problems.add(
      1,
      1,
      `header is "${names.join(',').slice(0, 200)}", expected the columns ${required.join(', ')}`,
    );
    return undefined;
  }
  return wanted.map((name) => names.indexOf(name.replace(/\?$/, '')));
}

function createRow(places: readonly number[], problems: CsvProblems) {
  let lineText = '';
  let fields: readonly string[] = [];
  return {
    line: 0,
    set(line: number, text: string, values: readonly string[]) {
      this.line = line;
      lineText = text;
      fields = values;
    },
    text(column: number): string {
      return fields[places[column] ?? -1]?.trim() ?? '';
    },
    number(column: number): number | undefined {
      const text = this.text(column);
      const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
      if (Number.isFinite(value)) return value;
      this.problem(column, `"${text.slice(0, 40)}" is not a number`);
      return undefined;
    },
    problem(column: number, text: string) {
      problems.add(this.line, startColumn(lineText, places[column] ?? 0), text);
    },
  };
}

/** The start of a field; computed only for a problem. */
function startColumn(line: string, place: number): number {
  let column = 1;
  let quoted = false;
  let fieldsLeft = place;
  for (const character of line) {
    if (fieldsLeft === 0) break;
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) fieldsLeft--;
    column += character.length;
  }
  return column;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** RFC 4180 quoting, except that a quoted field ends on its line, so that a missing quote does not swallow the file. */
function splitFields(line: string, problem: (column: number, text: string) => void): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let start = 0;
  while (start <= line.length) {
    if (line[start] !== '"') {
      const comma = line.indexOf(',', start);
      const end = comma < 0 ? line.length : comma;
      fields.push(line.slice(start, end));
      start = end + 1;
      continue;
    }
    const end = closingQuote(line, start);
    if (end < 0) {
      problem(start + 1, 'a quote is not closed on its line');
      return [...fields, line.slice(start + 1)];
    }
    if (end + 1 < line.length && line[end + 1] !== ',') problem(end + 2, 'text after a closing quote');
    fields.push(line.slice(start + 1, end).replaceAll('""', '"'));
    const comma = line.indexOf(',', end);
    start = comma < 0 ? line.length + 1 : comma + 1;
  }
  return fields;
}

function closingQuote(line: string, open: number): number {
  let at = line.indexOf('"', open + 1);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}
