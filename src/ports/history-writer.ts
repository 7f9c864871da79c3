/** The history as the cycle writes it, and what a restart gets of it. */

import type { TakenCommand } from '../model/command.ts';
import type { Decision } from '../model/decision.ts';
import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { Message } from '../model/message.ts';
import type { ChannelId, Sample } from '../model/reading.ts';
import type { SpectrumSample } from '../model/spectrum.ts';
import type { AttributionMinute, Calibration, HistoryReader, Minute, NoiseEventRecord } from './history.ts';

/** What the cycle hands over. Read during the call, not kept. */
export interface HistoryCycle {
  readonly image: ProcessImage;
  readonly decisions: readonly Decision[];
  readonly events: readonly Event[];
  readonly minutes: readonly Minute[];
  readonly attribution?: readonly AttributionMinute[];
  readonly noiseEvents?: readonly NoiseEventRecord[];
  /** The level tracks as JSON, when `wantsTracks` was true. */
  readonly tracks?: string;
  /** The snapshot of control as JSON: every ten minutes, and when a change must not be lost. */
  readonly snapshot?: string;
  /** The same, for a restart that is no power cut: `wantsNote`. */
  readonly note?: string;
  /** A configuration that is in force from this cycle on. */
  readonly config?: { readonly hash: string; readonly text: string };
}

/** The history as the cycle uses it. */
export interface History extends HistoryReader {
  /** Takes one finished cycle: copies it into a bounded queue and returns. What does not fit becomes a gap. */
  append(cycle: HistoryCycle): void;
  /** True when the `append` of the cycle frozen at `nowMs` should bring the level tracks; also with each snapshot that is due. */
  wantsTracks(nowMs: number): boolean;
  /** True when the `append` of the cycle frozen at `nowMs` should bring a snapshot. */
  wantsSnapshot(nowMs: number): boolean;
  /** True when that `append` should bring a note: every ten seconds. It is kept in memory, and wears no medium. */
  wantsNote(nowMs: number): boolean;
  /** The last snapshot; written by `close`. */
  leave(snapshot: string): void;
  /**
   * Events of the history itself since the last call: a full disk, a new calibration. The cycle publishes them and
   * hands them back with its own.
   */
  takeEvents(): readonly Event[];
  /** The calibration in force for a meter, also one made during the run. */
  calibrationOf(meter: string): Calibration | null;
  health(): HistoryHealth;
  /** Writes what is queued; calls `done` within `deadlineMs` in any case. */
  close(deadlineMs: number, done: () => void): void;
}

/** The state of the history's writer. */
export interface HistoryHealth {
  /** `down`: nothing is written at the moment; `fault` says why. */
  readonly state: 'up' | 'down';
  /** Null: none. */
  readonly fault: Message | null;
  /** Batches that wait to be written. */
  readonly waiting: number;
  /** Records lost since the start. */
  readonly dropped: number;
  readonly fileBytes: number;
}

/** What a restart continues from: the level tracks, the sound of the cycles since, and the snapshot of control. */
export interface Checkpoint {
  /** As it was handed over; null when there is none. */
  readonly tracks: string | null;
  readonly cycles: readonly SoundCycle[];
  /** Null when there is none; its text is null when it is damaged. */
  readonly snapshot: { readonly text: string | null } | null;
  /** Commands that were carried out, oldest first. Absent: none. */
  readonly taken?: readonly TakenCommand[];
  /** The last recorded value of each channel that had one. Absent: nothing was recorded. */
  readonly values?: Readonly<Record<ChannelId, number>>;
}

/** The sound of one recorded cycle. */
export interface SoundCycle {
  readonly wallMs: number;
  readonly utcOffsetMin: number;
  /** `takenMs` counts from this cycle: 0 or less. */
  readonly samples: readonly Sample[];
  /** As the samples; tenths of a dB. Absent: none. */
  readonly spectra?: readonly SpectrumSample[];
}
