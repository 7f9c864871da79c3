/**
 * Sees what the gateway does without influence on it: the back office, the history, a recording, the console. The cycle
 * does not wait for an observer. One that throws, or is slow repeatedly, is dropped; an event tells the others.
 */

import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { HistoryHealth } from './history-writer.ts';

/** One finished cycle. Read it during the call: the channels of the image are overwritten two cycles later. */
export interface FinishedCycle<Result> {
  readonly image: ProcessImage;
  /** What `tick` gave for the image. */
  readonly result: Result;
  /** Events of the result and of the gateway around it, oldest first. */
  readonly events: readonly Event[];
  /** By output, percent: what its far end reads back; null where that is not known. Absent: nothing is. */
  readonly positions?: Readonly<Record<string, number | null>>;
}

/** A receiver of every cycle. */
export interface Observer<Result> {
  /** Named in the event when it is dropped: `back office`. */
  readonly name: string;
  /** Called once, before the first cycle. `health` may be called at any time from then on. */
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
  /** Absent: there is no history. */
  readonly history?: HistoryHealth;
}

/** The scheduling of the cycle. */
export interface CycleHealth {
  readonly count: number;
  /** Cycles skipped because the one before was late by a whole period. */
  readonly overruns: number;
  /** 99th percentile of the time from deadline to start over the last cycles, ms. */
  readonly lateP99Ms: number;
}

/** The state of one bus, port or board. */
export interface BusHealth {
  /** At least one device answers. */
  readonly isUp: boolean;
  /** Share of time since the start in which the line was busy, 0 to 1. */
  readonly utilisation: number;
  readonly ok: number;
  readonly timeouts: number;
  readonly crcErrors: number;
  readonly lateBytes: number;
  /** Polls that were dropped because they were too late. */
  readonly missed: number;
  /** Devices that do not answer and are only probed. */
  readonly suspended: readonly string[];
  /** Channels that their device does not give: refused, or not answered. */
  readonly refused: readonly string[];
}
