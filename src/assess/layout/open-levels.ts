/** The layout of a file, recognised by its first lines; what cannot be shown is asked for, never guessed. */

import assert from 'node:assert';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { HOUR_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ColumnMeaning } from '../columns/column-meaning.ts';
import { chooseLevel, type LevelChoice, peakAmong } from '../columns/level-choice.ts';
import { type Reader, readerOf } from '../readers/readers.ts';
import { isPlausible, levelField } from '../text/fields.ts';
import type { LevelSource, LevelsFault } from '../text/level-source.ts';
import { parseLength, type Stamp } from '../time/stamp-text.ts';
import { stampOf, type TimeCandidate } from '../time/time-columns.ts';
import { firstKeysOf, rowsWhere, whereClauses } from './key-columns.ts';
import type { FlagColumn, Layout, LayoutWishes, LevelReason, WhereClause } from './layout.ts';
import { columnRefusal, levelHelp } from './refusal.ts';
import { rowSteps, stampMeaning } from './row-steps.ts';
import { findTable, type SampleRow, type TableHead } from './table-head.ts';
import { readOrder, timeOf } from './time-layout.ts';

/** A file whose layout is known. */
export interface OpenLevels {
  readonly layout: Layout;
  readonly reader: Reader | undefined;
}

const STEP_MIN_MS = 10;
const STEP_MAX_MS = HOUR_MS;

/** Recognises the layout, or says what has to be told. */
export function openLevels(
  source: LevelSource,
  wishes: LayoutWishes,
  stepS?: number,
): Result<OpenLevels, LevelsFault> {
  const { path } = source;
  const reader = readerOf(source.head);
  const opened = openTable(source, reader, wishes);
  if (!opened.ok) return opened;
  const { table, where } = opened.value;
  const time = timeOf(table, wishes.time);
  if (!time.ok) return unfit(columnRefusal(path, time.fault, table, consoleText('help-time')));
  const { begin, end } = time.value;
  const order = readOrder(source, table, begin, reader, wishes.dateOrder);
  if (!order.ok) return unfit(consoleText('levels-of-file', { path, why: order.fault }));
  const stamps = table.rows.flatMap(({ fields }) => stampOf(begin, order.value.order, fields) ?? []);
  const year = strangeYear(stamps);
  if (year !== undefined)
    return unfit(consoleText('levels-strange-year', { path, time: timeText(table, begin), year }));
  const steps = rowSteps(stamps);
  if (steps === undefined) return unfit(consoleText('levels-few-rows', { path }));
  const stepMs = stepS === undefined ? steps.stepMs : stepS * 1000;
  if (stepMs < STEP_MIN_MS || stepMs > STEP_MAX_MS)
    return unfit(consoleText('levels-step', { path, stepS: stepMs / 1000 }));
  const level = levelOf(path, table, reader, stepMs, wishes);
  if (!level.ok) return level;
  const layout: Layout = {
    ...plainLayout(source, table, reader, begin),
    ...levelLayout(table, level.value, reader, stamps),
    ...stampLayout(source, reader, begin, stamps, stepMs, steps.isNewestFirst, wishes),
    dateOrder: order.value,
    endTime: end,
    firstKeys: firstKeysOf(table, where),
    where,
    stepS: stepMs / 1000,
    isStepAsked: stepS !== undefined,
    firstRow: {
      line: table.rows[0]?.line ?? 0,
      time: timeText(table, begin),
      level: table.rows[0]?.fields[level.value.column]?.trim() ?? '',
    },
  };
  return ok({ layout, reader });
}

/** Years of Thailand with two digits, 60 and more, would be taken for years to come. */
const YEAR_MAX = 2059;

function strangeYear(stamps: readonly Stamp[]): number | undefined {
  return stamps.map(({ ms }) => new Date(ms).getUTCFullYear()).find((year) => year > YEAR_MAX);
}

interface OpenTable {
  readonly table: TableHead;
  readonly where: readonly WhereClause[];
}

/** The table, with the rows that are asked for. */
function openTable(
  source: LevelSource,
  reader: Reader | undefined,
  wishes: LayoutWishes,
): Result<OpenTable, LevelsFault> {
  const { path } = source;
  const found = findTable(tableLines(source.head, reader));
  if (found === undefined) return unfit(consoleText('levels-no-table', { path }));
  const where = whereClauses(wishes.where ?? [], found);
  if (!where.ok) return unfit(columnRefusal(path, where.fault, found, consoleText('help-where')));
  const table = where.value.length === 0 ? found : { ...found, rows: rowsWhere(source, found, where.value) };
  if (table.rows.length === 0)
    return unfit(
      columnRefusal(path, consoleText('where-no-row', { clauses: wishes.where ?? [] }), found, ''),
    );
  const tooWide = rowWiderThanHead(table);
  if (tooWide === undefined) return ok({ table, where: where.value });
  return unfit(columnRefusal(path, tooWide, table, consoleText('help-wide')));
}

function unfit(text: ConsoleText): Result<never, LevelsFault> {
  return failed({ exitCode: 65, text });
}

/** Lines of the table alone, as rows: a reader may make one row of several lines, and end before a second table. */
function tableLines(head: readonly string[], reader: Reader | undefined): readonly string[] {
  const reshape = reader?.reshape?.();
  const lines = reshape === undefined ? head : head.map((line) => reshape(line) ?? '');
  const end = reader?.tableEnds === undefined ? -1 : lines.findIndex((line) => reader.tableEnds?.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}

/** A decimal comma that splits a level in two looks like this. */
function rowWiderThanHead({ rows, heads, isNamed, names }: TableHead): ConsoleText | undefined {
  if (!isNamed) return undefined;
  const named = heads.findLastIndex(({ name, group }) => name !== '' || group !== '') + 1;
  const wide = rows.find(({ fields }) => fields.slice(named).some((field) => field.trim() !== ''));
  if (wide === undefined) return undefined;
  const { line, fields } = wide;
  return consoleText('row-wide', { line, fields: fields.length, named, names: names.slice(0, named) });
}

/** At least this share of what stands under the level's name must be levels. */
const LEAST_LEVELS = 0.3;

/** The level's column, refused where what stands in it is no level. */
function levelOf(
  path: string,
  table: TableHead,
  reader: Reader | undefined,
  stepMs: number,
  { level: wish }: LayoutWishes,
): Result<LevelChoice, LevelsFault> {
  const { names, meanings, rows } = table;
  const chosen = chooseLevel({
    names,
    meanings,
    stepS: stepMs / 1000,
    wish,
    plainIsRunning: reader?.plainIsRunning ?? false,
    unweighted: reader?.unweighted?.column,
  });
  if (!chosen.ok) return unfit(columnRefusal(path, chosen.fault, table, levelHelp(table)));
  const { column } = chosen.value;
  const fields = rows.map(({ fields }) => levelField(fields[column] ?? '', true));
  const written = fields.filter(({ is }) => is !== 'blank');
  const levels = written.filter((field) => field.is === 'over' || isPlausible(field.levelDb));
  if (written.length === 0 || levels.length > written.length * LEAST_LEVELS) return chosen;
  const why = consoleText('level-no-levels', { name: names[column] ?? '' });
  return unfit(columnRefusal(path, why, table, levelHelp(table)));
}

function plainLayout(
  { encoding }: LevelSource,
  table: TableHead,
  reader: Reader | undefined,
  { edge: _, ...time }: TimeCandidate,
): Pick<
  Layout,
  'reader' | 'encoding' | 'separator' | 'decimalComma' | 'headLines' | 'names' | keyof typeof time
> {
  const isComma = table.rows.some(({ fields }) =>
    fields.some((field) => /^\s*[<>]?\d{1,3},\d{1,3}\s*(?:dB.*)?$/i.test(field)),
  );
  return {
    reader: reader?.name ?? null,
    encoding,
    separator: table.separator,
    decimalComma: isComma,
    headLines: table.headLines,
    names: table.names,
    ...time,
  };
}

function levelLayout(
  { names, meanings, heads, rows }: TableHead,
  choice: LevelChoice,
  reader: Reader | undefined,
  stamps: readonly Stamp[],
): Pick<
  Layout,
  'levelColumn' | 'levelBy' | 'levelUnit' | 'peakColumn' | 'durationColumn' | 'flagColumns' | 'longestRowS'
> {
  const says = reader?.unweighted?.says;
  const duration = meanings.findIndex(
    ({ of }, column) => of === 'duration' && isDuration(rows, column, stamps),
  );
  return {
    levelColumn: choice.column,
    levelBy: levelReason(choice.by, says),
    levelUnit: heads[choice.column]?.unit.replace(/[[\]()]/g, '') ?? '',
    peakColumn: peakAmong(meanings, choice.column, reader?.plainIsRunning ?? false, names),
    durationColumn: duration < 0 ? null : duration,
    flagColumns: meanings.flatMap(flagColumn),
    longestRowS: choice.overS,
  };
}

function levelReason(by: LevelChoice['by'], says: ConsoleText | undefined): LevelReason {
  if (by !== 'reader') return { by };
  assert(says !== undefined, 'a reader that chooses a level says what it is');
  return { by, says };
}

/** A time since the start looks like a duration, but is not that of its row: that one is as long as the way to the next. */
function isDuration(rows: readonly SampleRow[], column: number, stamps: readonly Stamp[]): boolean {
  const written = rows.map(({ fields }) => parseLength(fields[column] ?? '') ?? Number.NaN);
  const isConstant = new Set(written).size === 1;
  const fits = written.filter((ms, row) => {
    const distanceMs = Math.abs((stamps[row + 1]?.ms ?? Number.NaN) - (stamps[row]?.ms ?? Number.NaN));
    return (
      ms > 0 && (Number.isNaN(distanceMs) || (isConstant ? ms <= distanceMs * 1.25 : isNear(ms, distanceMs)))
    );
  });
  return fits.length >= rows.length * DURATIONS_SHARE;
}

const DURATIONS_SHARE = 0.8;

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.25 * Math.max(a, b);
}

/** A remark is a mark too, where it says so in words. */
function flagColumn(meaning: ColumnMeaning, column: number): FlagColumn[] {
  if (meaning.of === 'flag') return [{ column, flag: meaning.flag }];
  return meaning.of === 'note' ? [{ column, flag: 'words' }] : [];
}

function stampLayout(
  { head }: LevelSource,
  reader: Reader | undefined,
  { edge }: TimeCandidate,
  stamps: readonly Stamp[],
  stepMs: number,
  isNewestFirst: boolean,
  { stamp: asked, stampOffsetMin }: LayoutWishes,
): Pick<
  Layout,
  | 'stamp'
  | 'stampBy'
  | 'isMiddle'
  | 'headZone'
  | 'offsetsMin'
  | 'isLocal'
  | 'stampOffsetMin'
  | 'isNewestFirst'
> {
  const text = head.slice(0, 60).join('\n');
  const begin = reader?.begin?.exec(text);
  const beginMs = begin == null ? undefined : Date.parse(`${begin[1]}T${begin[2]}Z`);
  const oldestFirst = isNewestFirst ? stamps.toReversed() : stamps;
  const meaning = stampMeaning({ asked, named: edge, beginMs, stamps: oldestFirst, stepMs });
  return {
    ...meaning,
    isMiddle: meaning.stamp === 'middle',
    headZone: reader?.zone?.exec(text)?.[1] ?? null,
    offsetsMin: [...new Set(stamps.flatMap(({ offsetMin }) => offsetMin ?? []))],
    isLocal: stamps[0]?.offsetMin === null,
    stampOffsetMin: stampOffsetMin ?? null,
    isNewestFirst,
  };
}

function timeText({ rows }: TableHead, { timeColumn, clockColumn, partColumns }: TimeCandidate): string {
  const columns = [timeColumn, ...partColumns, ...(clockColumn === null ? [] : [clockColumn])];
  return columns.map((column) => rows[0]?.fields[column]?.trim() ?? '').join(' ');
}
