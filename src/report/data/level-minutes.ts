/**
 * The minutes of a night at one place, holes included, each with the reason why it does not count. A minute counts
 * when it was measured long enough, in calm dry weather (GB 12348-2008 and GB 22337-2008, 5.2), by a meter whose
 * calibration holds, on a clock that was not moved, and nobody left it out. Its energy cannot be taken apart, so a minute counts whole or not.
 */

import type { MinuteSource } from '../../acoustics/assessment/source-certainty.ts';
import type { LevelHistogram } from '../../acoustics/levels/histogram.ts';
import { emptyLedger, type Ledger, ledgerLevel, mergeLedgers } from '../../acoustics/levels/leq.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { Marking, MinuteRecord } from '../../ports/history.ts';
import type { ExcludedMinutes } from './shape/comparison-data.ts';
import type { InvalidReason, InvalidStretch, LevelMinute } from './shape/report-data.ts';

/** A minute of the night: what is recorded of it, and why it does not count. */
export interface Slot {
  readonly startMs: number;
  readonly record: MinuteRecord | null;
  readonly invalid: InvalidReason | null;
}

interface SlotQuestion {
  readonly records: readonly MinuteRecord[];
  /** Of the meter. */
  readonly markings: readonly Marking[];
  readonly startMs: number;
  /** End of the night, or of the part that is over. */
  readonly endMs: number;
  /** Least valid time of a minute. */
  readonly leastValidS: number;
}

/** One slot a minute from `startMs` to `endMs`. */
export function slotsOf(question: SlotQuestion): Slot[] {
  const { records, startMs, endMs } = question;
  const byStart = new Map<number, MinuteRecord>();
  const twice = new Set<number>();
  for (const record of records) {
    const other = byStart.get(record.startWallMs);
    if (other !== undefined) twice.add(record.startWallMs);
    if (other === undefined || other.validS < record.validS) byStart.set(record.startWallMs, record);
  }
  const slots: Slot[] = [];
  for (let atMs = startMs; atMs < endMs; atMs += MINUTE_MS) {
    const record = byStart.get(atMs) ?? null;
    // Two minutes under one name: the clock was set back.
    const invalid = twice.has(atMs) ? 'clock' : invalidReason(record, question);
    slots.push({ startMs: atMs, record, invalid });
  }
  return slots;
}

function invalidReason(
  record: MinuteRecord | null,
  { leastValidS, markings }: SlotQuestion,
): InvalidReason | null {
  if (record === null || record.validS === 0) return 'missing';
  if (record.clockStepped) return 'clock';
  if (record.quality !== 'good') {
    const endMs = record.startWallMs + MINUTE_MS;
    const own = markings.filter(
      ({ fromMs, toMs, quality }) => quality !== 'good' && fromMs < endMs && toMs > record.startWallMs,
    );
    if (own.some(({ calibration }) => calibration !== null)) return 'calibration';
    if (own.length === 0 || !own.every(isExclusion)) return 'instrument';
  }
  if (record.weatherS > 0) return 'weather';
  if (record.validS < leastValidS) return 'missing';
  return record.quality === 'good' ? null : 'excluded';
}

/** True for what a person left out, in force. */
function isExclusion({ reason }: Pick<Marking, 'reason'>): boolean {
  return reason.key === 'excluded';
}

/** Energies of a recorded minute. */
export function ledgerOf({ energyS, validS, lafmaxDb, count, spanS }: MinuteRecord): Ledger {
  return { energyS, validS, maxDb: lafmaxDb, count, spanS };
}

/** What a report shows of a slot. */
export function levelMinute({ startMs, record, invalid }: Slot, source: MinuteSource | null): LevelMinute {
  return {
    startMs,
    laeqDb: record === null ? null : ledgerLevel(ledgerOf(record)),
    lafmaxDb: record?.lafmaxDb ?? null,
    validS: record?.validS ?? 0,
    equipmentDb: record?.equipmentDb ?? null,
    expandedDb: record?.equipment?.expandedDb ?? null,
    source,
    noiseKind: record?.noiseKind ?? null,
    invalid,
  };
}

/** Neighbouring slots of one reason together. */
export function invalidStretches(slots: readonly Slot[]): InvalidStretch[] {
  const stretches: InvalidStretch[] = [];
  for (const { startMs, invalid } of slots) {
    if (invalid === null) continue;
    const last = stretches.at(-1);
    const endMs = startMs + MINUTE_MS;
    if (last?.reason === invalid && last.endMs === startMs)
      stretches[stretches.length - 1] = { ...last, endMs };
    else stretches.push({ startMs, endMs, reason: invalid });
  }
  return stretches;
}

/** Classes of several minutes together. */
export function sumHistograms(histograms: readonly LevelHistogram[]): LevelHistogram {
  const known = histograms.filter(({ counts }) => counts.length > 0);
  if (known.length === 0) return { firstClass: 0, counts: [] };
  const firstClass = Math.min(...known.map((histogram) => histogram.firstClass));
  const end = Math.max(...known.map((histogram) => histogram.firstClass + histogram.counts.length));
  const counts = new Array<number>(end - firstClass).fill(0);
  for (const histogram of known) {
    histogram.counts.forEach((count, index) => {
      const at = histogram.firstClass - firstClass + index;
      counts[at] = (counts[at] ?? 0) + count;
    });
  }
  return { firstClass, counts };
}

/** What people left out or took back, and the level with it. `markings`: of the meter. Null where nobody ever left anything out. */
export function excludedMinutes(
  slots: readonly Slot[],
  markings: readonly Marking[],
): ExcludedMinutes | null {
  const [first, last] = [slots[0], slots.at(-1)];
  if (first === undefined || last === undefined) return null;
  const endMs = last.startMs + MINUTE_MS;
  const own = markings.filter(
    (marking) =>
      (isExclusion(marking) || marking.reason.key === 'excluded-withdrawn') &&
      marking.fromMs < endMs &&
      marking.toMs > first.startMs,
  );
  if (own.length === 0) return null;
  const withThem = slots.flatMap(({ record, invalid }) =>
    record !== null && (invalid === null || invalid === 'excluded') ? [ledgerOf(record)] : [],
  );
  return {
    minutes: slots.filter(({ invalid }) => invalid === 'excluded').length,
    withThemDb: ledgerLevel(withThem.reduce(mergeLedgers, emptyLedger())),
    stretches: own.map(({ fromMs, toMs, reason }) => ({ startMs: fromMs, endMs: toMs, reason })),
  };
}
