/**
 * The content of the report of one night: the one source of the page, the table and the file, in no language. Sentences
 * are keys with values; levels in dB, null where nothing valid was measured; times in UTC milliseconds.
 */

import type { Assessment } from '../../acoustics/assessment/assessment.ts';
import type { Verdict } from '../../acoustics/assessment/finding.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import type { ZoneOffset } from '../../language/localizer.ts';
import type { PageText } from '../../language/page-text.ts';
import type { Severity } from '../../model/event.ts';
import type { Message } from '../../model/message.ts';
import type { NightSpectrum } from './spectrum-data.ts';

/** The whole report as data. */
export interface NightReport {
  readonly format: 'quietpost-night';
  /** 2: reasons and events are messages, a key with values. */
  readonly version: 2;
  readonly madeMs: number;
  /** Name and version of the program. */
  readonly madeBy: string;
  readonly site: string;
  readonly station: string;
  readonly night: NightSpan;
  /** The offset at each moment of this report that need not lie in the night, in order. */
  readonly momentOffsets: readonly ZoneOffset[];
  readonly receptors: readonly ReceptorNight[];
  /** Meters that are not assessed. */
  readonly otherLevels: readonly OtherLevel[];
  readonly equipment: EquipmentNight;
  readonly outputs: readonly OutputUse[];
  readonly actuations: readonly Actuation[];
  readonly events: readonly NightEvent[];
  readonly instruments: readonly Instrument[];
  readonly calibrations: readonly CalibrationCheck[];
  readonly configurations: readonly Configuration[];
  /** The standards that were applied, whole. */
  readonly ruleSets: readonly RuleSet[];
  /** What is assumed or not known beyond what the standards' files say. */
  readonly limitations: readonly PageText[];
  readonly evidence: Evidence;
}

export interface NightSpan {
  /** Local date of the evening. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly zone: string;
  /** Offsets and when each begins; more than one where the clocks change. */
  readonly offsets: readonly ZoneOffset[];
  /** `running`: it was not over when the report was made. `ahead`: it had not begun. */
  readonly state: 'over' | 'running' | 'ahead';
  /** End of the last minute that is recorded; null for none. */
  readonly recordedToMs: number | null;
  /** What lies before should be recorded; what lies after has not come yet. */
  readonly pastToMs: number;
}

/** One receptor in the night. */
export interface ReceptorNight {
  readonly id: string;
  readonly limits: ReceptorLimits;
  readonly outcome: Outcome;
  /** Null while there is nothing to assess. */
  readonly assessment: Assessment | null;
  readonly figures: ReceptorFigures;
  /** One a minute of the night as far as it is over, holes included. */
  readonly minutes: readonly LevelMinute[];
  readonly hours: readonly LevelHour[];
  /** Stretches that do not count. */
  readonly invalid: readonly InvalidStretch[];
  /** Stretches of minutes above the limit, in order of time. */
  readonly exceedances: readonly Exceedance[];
  /** Null where the meter gives no bands; absent in reports from before there were any. */
  readonly spectrum?: NightSpectrum | null;
}

interface ReceptorLimits {
  readonly laeqDb: number;
  /** Lowest cap of LAFmax that the standard names, binding or not; null where it names none. */
  readonly lafmaxDb: number | null;
  /** False: shown for comparison, not part of the standard's verdict. */
  readonly isPeakBinding: boolean;
  /** Class of the area outside the boundary. */
  readonly className: string;
}

export type Outcome = Verdict | 'no-data';

/** The key figures of a receptor, dB and s. */
export interface ReceptorFigures {
  readonly laeqDb: number | null;
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
  readonly loudestMinute: { readonly startMs: number; readonly laeqDb: number } | null;
  readonly highestPeak: { readonly startMs: number; readonly lafmaxDb: number } | null;
  readonly validS: number;
  /** The night as far as it is over. */
  readonly spanS: number;
  /** Level if every hole had been as loud as `assumedDb`. */
  readonly worstCaseDb: number | null;
  readonly assumedDb: number | null;
  readonly above: MinutesAbove;
  /** The level of the equipment alone over the night. */
  readonly equipmentDb: number | null;
  readonly equipmentFrom: EquipmentSource;
}

/** Whole minutes with LAeq,1min above the limit, by what the equipment alone gave in them. */
export interface MinutesAbove {
  readonly all: number;
  /** The equipment alone was above the limit. */
  readonly equipment: number;
  /** The equipment alone was not: the rest came from elsewhere. */
  readonly other: number;
  /** Not known. */
  readonly unknown: number;
}

/** Where the equipment's level comes from: speeds and powers, or separated from the measured level. */
type EquipmentSource = 'model' | 'attribution' | 'none';

/** One minute at a receptor. */
export interface LevelMinute {
  readonly startMs: number;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly validS: number;
  readonly equipmentDb: number | null;
  readonly invalid: InvalidReason | null;
}

export type InvalidReason = 'missing' | 'weather' | 'clock' | 'calibration' | 'instrument';

/** A stretch that does not count, and why. */
export interface InvalidStretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: InvalidReason;
}

/** Consecutive minutes above the limit. */
export interface Exceedance {
  readonly startMs: number;
  readonly endMs: number;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly equipmentDb: number | null;
  readonly above: MinutesAbove;
}

/** One hour at a receptor. */
export interface LevelHour {
  readonly startMs: number;
  readonly endMs: number;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
  readonly validS: number;
  readonly spanS: number;
  readonly worstCaseDb: number | null;
  readonly above: MinutesAbove;
}

export interface OtherLevel {
  readonly id: string;
  readonly place: 'boundary' | 'rest-area' | 'cover';
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly validS: number;
}

/** The equipment in the night. */
export interface EquipmentNight {
  readonly minutes: readonly EquipmentMinute[];
  readonly ratedW: number | null;
  readonly servedWh: number | null;
  readonly hottestC: number | null;
  /** Time in which a power limit was below 100 %. */
  readonly limitedS: number | null;
}

/** How much an output was moved. */
export interface OutputUse {
  readonly output: string;
  readonly kind: 'fan' | 'power-limit' | 'lamp';
  /** Changes of its value. */
  readonly changes: number;
  readonly lowestPct: number | null;
  readonly highestPct: number | null;
}

/** One minute of the equipment. */
export interface EquipmentMinute {
  readonly startMs: number;
  /** Over all fans, percent of full speed. */
  readonly fanMeanPct: number | null;
  readonly fanLowPct: number | null;
  readonly fanHighPct: number | null;
  /** What the cabinets took from the grid. */
  readonly servedW: number | null;
  /** What the power limits allowed. */
  readonly allowedW: number | null;
}

/** One decision, for all outputs that it moved alike. */
export interface Actuation {
  readonly atMs: number;
  readonly outputs: readonly string[];
  /** Null for the first that is recorded. */
  readonly fromPct: number | null;
  readonly toPct: number;
  /** The rule that set it. */
  readonly by: string;
  readonly reason: Message;
}

/** An event of the night. */
export interface NightEvent {
  readonly atMs: number;
  readonly class: string;
  readonly severity: Severity;
  readonly state: 'raised' | 'cleared' | 'noted';
  readonly subject: string;
  readonly message: Message;
}

/** A meter used in the night. */
export interface Instrument {
  /** Device of the site. */
  readonly id: string;
  /** What it is, in the words of its definition. */
  readonly title: string;
  /** The receptor or other level point at which it measures. */
  readonly level: string;
  /** From its latest calibration. */
  readonly serial: string | null;
}

/** An acoustic check of a meter. */
export interface CalibrationCheck {
  readonly atMs: number;
  /** Device. */
  readonly meter: string;
  readonly calibratorSerial: string | null;
  readonly levelDb: number;
  readonly beforeDb: number;
  readonly afterDb: number;
  readonly driftDb: number;
  readonly isValid: boolean;
}

export interface Configuration {
  readonly fromMs: number;
  readonly hash: string;
}

/** What proves the records. */
export interface Evidence {
  /** SHA-256 of the last minute of the night in the chain, hex; null without minutes. */
  readonly hash: string | null;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly rows: number;
  /** Recomputed for this report. */
  readonly intact: boolean;
  readonly gaps: readonly RecordGap[];
  /** Name of the history file, without its folder. */
  readonly file: string;
}

/** What was not recorded, and why. */
interface RecordGap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: Message;
}
