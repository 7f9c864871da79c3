/** The results of the minutes that count in a night: energies added, percentiles of all samples, loudest stretches. */

import { exceededInHistogram, type LevelHistogram } from '../../acoustics/levels/histogram.ts';
import { emptyLedger, type Ledger, mergeLedgers } from '../../acoustics/levels/leq.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import {
  addMinute,
  closeAccumulator,
  type MeasuredMinute,
  noDataPeriod,
  openAccumulator,
} from '../../acoustics/periods/period-accumulator.ts';
import { hourStart } from '../../acoustics/periods/periods.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import type { MinuteRecord } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { ledgerOf, type Slot, sumHistograms } from './level-minutes.ts';

const CLASSES_PER_DB = 10;

interface LevelSum {
  readonly ledger: Ledger;
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
}

/** Level and percentiles of the slots that count; every slot lengthens the span. */
export function sumOf(slots: readonly Slot[]): LevelSum {
  const records = countingOf(slots);
  const ledger = records.map(ledgerOf).reduce(mergeLedgers, emptyLedger());
  const histogram = sumHistograms(records.map((record) => record.histogram));
  return {
    ledger: { ...ledger, spanS: 60 * slots.length },
    l10Db: exceededInHistogram(histogram, 10),
    l50Db: exceededInHistogram(histogram, 50),
    l90Db: exceededInHistogram(histogram, 90),
  };
}

/** The night as an assessment asks for it, in the hours of the standard. */
export function measuredNight(
  slots: readonly Slot[],
  id: string,
  rules: RuleSet,
  className: string,
  offsetAt: OffsetAt,
): MeasuredPeriod {
  const periods = rules.periods.filter(({ kind }) => kind === 'night');
  const nightRules = { ...rules, periods };
  let accumulator = openAccumulator(nightRules, rules.limits.classes[className]?.limitsDb ?? {}, offsetAt);
  for (const record of countingOf(slots))
    accumulator = addMinute(accumulator, measuredMinute(record, offsetAt)).accumulator;
  const measured = closeAccumulator(accumulator).find(
    (period) => period.kind === 'night' && period.id === id,
  );
  return measured ?? noDataPeriod(nightRules, 'night', id, offsetAt);
}

/** The slots of each hour of local time, in order; the hour that comes twice comes twice. */
export function slotsByHour(slots: readonly Slot[], offsetAt: OffsetAt): Slot[][] {
  const hours = new Map<number, Slot[]>();
  for (const slot of slots) {
    const startMs = hourStart(slot.startMs, offsetAt(slot.startMs));
    hours.set(startMs, [...(hours.get(startMs) ?? []), slot]);
  }
  return [...hours.values()];
}

function countingOf(slots: readonly Slot[]): MinuteRecord[] {
  return slots.flatMap(({ record, invalid }) => (record === null || invalid !== null ? [] : [record]));
}

function measuredMinute(record: MinuteRecord, offsetAt: OffsetAt): MeasuredMinute {
  const { startWallMs, histogram } = record;
  const utcOffsetMin = offsetAt(startWallMs);
  return { startWallMs, utcOffsetMin, ledger: ledgerOf(record), levelsDb: levelsOf(histogram) };
}

/** Each sample as the middle of its class. */
function levelsOf({ firstClass, counts }: LevelHistogram): number[] {
  const levelsDb: number[] = [];
  counts.forEach((count, index) => {
    for (let sample = 0; sample < count; sample++) levelsDb.push((firstClass + index) / CLASSES_PER_DB);
  });
  return levelsDb;
}
