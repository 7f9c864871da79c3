/** What a file of levels contains: its periods as a rule set divides the day, and the day levels. */

import { addSample, emptyLedger, type Ledger } from '../acoustics/levels/leq.ts';
import {
  addToDay,
  type DayLedgers,
  type DayParts,
  dayParts,
  denLevel,
  emptyDay,
  partAt,
} from '../acoustics/periods/day-levels.ts';
import type { MeasuredPeriod } from '../acoustics/periods/measured-period.ts';
import {
  addMinute,
  closeAccumulator,
  measuredHours,
  noDataPeriod,
  openAccumulator,
  type PeriodAccumulator,
} from '../acoustics/periods/period-accumulator.ts';
import { dayId, minuteStart } from '../acoustics/periods/periods.ts';
import type { PeriodName, RuleSet } from '../acoustics/rule-set.ts';
import { DAY_MS } from '../model/duration.ts';
import { type LocalSpan, nextDate, type OffsetAt } from '../time/local-span.ts';
import { type LevelsCount, readLevels } from './levels-file.ts';
import type { Layout } from './levels-layout.ts';

interface MeasuredFileQuestion {
  readonly path: string;
  readonly layout: Layout;
  readonly rules: RuleSet;
  /** Limits that minutes are counted against, dB. */
  readonly limitsDb: Readonly<Partial<Record<PeriodName, number>>>;
  readonly offsetAt: OffsetAt;
  /** Rows that begin before `fromMs`, or not before `toMs`, are left out. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The periods of a file. */
export interface MeasuredFile {
  readonly count: LevelsCount;
  /** All that begin in the file or are cut by its ends, also those without data; in order. */
  readonly periods: readonly MeasuredPeriod[];
  readonly parts: DayParts;
  /** Local date to Lden, dB. */
  readonly ldenDb: ReadonlyMap<string, number | null>;
}

/** Reads the file once. */
export function readMeasuredFile(question: MeasuredFileQuestion): MeasuredFile {
  const { path, layout, offsetAt, fromMs, toMs } = question;
  const fold = createFold(question);
  const count = readLevels(path, layout, offsetAt, (startMs, levelDb, peakDb) => {
    if (startMs >= fromMs && startMs < toMs) fold.add(startMs, levelDb, peakDb);
  });
  const { periods, days, parts } = fold.end();
  return {
    count,
    periods: withEmptyPeriods(periods, question, rangeOf(question, count)),
    parts,
    ldenDb: new Map([...days].map(([id, day]) => [id, denLevel(day, parts)])),
  };
}

/** The part of the file that was asked for; if the file has none of it, the whole span asked for. */
function rangeOf({ fromMs, toMs }: MeasuredFileQuestion, { span }: LevelsCount): LocalSpan {
  const startMs = Math.max(span?.startMs ?? fromMs, fromMs);
  const endMs = Math.min(span?.endMs ?? toMs, toMs);
  return startMs < endMs ? { startMs, endMs } : { startMs: fromMs, endMs: toMs };
}

interface Fold {
  readonly add: (startMs: number, levelDb: number, peakDb: number) => void;
  readonly end: () => { periods: MeasuredPeriod[]; days: Map<string, DayLedgers>; parts: DayParts };
}

/** Seconds to minutes; a minute is added to its periods and its day when the next begins. */
function createFold({ layout, rules, limitsDb, offsetAt }: MeasuredFileQuestion): Fold {
  const parts = partsOf(rules);
  const days = new Map<string, DayLedgers>();
  const periods: MeasuredPeriod[] = [];
  let accumulator: PeriodAccumulator = openAccumulator(rules, limitsDb, offsetAt);
  let minuteMs = Number.NaN;
  let ledger: Ledger = emptyLedger();
  let levelsDb: number[] = [];

  const endMinute = (): void => {
    if (ledger.spanS === 0) return;
    const minute = { startWallMs: minuteMs, utcOffsetMin: offsetAt(minuteMs), ledger, levelsDb };
    const step = addMinute(accumulator, minute);
    accumulator = step.accumulator;
    periods.push(...step.closed);
    const { part, id } = partAt(minuteMs, minute.utcOffsetMin, parts);
    days.set(id, addToDay(days.get(id) ?? emptyDay(), part, ledger));
    ledger = emptyLedger();
    levelsDb = [];
  };
  return {
    add: (startMs, levelDb, peakDb) => {
      if (minuteStart(startMs) !== minuteMs) {
        endMinute();
        minuteMs = minuteStart(startMs);
      }
      const isMissing = Number.isNaN(levelDb);
      ledger = addSample(
        ledger,
        isMissing ? null : levelDb,
        layout.stepS,
        Number.isNaN(peakDb) ? null : peakDb,
      );
      if (!isMissing) levelsDb.push(levelDb);
    },
    end: () => {
      endMinute();
      return { periods: [...periods, ...closeAccumulator(accumulator)], days, parts };
    },
  };
}

function partsOf(rules: RuleSet): DayParts {
  const hours = measuredHours(rules);
  const night = hours.find(({ kind }) => kind === 'night') ?? { startMin: 1320, endMin: 360 };
  return dayParts(
    night,
    hours.find(({ kind }) => kind === 'evening'),
  );
}

/** A year and a month; a longer gap means that a clock was wrong. */
const EMPTY_DAYS_MAX = 400;

/** Adds the periods of the range without data, which are part of the result. */
function withEmptyPeriods(
  periods: readonly MeasuredPeriod[],
  { rules, offsetAt }: MeasuredFileQuestion,
  { startMs: firstMs, endMs }: LocalSpan,
): readonly MeasuredPeriod[] {
  const all = [...periods];
  const measured = new Set(periods.map(({ kind, id }) => `${kind} ${id}`));
  if (!(endMs - firstMs < EMPTY_DAYS_MAX * DAY_MS)) return all;
  const lastMs = endMs - 1;
  const lastId = dayId(lastMs, offsetAt(lastMs));
  // The night of the first moment may have begun on the date before.
  let id = dayId(firstMs - DAY_MS, offsetAt(firstMs));
  for (; id <= lastId; id = nextDate(id)) {
    for (const { kind } of measuredHours(rules)) {
      if (measured.has(`${kind} ${id}`)) continue;
      const empty = noDataPeriod(rules, kind, id, offsetAt);
      const isOver = empty.startWallMs + empty.lengthS * 1000 <= firstMs;
      if (empty.startWallMs <= lastMs && !isOver) all.push(empty);
    }
  }
  return all.sort((a, b) => a.startWallMs - b.startWallMs);
}
