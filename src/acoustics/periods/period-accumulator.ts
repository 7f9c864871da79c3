/**
 * Combines minutes of sound into the periods that a rule set assesses. Minutes come in order; minutes missing between
 * them are missing sound.
 *
 *   minute -> loudest minute, hour, window ; ledger and histogram of each night, evening, day
 */

import { MINUTE_MS } from '../../model/duration.ts';
import { type LocalSpan, localSpan, type OffsetAt } from '../../time/local-span.ts';
import { addLevels, emptyHistogram, exceededInHistogram, type LevelHistogram } from '../levels/histogram.ts';
import { emptyLedger, type Ledger, ledgerLevel, mergeLedgers } from '../levels/leq.ts';
import type { LeastValid, PeriodName, PeriodRule, RuleSet } from '../rule-set.ts';
import type { MeasuredHour, MeasuredPeriod, MeasuredStretch } from './measured-period.ts';
import { hourStart, periodAt } from './periods.ts';
import { isRepresentative } from './validity.ts';

/** One minute of sound, with the levels of its samples for the percentiles. */
export interface MeasuredMinute {
  readonly startWallMs: number;
  readonly utcOffsetMin: number;
  readonly ledger: Ledger;
  readonly levelsDb: readonly number[];
  /** True: part of a longer stretch of which only the level is known, so it says nothing of this minute. */
  readonly isSpread?: boolean;
}

/** The periods that are being measured. */
export interface PeriodAccumulator {
  readonly setup: AccumulatorSetup;
  /** The running period of each name; undefined: none has begun. */
  readonly open: Readonly<Partial<Record<PeriodName, RunningPeriod>>>;
}

interface AccumulatorSetup {
  readonly hours: readonly Hours[];
  readonly leastValid: LeastValid;
  readonly offsetAt: OffsetAt;
}

/**
 * Hours of a period, the limit its minutes are counted by, and the length of the window whose loudest place is sought.
 */
interface Hours extends Pick<PeriodRule, 'kind' | 'startMin' | 'endMin'> {
  readonly limitDb: number | null;
  readonly windowS: number | null;
  /** Windows follow each other from the start of the period; absent: any minute may begin one. */
  readonly isFixed?: boolean;
}

interface RunningPeriod {
  readonly hours: Hours;
  readonly id: string;
  readonly span: LocalSpan;
  readonly ledger: Ledger;
  readonly histogram: LevelHistogram;
  readonly hour: MeasuredHour | null;
  /** Those before it. */
  readonly hoursBefore: readonly MeasuredHour[];
  /** Minutes of the window that ends with the latest one. */
  readonly window: readonly OpenStretch[];
  readonly loudest: Pick<MeasuredPeriod, 'loudestMinute' | 'loudestHour' | 'loudestWindow'>;
  readonly quietestMinuteDb: number | null;
  readonly minuteLevels: LevelHistogram;
  readonly validMinutes: number;
  readonly minutesAbove: number;
}

interface OpenStretch {
  readonly startWallMs: number;
  readonly ledger: Ledger;
}

/** An accumulator after a minute, and what closed with it. */
export interface AccumulatorStep {
  readonly accumulator: PeriodAccumulator;
  /** Periods that ended before this minute. */
  readonly closed: readonly MeasuredPeriod[];
}

/** An empty accumulator for the periods of a rule set; where only the night has limits, the day is measured too. */
export function openAccumulator(
  rules: RuleSet,
  limitsDb: Readonly<Partial<Record<PeriodName, number>>>,
  offsetAt: OffsetAt,
): PeriodAccumulator {
  const hours = measuredHours(rules).map((period) => ({ ...period, limitDb: limitsDb[period.kind] ?? null }));
  return { setup: { hours, leastValid: rules.leastValid, offsetAt }, open: {} };
}

/** Adds one minute to every period it lies in. */
export function addMinute(accumulator: PeriodAccumulator, minute: MeasuredMinute): AccumulatorStep {
  const { setup } = accumulator;
  const closed: MeasuredPeriod[] = [];
  const open: Partial<Record<PeriodName, RunningPeriod>> = { ...accumulator.open };
  for (const hours of setup.hours) {
    const { kind, id } = periodAt(minute.startWallMs, minute.utcOffsetMin, hours);
    // periodAt calls the inside of any hours `night`.
    if (kind !== 'night') continue;
    let running = open[hours.kind];
    if (running !== undefined && running.id !== id) {
      closed.push(closePeriod(running, setup.leastValid));
      running = undefined;
    }
    open[hours.kind] = add(running ?? emptyPeriod(hours, id, setup.offsetAt), minute, setup.leastValid);
  }
  return { accumulator: { setup, open }, closed };
}

/** The periods still open at the end, oldest first. */
export function closeAccumulator({ setup, open }: PeriodAccumulator): readonly MeasuredPeriod[] {
  return Object.values(open)
    .map((running) => closePeriod(running, setup.leastValid))
    .sort((a, b) => a.startWallMs - b.startWallMs);
}

/** The period of a date without data. */
export function noDataPeriod(
  rules: RuleSet,
  kind: PeriodName,
  id: string,
  offsetAt: OffsetAt,
): MeasuredPeriod {
  const hours = measuredHours(rules).find((period) => period.kind === kind);
  if (hours === undefined) throw new Error(`assertion: ${rules.id} has no ${kind}`);
  return closePeriod(emptyPeriod({ ...hours, limitDb: null }, id, offsetAt), rules.leastValid);
}

/** Names and hours of the periods that are measured, in the order of the rule set. */
export function measuredHours(rules: RuleSet): readonly Omit<Hours, 'limitDb'>[] {
  const ruled = rules.periods.map(({ kind, startMin, endMin, timeBase }) => {
    const hasWindow = timeBase.kind === 'rolling' || timeBase.kind === 'fixed';
    return {
      kind,
      startMin,
      endMin,
      windowS: hasWindow ? timeBase.windowS : null,
      isFixed: timeBase.kind === 'fixed',
    };
  });
  const [only] = ruled;
  if (ruled.length !== 1 || only === undefined || only.startMin === only.endMin) return ruled;
  const rest = { startMin: only.endMin, endMin: only.startMin, windowS: null };
  return only.kind === 'night' ? [{ kind: 'day', ...rest }, only] : [only, { kind: 'night', ...rest }];
}

function emptyPeriod(hours: Hours, id: string, offsetAt: OffsetAt): RunningPeriod {
  return {
    hours,
    id,
    span: localSpan(id, hours.startMin, hours.endMin, offsetAt),
    ledger: emptyLedger(),
    histogram: emptyHistogram(),
    hour: null,
    hoursBefore: [],
    window: [],
    loudest: { loudestMinute: null, loudestHour: null, loudestWindow: null },
    quietestMinuteDb: null,
    minuteLevels: emptyHistogram(),
    validMinutes: 0,
    minutesAbove: 0,
  };
}

function add(open: RunningPeriod, minute: MeasuredMinute, leastValid: LeastValid): RunningPeriod {
  const { startWallMs, ledger, levelsDb, utcOffsetMin, isSpread = false } = minute;
  const hourMs = hourStart(startWallMs, utcOffsetMin);
  const isSameHour = open.hour?.startWallMs === hourMs;
  const before = isSameHour ? open : endHour(open, leastValid);
  const hour = {
    startWallMs: hourMs,
    utcOffsetMin,
    ledger: mergeLedgers(isSameHour && open.hour !== null ? open.hour.ledger : emptyLedger(), ledger),
  };
  const window = slide(open, { startWallMs, ledger });
  const isKnown = !isSpread && isRepresentative({ kind: 'minute', validS: ledger.validS }, leastValid);
  const levelDb = isKnown ? ledgerLevel(ledger) : null;
  const minuteLevel = levelDb === null ? null : { startWallMs, lengthS: 60, levelDb };
  const { limitDb } = open.hours;
  return {
    ...before,
    ledger: mergeLedgers(open.ledger, ledger),
    histogram: addLevels(open.histogram, levelsDb),
    hour,
    window,
    loudest: {
      ...before.loudest,
      loudestMinute: louder(before.loudest.loudestMinute, minuteLevel),
      loudestWindow: louder(before.loudest.loudestWindow, windowLevel(open, window, leastValid)),
    },
    quietestMinuteDb:
      levelDb === null ? open.quietestMinuteDb : Math.min(levelDb, open.quietestMinuteDb ?? levelDb),
    minuteLevels: levelDb === null ? open.minuteLevels : addLevels(open.minuteLevels, [levelDb]),
    validMinutes: open.validMinutes + (levelDb === null ? 0 : 1),
    minutesAbove: open.minutesAbove + (levelDb !== null && limitDb !== null && levelDb > limitDb ? 1 : 0),
  };
}

/** Takes in the hour that has ended; an incomplete hour at the edge of a period does not count. */
function endHour(open: RunningPeriod, leastValid: LeastValid): RunningPeriod {
  if (open.hour === null) return open;
  const { startWallMs, ledger } = open.hour;
  const ended = { ...open, hour: null, hoursBefore: [...open.hoursBefore, open.hour] };
  const levelDb = isRepresentative({ kind: 'hour', validS: ledger.validS }, leastValid)
    ? ledgerLevel(ledger)
    : null;
  if (levelDb === null) return ended;
  const loudestHour = louder(open.loudest.loudestHour, { startWallMs, lengthS: 3600, levelDb });
  return { ...ended, loudest: { ...open.loudest, loudestHour } };
}

function slide({ hours: { windowS }, window }: RunningPeriod, minute: OpenStretch): readonly OpenStretch[] {
  if (windowS === null) return window;
  const fromMs = minute.startWallMs + MINUTE_MS - windowS * 1000;
  return [...window.filter((minute) => minute.startWallMs >= fromMs), minute];
}

/** LAeq of the window if it lies in the period and is as valid as an hour must be. */
function windowLevel(
  { hours: { windowS, isFixed }, span }: RunningPeriod,
  window: readonly OpenStretch[],
  leastValid: LeastValid,
): MeasuredStretch | null {
  if (windowS === null) return null;
  const startWallMs = (window.at(-1)?.startWallMs ?? 0) + MINUTE_MS - windowS * 1000;
  if (startWallMs < span.startMs) return null;
  if (isFixed === true && (startWallMs - span.startMs) % (windowS * 1000) !== 0) return null;
  const ledger = window.reduce((sum, minute) => mergeLedgers(sum, minute.ledger), emptyLedger());
  const levelDb = ledger.validS >= (leastValid.hour / 3600) * windowS ? ledgerLevel(ledger) : null;
  return levelDb === null ? null : { startWallMs, lengthS: windowS, levelDb };
}

function louder(a: MeasuredStretch | null, b: MeasuredStretch | null): MeasuredStretch | null {
  if (a === null) return b;
  return b !== null && b.levelDb > a.levelDb ? b : a;
}

function closePeriod(running: RunningPeriod, leastValid: LeastValid): MeasuredPeriod {
  const { hours, id, span, ledger, histogram, hoursBefore, ...statistics } = endHour(running, leastValid);
  return {
    kind: hours.kind,
    id,
    startWallMs: span.startMs,
    lengthS: (span.endMs - span.startMs) / 1000,
    ledger,
    l10Db: exceededInHistogram(histogram, 10),
    l50Db: exceededInHistogram(histogram, 50),
    l90Db: exceededInHistogram(histogram, 90),
    l5Db: exceededInHistogram(histogram, 5),
    l95Db: exceededInHistogram(histogram, 95),
    hours: hoursBefore,
    ...statistics.loudest,
    quietestMinuteDb: statistics.quietestMinuteDb,
    minutesL95Db: exceededInHistogram(statistics.minuteLevels, 95),
    validMinutes: statistics.validMinutes,
    minutesAbove: statistics.minutesAbove,
  };
}
