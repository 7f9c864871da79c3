/** What a file of levels measured: its periods as a rule set divides the day, and the day levels. */

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
import { dayId, periodAt } from '../acoustics/periods/periods.ts';
import type { PeriodName, RuleSet } from '../acoustics/rule-set.ts';
import type { ConsoleText } from '../language/console/console-text.ts';
import { DAY_MS } from '../model/duration.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { type LocalSpan, nextDate, type OffsetAt } from '../time/local-span.ts';
import { createImpulses, type FileImpulses } from './impulse-rows.ts';
import type { OpenLevels } from './layout/open-levels.ts';
import { createMinutes } from './minutes.ts';
import type { OnLevel } from './rows/ordered-rows.ts';
import { type LevelsCount, readLevels } from './rows/read-levels.ts';
import type { LevelSource } from './text/level-source.ts';

interface MeasuredFileQuestion {
  readonly source: LevelSource;
  readonly open: OpenLevels;
  readonly rules: RuleSet;
  /** Limits that minutes are counted against, dB. */
  readonly limitsDb: Readonly<Partial<Record<PeriodName, number>>>;
  readonly offsetAt: OffsetAt;
  /** Rows that begin before or not before these moments are left out. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The periods of a file and what reading it gave. */
export interface MeasuredFile {
  readonly count: LevelsCount;
  /** All that begin in the file or are cut by its ends, also those without data; in order. */
  readonly periods: readonly MeasuredPeriod[];
  readonly parts: DayParts;
  /** Local date to Lden, dB. */
  readonly ldenDb: ReadonlyMap<string, number | null>;
  /** Time above the meter's range, s, by `periodKey`. */
  readonly overloadS: ReadonlyMap<string, number>;
  readonly impulses: FileImpulses;
}

/** Reads the file once; or says why it cannot be assessed. */
export function readMeasuredFile(question: MeasuredFileQuestion): Result<MeasuredFile, ConsoleText> {
  const { source, open, offsetAt, fromMs, toMs } = question;
  const fold = createFold(question);
  const impulses = createImpulses();
  const count = readLevels(source, open, offsetAt, (startMs, durationMs, levelDb, peakDb, kind) => {
    if (startMs < fromMs || startMs >= toMs) return;
    fold.add(startMs, durationMs, levelDb, peakDb, kind);
    impulses.add(startMs, durationMs, levelDb, peakDb, kind);
  });
  if (!count.ok) return failed(count.fault);
  const { periods, days, parts, overloadS } = fold.end();
  return ok({
    count: count.value,
    periods: withEmptyPeriods(periods, question, rangeOf(question, count.value)),
    parts,
    ldenDb: new Map([...days].map(([id, day]) => [id, denLevel(day, parts)])),
    overloadS,
    impulses: impulses.end(),
  });
}

/** The part of the file that was asked for; where the file has none of it, the whole span that was asked for. */
function rangeOf({ fromMs, toMs }: MeasuredFileQuestion, { span }: LevelsCount): LocalSpan {
  const startMs = Math.max(span?.startMs ?? fromMs, fromMs);
  const endMs = Math.min(span?.endMs ?? toMs, toMs);
  return startMs < endMs ? { startMs, endMs } : { startMs: fromMs, endMs: toMs };
}

interface Fold {
  readonly add: OnLevel;
  readonly end: () => {
    periods: MeasuredPeriod[];
    days: Map<string, DayLedgers>;
    parts: DayParts;
    overloadS: Map<string, number>;
  };
}

/** Rows to minutes; a minute goes into its periods and its day when the next begins. */
function createFold({ rules, limitsDb, offsetAt }: MeasuredFileQuestion): Fold {
  const parts = partsOf(rules);
  const hours = measuredHours(rules);
  const days = new Map<string, DayLedgers>();
  const periods: MeasuredPeriod[] = [];
  const overloadS = new Map<string, number>();
  let accumulator: PeriodAccumulator = openAccumulator(rules, limitsDb, offsetAt);
  const minutes = createMinutes(offsetAt, (minute) => {
    const step = addMinute(accumulator, minute);
    accumulator = step.accumulator;
    periods.push(...step.closed);
    const { part, id } = partAt(minute.startWallMs, minute.utcOffsetMin, parts);
    days.set(id, addToDay(days.get(id) ?? emptyDay(), part, minute.ledger));
    if (minute.overloadS > 0) {
      for (const { kind, ...span } of hours) {
        const period = periodAt(minute.startWallMs, minute.utcOffsetMin, span);
        const key = periodKey({ kind, id: period.id });
        // periodAt calls the inside of any hours night.
        if (period.kind === 'night') overloadS.set(key, (overloadS.get(key) ?? 0) + minute.overloadS);
      }
    }
  });
  return {
    add: minutes.add,
    end: () => {
      minutes.end();
      return { periods: [...periods, ...closeAccumulator(accumulator)], days, parts, overloadS };
    },
  };
}

/** A period's name in a map. */
export function periodKey({ kind, id }: Pick<MeasuredPeriod, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

function partsOf(rules: RuleSet): DayParts {
  const hours = measuredHours(rules);
  const night = hours.find(({ kind }) => kind === 'night') ?? { startMin: 1320, endMin: 360 };
  return dayParts(
    night,
    hours.find(({ kind }) => kind === 'evening'),
  );
}

/** A year and a month; a longer hole means that a clock was wrong. */
const EMPTY_DAYS_MAX = 400;

/** Adds the periods of the range without data: they are part of the answer. */
function withEmptyPeriods(
  periods: readonly MeasuredPeriod[],
  { rules, offsetAt }: MeasuredFileQuestion,
  { startMs: firstMs, endMs }: LocalSpan,
): readonly MeasuredPeriod[] {
  const all = [...periods];
  const measured = new Set(periods.map(periodKey));
  if (!(endMs - firstMs < EMPTY_DAYS_MAX * DAY_MS)) return all;
  const lastMs = endMs - 1;
  const lastId = dayId(lastMs, offsetAt(lastMs));
  // The night of the first moment may have begun on the date before.
  let id = dayId(firstMs - DAY_MS, offsetAt(firstMs));
  for (; id <= lastId; id = nextDate(id)) {
    for (const { kind } of measuredHours(rules)) {
      if (measured.has(periodKey({ kind, id }))) continue;
      const empty = noDataPeriod(rules, kind, id, offsetAt);
      const isOver = empty.startWallMs + empty.lengthS * 1000 <= firstMs;
      if (empty.startWallMs <= lastMs && !isOver) all.push(empty);
    }
  }
  return all.sort((a, b) => a.startWallMs - b.startWallMs);
}
