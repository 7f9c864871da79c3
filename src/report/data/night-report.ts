/** From the records of a night to the content of its report. Pure: time, zone and rule sets are arguments. */

import type { Background } from '../../acoustics/assessment/background.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import { defaultLeastValid } from '../../acoustics/periods/validity.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { deviceOf } from '../../model/reading.ts';
import { type LevelPlan, levelsOf, type ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { actuationsOf, outputUse } from './actuations.ts';
import { equipmentNight } from './equipment-night.ts';
import { calibrationsAround, instrumentsOf } from './instruments.ts';
import { type Slot, slotsOf } from './level-minutes.ts';
import { limitationsOf } from './limitations.ts';
import { sumOf } from './measured-night.ts';
import type { NightRecords } from './night-records.ts';
import type { NightTimes } from './night-span.ts';
import { toneSources } from './night-spectrum.ts';
import { receptorNight } from './receptor-night.ts';
import type {
  CalibrationCheck,
  EquipmentNight,
  NightEvent,
  NightReport,
  NightSpan,
  OtherLevel,
  ReceptorNight,
} from './report-data.ts';

/** A minute closes a few seconds late and is written a little later still. */
const ON_ITS_WAY_MS = 2 * MINUTE_MS;

/** What a report needs. */
export interface NightQuestion {
  readonly plan: SitePlan;
  readonly night: NightTimes;
  readonly records: NightRecords;
  /** The standard and the class of area by which each receptor is assessed. */
  readonly ruleFor: (receptor: ReceptorPlan) => AppliedStandard;
  /** Measured with the station off. */
  readonly background?: Background;
  readonly offsetAt: OffsetAt;
  readonly nowMs: number;
  /** Name of the history file, without its folder. */
  readonly historyFile: string;
  /** Name and version of the program. */
  readonly madeBy: string;
}

export interface AppliedStandard {
  readonly rules: RuleSet;
  readonly className: string;
}

/** The report of one night. */
export function nightReport(question: NightQuestion): NightReport {
  const { plan, records, night, offsetAt } = question;
  const { control } = plan;
  const span = spanOf(question);
  const receptors = receptorsOf(question, span);
  const calibrations = calibrationsAround(
    records.calibrations,
    night,
    levelsOf(control).map(({ level }) => deviceOf(level)),
  );
  const moments = momentsOf(question, calibrations);
  return {
    format: 'quietpost-night',
    version: 2,
    madeMs: question.nowMs,
    madeBy: question.madeBy,
    site: plan.site,
    station: plan.station,
    night: span,
    momentOffsets: moments.map((fromMs) => ({ fromMs, utcOffsetMin: offsetAt(fromMs) })),
    receptors,
    otherLevels: control.otherLevels.map((level) =>
      otherLevel(level, levelSlots(question, span, level, defaultLeastValid.minute)),
    ),
    equipment: equipmentOf(question, span),
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

function receptorsOf(question: NightQuestion, span: NightSpan): ReceptorNight[] {
  const { plan, night, offsetAt, background = null } = question;
  return plan.control.receptors.map((receptor) => {
    const { rules, className } = question.ruleFor(receptor);
    const slots = levelSlots(question, span, receptor, rules.leastValid.minute);
    const hours = plan.control.night;
    const sources = (startMs: number, minutes: number) =>
      toneSources(plan.control, question.records.seconds, startMs, minutes);
    return receptorNight({ receptor, rules, className, night, hours, background, slots, offsetAt, sources });
  });
}

/** The standards that were applied, each once. */
function ruleSetsOf({ plan, ruleFor }: NightQuestion): RuleSet[] {
  const all = plan.control.receptors.map((receptor) => ruleFor(receptor).rules);
  return [...new Map(all.map((rules) => [rules.id, rules])).values()];
}

function levelSlots(
  { records }: NightQuestion,
  { startMs, pastToMs }: NightSpan,
  level: LevelPlan,
  leastValidS: number,
): Slot[] {
  return slotsOf({
    records: records.minutes.filter((minute) => minute.level === level.id),
    markings: records.markings.filter(({ meter }) => meter === deviceOf(level.level)),
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
  const dueMs = Math.floor((nowMs - ON_ITS_WAY_MS) / MINUTE_MS) * MINUTE_MS;
  const pastToMs = Math.max(startMs, Math.min(endMs, Math.max(dueMs, recordedToMs ?? startMs)));
  const state = pastToMs >= endMs ? 'over' : nowMs < startMs ? 'ahead' : 'running';
  return { ...night, zone: plan.zone, state, recordedToMs, pastToMs };
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
