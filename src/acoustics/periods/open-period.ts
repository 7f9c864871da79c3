/** Minute, hour, night and day of a level point: how they open, take over a closed minute, and end as a record. */

import { addLevels, emptyHistogram, exceededInHistogram, type LevelHistogram } from '../levels/histogram.ts';
import { emptyLedger, type Ledger, ledgerLevel, mergeLedgers, validShare } from '../levels/leq.ts';
import { hourStart, minuteId, minuteStart, type NightHours, type PeriodKind, periodAt } from './periods.ts';

/** Local time and night hours, as they hold at the moment. */
export interface Site {
  readonly utcOffsetMin: number;
  readonly night: NightHours;
}

/** The running periods of a level point. */
export interface OpenPeriods {
  readonly minute: OpenMinute;
  readonly hour: OpenPeriod;
  /** The night or the day. */
  readonly period: OpenPeriod;
}

/** What every running period holds. */
export interface OpenMinute {
  readonly kind: ClosedPeriod['kind'];
  readonly id: string;
  readonly startWallMs: number;
  readonly ledger: Ledger;
  readonly clockStepped: boolean;
}

/** Without the minute that is still open. */
export interface OpenPeriod extends OpenMinute {
  readonly histogram: LevelHistogram;
}

/** One finished period, ready for a report. Levels are null where there was no valid sound. */
export interface ClosedPeriod {
  readonly kind: 'minute' | 'hour' | PeriodKind;
  readonly startWallMs: number;
  /** Night and day: the date on which they begin. Minute and hour: local begin with offset. */
  readonly id: string;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  /** With these the period can be added to others without error. */
  readonly energyS: number;
  readonly count: number;
  readonly histogram: LevelHistogram;
  /** Type 7 percentiles; of samples for a minute, of 0.1 dB classes for the longer periods. */
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
  readonly validS: number;
  readonly spanS: number;
  readonly validShare: number;
  /** The wall clock was set during the period: start and span are uncertain, the level is not. */
  readonly clockStepped: boolean;
}

/** Empty periods around `wallMs`. */
export function openAt(wallMs: number, { utcOffsetMin, night }: Site): OpenPeriods {
  const empty = { ledger: emptyLedger(), clockStepped: false };
  const startMs = minuteStart(wallMs);
  const hourMs = hourStart(wallMs, utcOffsetMin);
  const hourId = minuteId(hourMs, utcOffsetMin);
  return {
    minute: { kind: 'minute', id: minuteId(startMs, utcOffsetMin), startWallMs: startMs, ...empty },
    hour: { kind: 'hour', id: hourId, startWallMs: hourMs, ...empty, histogram: emptyHistogram() },
    period: { ...periodAt(wallMs, utcOffsetMin, night), ...empty, histogram: emptyHistogram() },
  };
}

/** The longer period with a closed minute added. */
export function takeOver(period: OpenPeriod, minute: OpenMinute, levelsDb: readonly number[]): OpenPeriod {
  return {
    ...period,
    ledger: mergeLedgers(period.ledger, minute.ledger),
    histogram: addLevels(period.histogram, levelsDb),
    clockStepped: period.clockStepped || minute.clockStepped,
  };
}

/** The running period, or the next one where another has begun; the one that ended is added to `closed`. */
export function succeed(current: OpenPeriod, next: OpenPeriod, closed: ClosedPeriod[]): OpenPeriod {
  if (current.kind === next.kind && current.id === next.id) return current;
  const { histogram } = current;
  closed.push(close(current, histogram, (exceededPct) => exceededInHistogram(histogram, exceededPct)));
  return next;
}

/** The record of a finished period; `exceeded` gives its LN. */
export function close(
  period: OpenMinute,
  histogram: LevelHistogram,
  exceeded: (exceededPct: number) => number | null,
): ClosedPeriod {
  const { kind, startWallMs, id, ledger, clockStepped } = period;
  return {
    kind,
    startWallMs,
    id,
    laeqDb: ledgerLevel(ledger),
    lafmaxDb: ledger.maxDb,
    energyS: ledger.energyS,
    count: ledger.count,
    histogram,
    l10Db: exceeded(10),
    l50Db: exceeded(50),
    l90Db: exceeded(90),
    validS: ledger.validS,
    spanS: ledger.spanS,
    validShare: validShare(ledger),
    clockStepped,
  };
}
