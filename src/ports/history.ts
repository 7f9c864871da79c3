/**
 * The station's records: seconds for two weeks, minutes for more than a year, every event, decision, calibration and
 * configuration. The cycle hands over and never waits; readers get promises.
 */

import type { Acknowledgement } from '../model/command.ts';
import type { Decision } from '../model/decision.ts';
import type { Event, EventClass } from '../model/event.ts';
import type { Message } from '../model/message.ts';
import type { ChannelId, Quality, Sample } from '../model/reading.ts';
import type { Result } from '../model/result.ts';
import type { SignedHead } from '../model/signed-head.ts';
import type { EquipmentCertainty, NoiseKind } from '../model/sound/gate.ts';
import type { SpectrumSample } from '../model/spectrum.ts';

/** Half-open, UTC milliseconds. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One minute of sound at one level point. Longer periods are sums of these: energies, never decibels. */
export interface Minute {
  /** Id of the receptor or of the other level. */
  readonly level: string;
  /** The device that measured it. */
  readonly meter: string;
  /** Start, UTC. */
  readonly startWallMs: number;
  /** Local time minus UTC at the site, minutes. */
  readonly utcOffsetMin: number;
  /** Sum of duration times energy over the valid samples, s (src/acoustics/levels/leq.ts). */
  readonly energyS: number;
  readonly validS: number;
  readonly spanS: number;
  /** Number of valid samples. */
  readonly count: number;
  readonly lafmaxDb: number | null;
  /** Valid samples in classes of 0.1 dB, for L10, L50 and L90 of any sum of minutes. */
  readonly histogram: MinuteHistogram;
  /** LAeq of the equipment alone as attribution knew it, dB; null at places that are not assessed. */
  readonly equipmentDb: number | null;
  /** How sure that level is. Absent without one, and in minutes from before it was recorded: those are nominal. */
  readonly equipment?: EquipmentCertainty;
  /** What of other sources was told from the rest and ended in this minute, the loudest of it; absent: nothing surely. */
  readonly noiseKind?: NoiseKind;
  /** Time with wind of 5 m/s or more, or rain, s. */
  readonly weatherS: number;
  /** The wall clock was synchronised through the whole minute. */
  readonly clockSynced: boolean;
  readonly clockSource: string;
  /** The wall clock was set in this minute: start and span are uncertain, the level is not. */
  readonly clockStepped: boolean;
  /** Of the same minute; absent where the meter gives none. */
  readonly spectrum?: MinuteSpectrum;
  /** Hash of the configuration in force. */
  readonly config: string;
  /** Id of the calibration in force; null before the first. */
  readonly calibration: string | null;
}

/**
 * The spectrum of a minute. Hundredths of a dB: with the time they cover these are energies, and longer spectra are
 * sums of them (src/acoustics/spectra/spectrum-ledger.ts).
 */
export interface MinuteSpectrum {
  /** Nominal frequencies, ascending, Hz; empty where the meter gives LCeq alone. */
  readonly bandsHz: readonly number[];
  /** Without weighting, dB. */
  readonly bandsDb: readonly number[];
  readonly validS: number;
  readonly lceqDb: number | null;
}

/** As src/acoustics/levels/histogram.ts. */
export interface MinuteHistogram {
  readonly firstClass: number;
  readonly counts: readonly number[];
}

/** A stored minute: a link of the chain. */
export interface MinuteRecord extends Minute {
  /** Counts from 1 in the order of writing. */
  readonly seq: number;
  /** SHA-256 of this record and of the hash before it, hex. */
  readonly hash: string;
  /** The worst of the markings that cover it now, else `good`. The record itself is never altered. */
  readonly quality: Quality;
}

/**
 * Seconds as columns, oldest first. A value is null where the reading was bad; `qualities` says how bad. A sound level
 * stands in one second only: where the meter gave none in a cycle, it is null and stale.
 */
export interface SecondsTable {
  readonly wallMs: readonly number[];
  readonly columns: Readonly<Record<ChannelId, SecondsColumn>>;
  /** The sound of these columns as it was measured, each sample once, oldest first; `takenMs` is wall time here. */
  readonly samples: readonly Sample[];
  /** The spectra of the span, each once, oldest first; `takenMs` is wall time here. Absent: none. */
  readonly spectra?: readonly SpectrumSample[];
}

interface SecondsColumn {
  readonly values: readonly (number | null)[];
  readonly qualities: readonly Quality[];
}

/** A channel to be thinned, and which mean is that of its quantity: levels are averaged as energy. */
export interface ThinnedChannel {
  readonly id: ChannelId;
  readonly mean: 'energy' | 'arithmetic';
}

/** A span in equal steps, oldest first. A value is null where nothing good was recorded in the step. */
export interface ThinnedTable {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly columns: Readonly<Record<string, ThinnedColumn>>;
}

type Thinned = Result<ThinnedTable, string>;

/** One channel in steps: lowest, highest and mean of each; null where a step has no good value. */
export interface ThinnedColumn {
  readonly lowest: readonly (number | null)[];
  readonly highest: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
}

/** A decision that differs from the one before it on the same output, in value or in rule. */
export interface DecisionRecord extends Decision {
  readonly wallMs: number;
}

/** One minute of what attribution says of a receptor. */
export interface AttributionMinute {
  readonly receptor: string;
  /** Start, UTC. */
  readonly startWallMs: number;
  readonly equipmentDb: number | null;
  /** The steady rest. */
  readonly backgroundDb: number | null;
  readonly uncertaintyDb: number | null;
  /** The worst of the minute. */
  readonly gate: string;
}

/** A noise event at one level point. */
export interface NoiseEventRecord {
  readonly level: string;
  readonly kind: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Begin, UTC. */
  readonly startWallMs: number;
  readonly seconds: number;
  readonly maxDb: number;
  readonly aboveDb: number;
}

/** An answer to a command. */
export type AckRecord = Acknowledgement;

/** One acoustic check of a meter. Levels in dB as the meter itself showed them, without our offset. */
export interface Calibration {
  /** First 12 hex digits of the SHA-256 of the rest. */
  readonly id: string;
  readonly wallMs: number;
  /** Device. */
  readonly meter: string;
  /** Level of the calibrator. */
  readonly levelDb: number;
  /** As found and as left, dB. */
  readonly beforeDb: number;
  readonly afterDb: number;
  /** As found, with the offset then in force, minus the level of the calibrator. */
  readonly driftDb: number;
  /** Added to every sound level of the meter from then on. */
  readonly offsetDb: number;
  readonly by: string;
  readonly meterSerial: string | null;
  readonly calibratorSerial: string | null;
  readonly note: string | null;
}

/** A stretch whose minutes do not count although they were recorded. */
export interface Marking extends TimeSpan {
  /** Device. */
  readonly meter: string;
  readonly quality: Quality;
  readonly reason: Message;
  readonly calibration: string | null;
}

/** A configuration and the moment from which it was in force. The same one may come back. */
export interface ConfigVersion {
  readonly sinceMs: number;
  readonly hash: string;
  /** The whole plan as JSON (SitePlan of src/plan/site-plan.ts). */
  readonly text: string;
}

/** What was not recorded, and why. */
export interface HistoryGap extends TimeSpan {
  /** `off`: the gateway did not run. `dropped`: the store could not keep up or could not write. `damaged`: lost with a file. */
  readonly cause: 'off' | 'dropped' | 'damaged';
  /** Number of missing seconds, minutes and events; 0: not known. */
  readonly records: number;
  readonly reason: Message;
}

/** The links of a span and the state of the whole chain before it. */
export interface ChainStretch {
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  /** Hash of the last link of the span, hex: whoever noted it can prove the rest with `quietpost verify`. */
  readonly hash: string | null;
  readonly rows: number;
  /** Recomputed on reading, from the first link of the span to its last. */
  readonly intact: boolean;
  /** The first signed head after the span, else the last there is; absent or null without one. */
  readonly signedHead?: SignedHead | null;
}

/** What control had learned at some moment of the past, to go on from. */
export interface KeptState {
  readonly wallMs: number;
  /** As `HistoryCycle` brought them, of the same moment. */
  readonly snapshot: string;
  readonly tracks: string;
}

/** A fault is a sentence for the user: what could not be read and what to do. Rows are oldest first. */
export interface HistoryReader {
  /** From the first stored minute to the end of the last; null for none. */
  recorded(): Promise<Result<TimeSpan | null, string>>;
  /** Minutes that begin in the span, of all levels or of some. At most `READ_ROWS_MAX`. */
  minutes(span: TimeSpan, levels?: readonly string[]): Promise<Result<readonly MinuteRecord[], string>>;
  /** The seconds of all channels or of some, at most `READ_CELLS_MAX` values. */
  seconds(span: TimeSpan, channels?: readonly ChannelId[]): Promise<Result<SecondsTable, string>>;
  /** Lowest, highest and mean of the seconds in so many equal steps, at most `THINNED_STEPS_MAX`. */
  thinned(span: TimeSpan, channels: readonly ThinnedChannel[], steps: number): Promise<Thinned>;
  /** The same of the minutes, for longer spans: each level under its id, its equipment under `<level>.equipment`. */
  thinnedMinutes(span: TimeSpan, levels: readonly string[], steps: number): Promise<Thinned>;
  events(span: TimeSpan, classes?: readonly EventClass[]): Promise<Result<readonly Event[], string>>;
  /** Those made in the span, preceded by the one of each output that was in force when it began. */
  decisions(span: TimeSpan, outputs?: readonly string[]): Promise<Result<readonly DecisionRecord[], string>>;
  /** All there are. */
  calibrations(): Promise<Result<readonly Calibration[], string>>;
  /** Those that touch the span. */
  markings(span: TimeSpan): Promise<Result<readonly Marking[], string>>;
  /** Those in force at some time of the span. */
  configs(span: TimeSpan): Promise<Result<readonly ConfigVersion[], string>>;
  /** Those that touch the span. */
  gaps(span: TimeSpan): Promise<Result<readonly HistoryGap[], string>>;
  chain(span: TimeSpan): Promise<Result<ChainStretch, string>>;
  /** The last one kept in the span; null for none. */
  state(span: TimeSpan): Promise<Result<KeptState | null, string>>;
}

/** Most minutes, events or decisions in one answer: a month of four meters. */
export const READ_ROWS_MAX = 200_000;
/** Most seconds times channels in one answer: a night of 130 channels. */
export const READ_CELLS_MAX = 4_000_000;
/** Most steps of a thinned span: more than any screen has pixels. */
export const THINNED_STEPS_MAX = 4000;
