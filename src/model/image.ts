/** The process image: everything one cycle may know, frozen before it decides. */

import type { ChannelId, Reading, Sample } from './reading.ts';
import type { SpectrumSample } from './spectrum.ts';

/** All inputs of one cycle. */
export interface ProcessImage {
  readonly cycle: number;
  /** Monotonic time of the freeze; all ages count from here. */
  readonly nowMs: number;
  /** Wall time of the freeze, UTC. Labels and schedules only. */
  readonly wallMs: number;
  /** Local time minus UTC at the site, minutes. The shell knows time zones, `tick` does not. */
  readonly utcOffsetMin: number;
  readonly clockSynced: boolean;
  /** The wall clock was set since the freeze before by so much (forward: above 0). Absent: it was not. */
  readonly clockStepMs?: number;
  /** Latest reading of every channel of the plan; `never-read` before the first answer. */
  readonly channels: Readonly<Record<ChannelId, Reading>>;
  /** Sound samples that arrived since the last freeze, oldest first. */
  readonly samples: readonly Sample[];
  /** Spectra that arrived since the last freeze, oldest first. Absent: none did. */
  readonly spectra?: readonly SpectrumSample[];
  /** Requests of operators and of the back office, as received and not yet ended. */
  readonly requests: readonly OperatorRequest[];
  /**
   * Positions of outputs by their far ends, while control has not begun and the lease of an earlier gateway may still
   * hold them. An output that is missing is unknown. Absent: control has begun.
   */
  readonly standing?: Readonly<Record<string, number>>;
}

/** A request that holds an output until it ends. */
export interface OperatorRequest {
  readonly id: string;
  readonly output: string;
  /** `limit` may only tighten; `manual` sets the value for a bounded time. */
  readonly mode: 'limit' | 'manual';
  readonly value: number;
  /** Monotonic end. */
  readonly untilMs: number;
  readonly issuer: string;
  readonly reason: string;
}

/**
 * When a sample began, UTC: a second of sound belongs to the period in which it began. Whole milliseconds, as the
 * history keeps them, so that it is the same period wherever it is counted.
 */
export function beganWallMs(
  { nowMs, wallMs }: Pick<ProcessImage, 'nowMs' | 'wallMs'>,
  { takenMs, seconds }: Pick<Sample, 'takenMs' | 'seconds'>,
): number {
  return Math.round(wallMs - (nowMs - takenMs) - seconds * 1000);
}
