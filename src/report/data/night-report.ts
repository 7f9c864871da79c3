/** From the records of a night to the content of its report. Pure: time, zone and rule sets are arguments. */

import type { Background } from '../../acoustics/assessment/background.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import { defaultLeastValid } from '../../acoustics/periods/validity.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { deviceOf } from '../../model/reading.ts';
import { type LevelPlan, levelsOf, type ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Marking } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { actuationsOf, outputUse } from './actuations.ts';
import { equipmentNight } from './equipment-night.ts';
import { calibrationsAround, instrumentsOf } from './instruments.ts';
import { type Slot, slotsOf } from './level-minutes.ts';
import { caveatsOf, limitationsOf } from './limitations.ts';
import { sumOf } from './measured-night.ts';
import type { NightRecords } from './night-records.ts';
import { type NightTimes, nightHoursOf, nightSpan } from './night-span.ts';
import { toneSources } from './night-spectrum.ts';
import { receptorNight } from './receptor-night.ts';
import type { RuleComparison } from './shape/comparison-data.ts';
import type { EquipmentNight } from './shape/equipment-data.ts';
import type {
  CalibrationCheck,
  GivenByHand,
  NightEvent,
  NightReport,
  NightSpan,
  OtherLevel,
  ReceptorNight,
} from './shape/report-data.ts';
import { failuresOf, forecastScoreOf, quietWindowAt } from './told-by-events.ts';
import { weatherNight } from './weather-night.ts';

/** A minute closes a few seconds late and is written a little later still. */
const ON_ITS_WAY_MS = 2 * MINUTE_MS;

/** What a report needs. */
export interface NightQuestion {
  readonly plan: SitePlan;
  readonly night: NightTimes;
  readonly records: NightRecords;
  /** The standard and the class of area by which each receptor is assessed. */
  readonly ruleFor: (receptor: ReceptorPlan) => AppliedStandard;
  /** More standards to set beside it, each in its own hours. */
  readonly comparedWith?: readonly ((receptor: ReceptorPlan) => AppliedStandard)[];
  readonly givenByHand?: readonly GivenByHand[];
  /** Measured with the station off. */
  readonly background?: Background;
  readonly offsetAt: OffsetAt;
  readonly nowMs: number;
  /** Name of the history file, without its folder. */
  readonly historyFile: string;
  /** Name and version of the program. */
  readonly madeBy: string;
}

/** A rule set, and which of its classes the receptors belong to. */
export interface AppliedStandard {
  readonly rules: RuleSet;
  readonly className: string;
}

/** The report of one night. */
export function nightReport(question: NightQuestion): NightReport {
  const { plan, records, night, offsetAt } = question;
  const { control } = plan;
  const span = spanOf(question);
  const calibrations = calibrationsAround(
    records.calibrations,
    night,
    levelsOf(control).map(({ level }) => deviceOf(level)),
  );
  const receptors = receptorsOf(question, span, calibrations);
  const moments = momentsOf(question, calibrations);
  return {
    format: 'quietpost-night',
    version: 3,
    madeMs: question.nowMs,
    madeBy: question.madeBy,
    site: plan.site,
    station: plan.station,
    night: span,
    momentOffsets: moments.map((fromMs) => ({ fromMs, utcOffsetMin: offsetAt(fromMs) })),
    givenByHand: question.givenByHand ?? [],
    record: plan.record ?? null,
    receptors,
    failures: failuresOf(records.events, plan),
    weather: weatherNight(records.seconds, control.weather, span),
    otherLevels: control.otherLevels.map((level) =>
      otherLevel(level, levelSlots(question, span, level, defaultLeastValid.minute)),
    ),
    equipment: equipmentOf(question, span),
    forecast: forecastScoreOf(night.id, records.later ?? []),
    outputs: outputUse(records.decisions, control.outputs, night.startMs),
    actuations: actuationsOf(records.decisions, control.outputs, night.startMs),
    events: eventsOf(records),
    instruments: instrumentsOf(plan, records.calibrations),
    calibrations,
    configurations: records.configs.map(({ sinceMs, hash }) => ({ fromMs: sinceMs, hash })),
    ruleSets: ruleSetsOf(question),
    limitations: limitationsOf(receptors, calibrations, records),
    evidence: {
      ...records.chain,
      file: question.historyFile,
      gaps: records.gaps.map(({ fromMs, toMs, reason }) => ({ fromMs, toMs, reason })),
    },
  };
}

function receptorsOf(
  question: NightQuestion,
  span: NightSpan,
  calibrations: readonly CalibrationCheck[],
): ReceptorNight[] {
  const { plan, comparedWith = [] } = question;
  return plan.control.receptors.map((receptor) => {
    const own = assessedBy(question, span, receptor, question.ruleFor(receptor));
    return {
      ...own,
      caveats: caveatsOf(own, receptor, calibrations, question),
      comparisons: comparedWith.flatMap((ruleFor) => comparison(question, receptor, ruleFor(receptor))),
    };
  });
}

/** One receptor by one standard over one span. */
function assessedBy(
  question: NightQuestion,
  span: NightTimes & Pick<NightSpan, 'pastToMs'>,
  receptor: ReceptorPlan,
  { rules, className }: AppliedStandard,
): ReceptorNight {
  const { offsetAt, background = null, records } = question;
  const slots = levelSlots(question, span, receptor, rules.leastValid.minute);
  const markings = markingsOf(question, receptor);
  const window = quietWindowAt(receptor.id, records.events);
  const sources = (startMs: number, minutes: number) =>
    toneSources(question.plan.control, records.seconds, startMs, minutes);
  const samples = records.seconds.samples.filter(({ channel }) => channel === receptor.level);
  const around = { night: span, background, window, offsetAt, sources, samples };
  const own = { receptor, rules, className, slots, markings, ...around };
  return receptorNight(own);
}

/** By one more standard, in its own hours. */
function comparison(
  question: NightQuestion,
  receptor: ReceptorPlan,
  standard: AppliedStandard,
): RuleComparison[] {
  const { night, offsetAt } = question;
  const hours = nightHoursOf(standard.rules);
  const span = hours === null ? null : nightSpan(night.id, hours, offsetAt);
  if (span === null) return [];
  const pastToMs = Math.max(span.startMs, Math.min(span.endMs, pastOf(question, span)));
  const { outcome, assessment, figures, limits } = assessedBy(
    question,
    { ...span, pastToMs },
    receptor,
    standard,
  );
  const { startMs, endMs } = span;
  const ruleSet = standard.rules.id;
  const { className } = standard;
  return [
    {
      ...{ ruleSet, className, startMs, endMs, outcome, assessment },
      ...{ limitDb: limits.laeqDb, laeqDb: figures.laeqDb },
    },
  ];
}

/** The standards that were applied, each once. */
function ruleSetsOf({ plan, ruleFor, comparedWith = [] }: NightQuestion): RuleSet[] {
  const all = plan.control.receptors.flatMap((receptor) =>
    [ruleFor, ...comparedWith].map((standard) => standard(receptor).rules),
  );
  return [...new Map(all.map((rules) => [rules.id, rules])).values()];
}

function markingsOf({ records }: NightQuestion, { level }: LevelPlan): readonly Marking[] {
  return records.markings.filter(({ meter }) => meter === deviceOf(level));
}

function levelSlots(
  question: NightQuestion,
  { startMs, pastToMs }: Pick<NightSpan, 'startMs' | 'pastToMs'>,
  level: LevelPlan,
  leastValidS: number,
): Slot[] {
  return slotsOf({
    records: question.records.minutes.filter((minute) => minute.level === level.id),
    markings: markingsOf(question, level),
    startMs,
    endMs: pastToMs,
    leastValidS,
  });
}

function equipmentOf({ plan, records }: NightQuestion, { startMs, pastToMs }: NightSpan): EquipmentNight {
  const recordedMinutes = new Set(records.minutes.map(({ startWallMs }) => startWallMs));
  return equipmentNight({
    plan: plan.control,
    seconds: records.seconds,
    decisions: records.decisions,
    startMs,
    endMs: pastToMs,
    isRecorded: (atMs) => recordedMinutes.has(atMs),
  });
}

function spanOf({ plan, night, records, nowMs }: NightQuestion): NightSpan {
  const { startMs, endMs } = night;
  const last = records.minutes.reduce((latest, { startWallMs }) => Math.max(latest, startWallMs), 0);
  const recordedToMs = last === 0 ? null : last + MINUTE_MS;
  const pastToMs = Math.max(startMs, Math.min(endMs, pastOf({ nowMs, records }, night)));
  const state = pastToMs >= endMs ? 'over' : nowMs < startMs ? 'ahead' : 'running';
  return { ...night, zone: plan.zone, state, recordedToMs, pastToMs };
}

/** Until when minutes should be recorded. */
function pastOf(
  { nowMs, records }: Pick<NightQuestion, 'nowMs' | 'records'>,
  { startMs }: NightTimes,
): number {
  const last = records.minutes.reduce((latest, { startWallMs }) => Math.max(latest, startWallMs), 0);
  const dueMs = Math.floor((nowMs - ON_ITS_WAY_MS) / MINUTE_MS) * MINUTE_MS;
  return Math.max(dueMs, last === 0 ? startMs : last + MINUTE_MS);
}

/** The moments that the page shows with date and time. */
function momentsOf({ records, nowMs }: NightQuestion, calibrations: readonly CalibrationCheck[]): number[] {
  const moments = [
    nowMs,
    ...calibrations.map(({ atMs }) => atMs),
    ...records.configs.map(({ sinceMs }) => sinceMs),
    ...records.gaps.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
  ];
  return [...new Set(moments)].sort((a, b) => a - b);
}

function otherLevel({ id, place }: LevelPlan, slots: readonly Slot[]): OtherLevel {
  const { ledger } = sumOf(slots);
  return { id, place, laeqDb: ledgerLevel(ledger), lafmaxDb: ledger.maxDb, validS: ledger.validS };
}

/** Actuations and minutes above the limit have lists of their own. */
function eventsOf({ events }: NightRecords): NightEvent[] {
  return events
    .filter((event) => event.class !== 'actuation' && event.class !== 'exceedance')
    .map(({ wallMs, class: kind, severity, state, subject, message }) => {
      return { atMs: wallMs, class: kind, severity, state, subject, message };
    });
}
