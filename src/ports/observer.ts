/**
 * Somebody who sees what the gateway does and has no say in it: the back office, the history, a recording, the
 * console. The cycle does not wait for an observer. One that throws, or is slow again and again, is dropped; an event
 * says so to the others.
 */

import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';

/** One finished cycle. To be read during the call: the channels of the image are overwritten two cycles later. */
export interface FinishedCycle<Result> {
  readonly image: ProcessImage;
  /** What `tick` made of the image. */
  readonly result: Result;
  /** Events of the result and those of the shell around it, oldest first. */
  readonly events: readonly Event[];
}

export interface Observer<Result> {
  /** For the event that says that it was dropped: `back office`. */
  readonly name: string;
  /** Called once, before the first cycle. `health` may be asked at any time from then on. */
  started?(health: () => GatewayHealth): void;
  /** Called at the end of each cycle. Copies or formats what it needs and returns. */
  cycle(finished: FinishedCycle<Result>): void;
  /** Called once, after the last cycle. */
  stopping?(): void;
}

/** What the gateway knows about its own state. */
export interface GatewayHealth {
  readonly cycle: CycleHealth;
  /** By bus, port and board. */
  readonly buses: Readonly<Record<string, BusHealth>>;
}

export interface CycleHealth {
  readonly count: number;
  /** Cycles that were skipped because the one before came a whole period late. */
  readonly overruns: number;
  /** 99th percentile of the time from deadline to start over the last cycles, ms. */
  readonly lateP99Ms: number;
}

export interface BusHealth {
  /** At least one device answers. */
  readonly isUp: boolean;
  /** Share of time since the start in which the line was busy, 0 to 1. */
  readonly utilisation: number;
  readonly ok: number;
  readonly timeouts: number;
  readonly crcErrors: number;
  readonly lateBytes: number;
  /** Polls that came too late to be made. */
  readonly missed: number;
  /** Devices left alone for now because they do not answer. */
  readonly suspended: readonly string[];
  /** Channels that their device does not give: refused, or passed over in silence. */
  readonly refused: readonly string[];
}
