/**
 * Lden of a date: its day and evening and the night that begins on it. Where a rule set has no evening, the four hours
 * before the night count as evening (12, 4 and 8 h, Directive 2002/49/EC annex I).
 */

import { DAY_MIN } from '../../model/duration.ts';
import { emptyLedger, type Ledger, ledgerLevel, mergeLedgers } from '../levels/leq.ts';
import { dayEveningNightLevel } from '../levels/rating.ts';
import type { PeriodName } from '../rule-set.ts';
import { type NightHours, periodAt } from './periods.ts';

/** Hours of the three parts. */
export type DayParts = Readonly<Record<PeriodName, NightHours>>;

/** The sound measured in each part. */
export type DayLedgers = Readonly<Record<PeriodName, Ledger>>;

const names = ['day', 'evening', 'night'] as const;
const EVENING_MIN = 240;
/** Valid share that each part needs, as an hour needs 45 minutes. */
const LEAST_SHARE = 0.75;

/** Parts of a day with these night hours. */
export function dayParts(night: NightHours, evening?: NightHours): DayParts {
  const startMin = evening?.startMin ?? (night.startMin - EVENING_MIN + DAY_MIN) % DAY_MIN;
  return {
    day: { startMin: night.endMin, endMin: startMin },
    evening: { startMin, endMin: night.startMin },
    night,
  };
}

/** A date without data. */
export function emptyDay(): DayLedgers {
  return { day: emptyLedger(), evening: emptyLedger(), night: emptyLedger() };
}

/** The date and the part that a moment belongs to. */
export function partAt(
  wallMs: number,
  utcOffsetMin: number,
  parts: DayParts,
): { readonly part: PeriodName; readonly id: string } {
  for (const part of names) {
    // periodAt calls the inside of any hours `night`.
    const { kind, id } = periodAt(wallMs, utcOffsetMin, parts[part]);
    if (kind === 'night') return { part, id };
  }
  throw new Error('assertion: the parts of a day leave no gap');
}

/** The day with more sound in one of its parts. */
export function addToDay(day: DayLedgers, part: PeriodName, ledger: Ledger): DayLedgers {
  return { ...day, [part]: mergeLedgers(day[part], ledger) };
}

/** Lden, dB; null unless three quarters of each part are valid. */
export function denLevel(day: DayLedgers, parts: DayParts): number | null {
  const levels = names.map((part) => {
    const { startMin, endMin } = parts[part];
    const lengthS = 60 * ((endMin - startMin + DAY_MIN) % DAY_MIN);
    return day[part].validS >= LEAST_SHARE * lengthS ? ledgerLevel(day[part]) : null;
  });
  const [dayDb = null, eveningDb = null, nightDb = null] = levels;
  return dayDb === null || eveningDb === null || nightDb === null
    ? null
    : dayEveningNightLevel(dayDb, eveningDb, nightDb);
}
