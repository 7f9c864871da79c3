/**
 * The content of the report of one night: the one source of the page, the table and the file, in no language. Sentences
 * are keys with values; levels in dB, null where nothing valid was measured; times in UTC milliseconds.
 */

import type { Assessment } from '../../../acoustics/assessment/assessment.ts';
import type { Background } from '../../../acoustics/assessment/background.ts';
import type { MinuteSource } from '../../../acoustics/assessment/source-certainty.ts';
import type { RuleSet } from '../../../acoustics/rule-set.ts';
import type { ZoneOffset } from '../../../language/localizer.ts';
import type { PageText } from '../../../language/page-text.ts';
import type { Severity } from '../../../model/event.ts';
import type { Message } from '../../../model/message.ts';
import type { SignedHead } from '../../../model/signed-head.ts';
import type { NoiseKind } from '../../../model/sound/gate.ts';
import type { StationRecord } from '../../../plan/station-record.ts';
import type { Caveat, ExcludedMinutes, Outcome, RuleComparison } from './comparison-data.ts';
import type { DeviceFailure, EquipmentNight, OutputUse, WeatherNight } from './equipment-data.ts';
import type { NightSpectrum } from './spectrum-data.ts';

/** The whole report as data. */
export interface NightReport {
  readonly format: 'quietpost-night';
  /** 3: the equipment's level carries its uncertainty; 2: reasons and events are messages, a key with values. */
  readonly version: 3;
  readonly madeMs: number;
  /** Name and version of the program. */
  readonly madeBy: string;
  readonly site: string;
  readonly station: string;
  readonly night: NightSpan;
  /** The offset at each moment of this report that need not lie in the night, in order. */
  readonly momentOffsets: readonly ZoneOffset[];
  /** What was given on the command line instead of by the recorded configuration. */
  readonly givenByHand: readonly GivenByHand[];
  /** Names, address, papers and persons by the site file; null in plans of before. */
  readonly record: StationRecord | null;
  readonly receptors: readonly ReceptorNight[];
  readonly failures: readonly DeviceFailure[];
  readonly weather: WeatherNight;
  /** Meters that are not assessed. */
  readonly otherLevels: readonly OtherLevel[];
  readonly equipment: EquipmentNight;
  /** How good the forecast of this night was, as it was told in the morning; null: none was told. */
  readonly forecast: Message | null;
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

/** `site`: another site file. `class`, `rule`: other limits. `background`: a level that the program did not hear. */
export type GivenByHand = 'site' | 'rule' | 'class' | 'reading' | 'background';

/** The night itself: its ends, its zone, and how much of it there is. */
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
  /** What makes this no measurement in the sense of the standard; empty: nothing that the program can see. */
  readonly caveats: readonly Caveat[];
  /** The background that was heard with the fans at their slowest, where one was and it is not the one that counts. */
  readonly unusedWindow: Background | null;
  /** What people left out; null where nobody did, absent in reports from before anybody could. */
  readonly excluded?: ExcludedMinutes | null;
  /** The same sound by other standards. */
  readonly comparisons: readonly RuleComparison[];
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
  /** Expanded uncertainty of that level (k = 2), dB. */
  readonly equipmentExpandedDb: number | null;
  /** Probability that the equipment alone kept the limit over the night. */
  readonly equipmentWithin: number | null;
  /** Minutes in which the equipment's level is known and could be relied on. */
  readonly trustedMinutes: number;
  /** In how many of these minutes the equipment alone surely kept the limit. */
  readonly withinMinutes: number;
}

/** Whole minutes with LAeq,1min above the limit, by what the equipment alone gave in them. */
export interface MinutesAbove {
  readonly all: number;
  /** The equipment alone was surely above the limit. */
  readonly equipment: number;
  /** The equipment alone surely was not: the rest came from elsewhere. */
  readonly other: number;
  /** Not known, or not surely. */
  readonly unknown: number;
}

/** Where the equipment's level comes from: learned from the measured level, the site file's nominal levels, or both. */
export type EquipmentSource = 'learned' | 'nominal' | 'mixed' | 'none';

/** One minute at a receptor. */
export interface LevelMinute {
  readonly startMs: number;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly validS: number;
  readonly equipmentDb: number | null;
  /** Expanded uncertainty (k = 2), dB. */
  readonly expandedDb: number | null;
  /** Who made a minute above the limit; null for any other. */
  readonly source: MinuteSource | null;
  /** What was told from the rest in it; null: nothing surely. */
  readonly noiseKind: NoiseKind | null;
  readonly invalid: InvalidReason | null;
}

/** Why a minute does not count. */
export type InvalidReason = 'missing' | 'weather' | 'clock' | 'calibration' | 'instrument' | 'excluded';

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
  readonly noiseKind: NoiseKind | null;
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

/** A meter that is no receptor's, over the whole night. */
export interface OtherLevel {
  readonly id: string;
  readonly place: 'boundary' | 'rest-area' | 'cover';
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly validS: number;
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

/** Settings that were in force, from when on. */
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
  /** The signed root of all records, as it was kept; null for none. */
  readonly signedHead?: SignedHead | null;
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
