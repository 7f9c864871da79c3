/** What was measured at one place in one night, evening or day, as far as an assessment needs it. */

import type { Ledger } from '../levels/leq.ts';
import type { PeriodName } from '../rule-set.ts';

/** A minute, hour or window and its LAeq. */
export interface MeasuredStretch {
  readonly startWallMs: number;
  readonly lengthS: number;
  readonly levelDb: number;
}

/** A full hour of the local clock in a period, or what of it lies in the period. */
export interface MeasuredHour {
  readonly startWallMs: number;
  readonly utcOffsetMin: number;
  readonly ledger: Ledger;
}

/** One period at one place. */
export interface MeasuredPeriod {
  readonly kind: PeriodName;
  /** Local date on which it begins. */
  readonly id: string;
  readonly startWallMs: number;
  /** Length by the local clock, s: a night of 8 h has 25,200 or 32,400 s when the clocks change. */
  readonly lengthS: number;
  readonly ledger: Ledger;
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
  /** L5 and L95, where they were asked for. */
  readonly l5Db?: number | null;
  readonly l95Db?: number | null;
  /** Its hours in order; absent: not kept. */
  readonly hours?: readonly MeasuredHour[];
  /** Of the minutes that are valid enough; null without one. */
  readonly loudestMinute: MeasuredStretch | null;
  readonly quietestMinuteDb: number | null;
  /** Level that 95 of 100 valid minutes reach: a sound with one quiet minute is steady all the same. */
  readonly minutesL95Db?: number | null;
  readonly loudestHour: MeasuredStretch | null;
  /** Of the windows of the rule set; null where it has none. */
  readonly loudestWindow: MeasuredStretch | null;
  readonly validMinutes: number;
  readonly minutesAbove: number;
}
