/** What the gateway knows of a board, since when, and the events it reports about it. */

import type { Fault } from '../../src/model/fault.ts';
import type { MessageOf, NakReason, ResetCause, Why } from '../protocol/messages.ts';

/**
 * closed -> opening -> listening (for a first valid line) -> greeting (`who`) -> settling (the kept fail-safe) -> ready.
 * `unfit`: another version, or another number of fans or relays. `stopped` is for good.
 */
export type Phase =
  | 'closed'
  | 'opening'
  | 'listening'
  | 'greeting'
  | 'settling'
  | 'ready'
  | 'unfit'
  | 'stopped';

/** The board as the gateway sees it. */
export interface BoardView {
  readonly phase: Phase;
  /** Why the board cannot be commanded now; undefined while it can. */
  readonly fault: Fault | undefined;
  readonly hello: MessageOf<'hello'> | undefined;
  /** Latest report and the monotonic time it arrived; the reader checks its age. */
  readonly state: Timed<MessageOf<'state'>> | undefined;
  readonly sense: Timed<MessageOf<'sense'>> | undefined;
  readonly counters: Readonly<Counters>;
}

/** A report and the monotonic time it arrived. */
export interface Timed<T> {
  readonly report: T;
  readonly takenMs: number;
}

/** Counts since the start of the session. */
export interface Counters {
  linesGood: number;
  /** Counted from the first valid line of each opening. */
  linesRefused: number;
  /** Answers to requests that were given up or never made. */
  lateAnswers: number;
  /** Our own lines, received back on a two-wire line. */
  echoes: number;
  timeouts: number;
  naks: number;
  reboots: number;
  reopened: number;
}

/** What a session reports. */
export type SessionEvent =
  /** The outputs can be commanded; `isBack` after a `down`. */
  | { readonly kind: 'up'; readonly hello: MessageOf<'hello'>; readonly isBack: boolean }
  | { readonly kind: 'down'; readonly fault: Fault }
  | { readonly kind: 'rebooted'; readonly cause: ResetCause }
  /** The board took its fail-safe although we hold the lease. It is being set again. */
  | { readonly kind: 'fell-back'; readonly why: Why }
  /** The board applies a command that is not ours. It is being set again. */
  | { readonly kind: 'moved'; readonly found: MessageOf<'state'> }
  | { readonly kind: 'refused'; readonly request: string; readonly reason: NakReason };

/** All counters at 0. */
export function createCounters(): Counters {
  return {
    linesGood: 0,
    linesRefused: 0,
    lateAnswers: 0,
    echoes: 0,
    timeouts: 0,
    naks: 0,
    reboots: 0,
    reopened: 0,
  };
}

/** Uptimes may be late by the time that a busy process or a converter holds lines back; they are never early. */
const AHEAD_MAX_MS = 10_000;

/** True when the board was reset between two reports: its uptime, modulo 2^32, has jumped. */
export function hasRebooted(
  before: Timed<{ readonly upMs: number }>,
  after: Timed<{ readonly upMs: number }>,
): boolean {
  const ranMs = (after.report.upMs - before.report.upMs) >>> 0;
  return ranMs > after.takenMs - before.takenMs + AHEAD_MAX_MS;
}
