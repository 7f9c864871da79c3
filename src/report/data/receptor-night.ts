/** One receptor in one night: its minutes, their results, and whether the limit was kept. */

import { assessPeriod } from '../../acoustics/assessment/assessment.ts';
import type { Background } from '../../acoustics/assessment/background.ts';
import { basisOf } from '../../acoustics/assessment/level-finding.ts';
import { type SoundCharacter, unknownCharacter } from '../../acoustics/assessment/rating.ts';
import { addToTakt, newTakt, taktExcess } from '../../acoustics/formulas/takt.ts';
import { exceededInHistogram } from '../../acoustics/levels/histogram.ts';
import { ledgerLevel, worstCaseBound } from '../../acoustics/levels/leq.ts';
import { differenceLevels, levelOf } from '../../acoustics/levels/level.ts';
import { exceededLevel } from '../../acoustics/levels/percentile.ts';
import type { MeasuredPeriod, MeasuredStretch } from '../../acoustics/periods/measured-period.ts';
import { limitOf, type RuleSet } from '../../acoustics/rule-set.ts';
import type { ToneSource } from '../../acoustics/spectra/tone-cause.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { Sample } from '../../model/reading.ts';
import { widthOf } from '../../model/sound/bands.ts';
import type { NoiseKind } from '../../model/sound/gate.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { Marking } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { equipmentFigures, equipmentSum, minutesAbove, sourceOf } from './equipment-sound.ts';
import { excludedMinutes, invalidStretches, levelMinute, type Slot } from './level-minutes.ts';
import { measuredNight, slotsByHour, sumOf } from './measured-night.ts';
import type { NightTimes } from './night-span.ts';
import { nightSpectrum } from './night-spectrum.ts';
import type { Exceedance, LevelHour, ReceptorFigures, ReceptorNight } from './shape/report-data.ts';
import type { NightSpectrum } from './shape/spectrum-data.ts';

/** Instrument and place, class 1 (docs/acoustics.md, Validity); no rule set of China asks for it. */
export const METER_UNCERTAINTY_DB = 1.5;
/** The model cannot show that less than this share of the energy came from elsewhere. */
const LEAST_BACKGROUND_SHARE = 0.05;

interface ReceptorQuestion {
  readonly receptor: ReceptorPlan;
  readonly rules: RuleSet;
  readonly className: string;
  readonly night: NightTimes;
  readonly slots: readonly Slot[];
  /** Of the meter. */
  readonly markings: readonly Marking[];
  /** Measured with the station off; null: the quiet window, or what the equipment's level leaves. */
  readonly background: Background | null;
  readonly window: Background | null;
  readonly offsetAt: OffsetAt;
  /** Its seconds, where they are kept. */
  readonly samples: readonly Sample[];
  /** What could have a tone, minute by minute. */
  readonly sources: (startMs: number, minutes: number) => readonly ToneSource[];
}

/** Assesses the slots of one receptor. */
export function receptorNight(question: ReceptorQuestion): ReceptorNight {
  const { receptor, rules, className, night, slots, offsetAt } = question;
  const limitDb = limitOf(rules, className, 'night') ?? receptor.nightDb;
  const period = measuredNight(slots, night.id, rules, className, offsetAt);
  const basis = basisOf(rules, period);
  const spectrum = nightSpectrum(slots, basis, question.sources);
  const assessment = assessPeriod({
    rules,
    className,
    receptor: receptor.id,
    period,
    background: question.background ?? question.window ?? backgroundOf(basis, slots),
    residualL90Db: question.background === null ? residualL90(basis, slots) : null,
    uncertaintyDb: METER_UNCERTAINTY_DB,
    peakOrigin: 'unknown',
    character: { ...characterOf(spectrum), taktDb: taktOf(basis, question.samples) },
    assumedDb: null,
  });
  const assumedDb = assessment.worstCase?.assumedDb ?? null;
  const hasData = period.ledger.validS > 0;
  const cap = assessment.peaks.toSorted((a, b) => a.capDb - b.capDb)[0];
  return {
    id: receptor.id,
    limits: {
      laeqDb: limitDb,
      lafmaxDb: cap?.capDb ?? null,
      isPeakBinding: cap?.isBinding ?? false,
      className,
    },
    outcome: hasData ? assessment.verdict : 'no-data',
    assessment,
    figures: {
      ...figuresOf(period, slots, limitDb),
      worstCaseDb: hasData ? (assessment.worstCase?.levelDb ?? null) : null,
      assumedDb: hasData ? assumedDb : null,
    },
    minutes: slots.map((slot) => levelMinute(slot, sourceOf(slot, limitDb))),
    hours: slotsByHour(slots, offsetAt).map((hour) => hourOf(hour, limitDb, assumedDb)),
    invalid: invalidStretches(slots),
    excluded: excludedMinutes(slots, question.markings),
    exceedances: exceedancesOf(slots, limitDb),
    unusedWindow: question.background === null ? null : question.window,
    caveats: [],
    comparisons: [],
    ...(spectrum === null ? {} : { spectrum }),
  };
}

/** A tone in a tenth of the minutes is a tone of the night; without thirds nothing is known of any. */
const TONAL_SHARE = 0.1;

function characterOf(spectrum: NightSpectrum | null): SoundCharacter {
  if (spectrum === null || widthOf(spectrum.bandsHz) !== 'third') return unknownCharacter;
  const most = Math.max(0, ...spectrum.tones.map(({ minutes }) => minutes));
  return { ...unknownCharacter, hasTone: most >= TONAL_SHARE * spectrum.minutes.length };
}

/** LAFTeq - LAeq of the stretch that is assessed; null where its seconds are not kept, or have no LAFmax. */
function taktOf(basis: MeasuredStretch | null, samples: readonly Sample[]): number | null {
  if (basis === null) return null;
  const takt = newTakt();
  const endMs = basis.startWallMs + basis.lengthS * 1000;
  for (const { value, peakDb, seconds, takenMs } of samples) {
    const startMs = takenMs - 1000 * seconds;
    if (startMs >= basis.startWallMs && startMs < endMs)
      addToTakt(takt, startMs / 1000, seconds, value, peakDb);
  }
  return taktExcess(takt);
}

/**
 * LA90 without the station in the stretch that is assessed, dB: of each minute its L90 less the equipment's energy, and of
 * those what is exceeded half of the time. Null where less than half of the minutes are known.
 */
function residualL90(basis: MeasuredStretch | null, slots: readonly Slot[]): number | null {
  if (basis === null) return null;
  const endMs = basis.startWallMs + basis.lengthS * 1000;
  const inside = slots.filter(({ startMs }) => startMs >= basis.startWallMs && startMs < endMs);
  const levelsDb = inside.flatMap((slot) => {
    if (slot.invalid !== null) return [];
    const { equipmentJ, validS } = equipmentSum([slot]);
    const l90Db = slot.record === null ? null : exceededInHistogram(slot.record.histogram, 90);
    const equipmentDb = validS === 0 ? null : levelOf(equipmentJ / validS);
    const restDb = l90Db === null || equipmentDb === null ? null : differenceLevels(l90Db, equipmentDb);
    return restDb === null ? [] : [restDb];
  });
  return levelsDb.length < inside.length / 2 ? null : exceededLevel(levelsDb, 50);
}

/** The background by the model: total less equipment, in the stretch that is assessed. */
function backgroundOf(basis: MeasuredStretch | null, slots: readonly Slot[]): Background | null {
  if (basis === null) return null;
  const endMs = basis.startWallMs + basis.lengthS * 1000;
  const { totalJ, equipmentJ, validS, uncertaintyDb } = equipmentSum(
    slots.filter(({ startMs }) => startMs >= basis.startWallMs && startMs < endMs),
  );
  if (validS === 0) return null;
  const levelDb = levelOf(Math.max(totalJ - equipmentJ, LEAST_BACKGROUND_SHARE * totalJ) / validS);
  return levelDb === null ? null : { source: 'attribution', levelDb, uncertaintyDb };
}

function figuresOf(
  period: MeasuredPeriod,
  slots: readonly Slot[],
  limitDb: number,
): Omit<ReceptorFigures, 'worstCaseDb' | 'assumedDb'> {
  const { loudestMinute: loudest, ledger, l10Db, l50Db, l90Db } = period;
  return {
    laeqDb: ledgerLevel(ledger),
    l10Db,
    l50Db,
    l90Db,
    loudestMinute: loudest === null ? null : { startMs: loudest.startWallMs, laeqDb: loudest.levelDb },
    highestPeak: highestPeak(slots),
    validS: ledger.validS,
    spanS: 60 * slots.length,
    above: minutesAbove(slots, limitDb),
    ...equipmentFigures(slots, limitDb),
  };
}

function highestPeak(slots: readonly Slot[]): ReceptorFigures['highestPeak'] {
  let highest: ReceptorFigures['highestPeak'] = null;
  for (const { startMs, record, invalid } of slots) {
    const lafmaxDb = record?.lafmaxDb ?? null;
    if (lafmaxDb === null || invalid !== null) continue;
    if (highest === null || lafmaxDb > highest.lafmaxDb) highest = { startMs, lafmaxDb };
  }
  return highest;
}

function hourOf(slots: readonly Slot[], limitDb: number, assumedDb: number | null): LevelHour {
  const { ledger, l10Db, l50Db, l90Db } = sumOf(slots);
  const startMs = slots[0]?.startMs ?? 0;
  return {
    startMs,
    endMs: startMs + slots.length * MINUTE_MS,
    laeqDb: ledgerLevel(ledger),
    lafmaxDb: ledger.maxDb,
    l10Db,
    l50Db,
    l90Db,
    validS: ledger.validS,
    spanS: ledger.spanS,
    worstCaseDb: assumedDb === null ? null : worstCaseBound(ledger, assumedDb),
    above: minutesAbove(slots, limitDb),
  };
}

function exceedancesOf(slots: readonly Slot[], limitDb: number): Exceedance[] {
  const runs: Slot[][] = [];
  for (const slot of slots) {
    if (sourceOf(slot, limitDb) === null) continue;
    const run = runs.at(-1);
    if (run?.at(-1)?.startMs === slot.startMs - MINUTE_MS) run.push(slot);
    else runs.push([slot]);
  }
  return runs.map((run) => {
    const { ledger } = sumOf(run);
    const { equipmentJ, validS } = equipmentSum(run);
    const startMs = run[0]?.startMs ?? 0;
    return {
      startMs,
      endMs: startMs + run.length * MINUTE_MS,
      laeqDb: ledgerLevel(ledger),
      lafmaxDb: ledger.maxDb,
      equipmentDb: validS === 0 ? null : levelOf(equipmentJ / validS),
      noiseKind: noiseKindIn(run),
      above: minutesAbove(run, limitDb),
    };
  });
}

/** What was told from the rest most often; null: nothing surely. */
function noiseKindIn(run: readonly Slot[]): NoiseKind | null {
  const counts = new Map<NoiseKind, number>();
  for (const { record } of run) {
    if (record?.noiseKind !== undefined)
      counts.set(record.noiseKind, (counts.get(record.noiseKind) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
