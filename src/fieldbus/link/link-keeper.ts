/**
 * Keeps the link of a bus open: opens it at the start, reopens it after every loss with growing pauses and no last try,
 * and gives up a link on which nothing has answered for a while (a half-open socket, a gateway that hangs).
 *
 * A far end that closes the connection after each answer is no fault: the link is reopened at once and nothing is
 * reported, until that has proved to be its habit; from then on we close first, after each exchange, so that no
 * question meets the end of its connection. What comes back after a loss may be another far end: its habit is found out
 * anew.
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';

const PAUSE_FIRST_MS = 250;
/** With its jitter below 10 s, so that a repaired line works again soon. */
const PAUSE_LAST_MS = 8000;
/** A pause is longer by up to this random share, so that many links are not opened at once. */
const JITTER_SHARE = 0.2;
const SILENCE_MAX_MS = 5000;
/** Longest pause after a link was given up; the next 5 s of silence come on top. */
const PAUSE_SILENT_MS = 4000;
const SILENCE: Fault = {
  kind: 'link-down',
  detail: message('link-silent', { seconds: SILENCE_MAX_MS / 1000 }),
};
/** An end this soon after the only answer of a connection was caused by that answer. */
const HANG_UP_MS = 1000;
/** This many in a row are a habit. */
const HANG_UPS_TO_KNOW = 3;
const OPEN: Fault = { kind: 'link-down', detail: message('link-open') };

/** What a keeper needs. */
export interface LinkKeeperDeps {
  readonly clock: Clock;
  readonly jitter: () => number;
  open(): void;
  close(): void;
  /**
   * Called on change only. After silence `up` waits for the first answer, because an open socket proves nothing then.
   */
  onState(state: 'up' | 'down', fault: Fault): void;
  /**
   * Called once: the far end ends the connection after each answer. Without it such an end is a loss like any other.
   */
  onHangUps?(): void;
}

/** The state of a link. */
export interface LinkKeeper {
  /** Why nothing can be sent now; undefined while the link is open or is being opened for the first time. */
  readonly fault: Fault | undefined;
  readonly reopened: number;
  start(): void;
  stop(): void;
  opened(): void;
  /** Whether a loss now would be repaired at once without a report. */
  isHangUp(nowMs: number): boolean;
  /** True if the link is reopened at once without a report. */
  lost(fault: Fault): boolean;
  /** An exchange is over; closes a connection that the far end would close. */
  exchanged(): void;
  /** A request was sent. */
  requested(nowMs: number): void;
  answered(): void;
  /** Closes a link on which nothing can be asked, and reopens it; it is up only when a device has answered. */
  giveUp(fault: Fault): void;
  /** A request failed: closes the link when no device has answered for 5 s. */
  unanswered(nowMs: number): void;
}

/** A keeper of a link that is not open yet. */
export function createLinkKeeper(deps: LinkKeeperDeps): LinkKeeper {
  const state: State = {
    deps,
    fault: undefined,
    announced: undefined,
    givenUpFor: undefined,
    awaitsAnswer: false,
    isStopped: false,
    opens: 0,
    answers: 0,
    lastAnswerMs: 0,
    hangUps: 0,
    areHangUpsTold: false,
    isRenewing: false,
    pauseMs: PAUSE_FIRST_MS,
    unansweredSinceMs: undefined,
    cancelOpen: undefined,
    cancelGiveUp: undefined,
  };
  return {
    get fault() {
      return state.fault;
    },
    get reopened() {
      return Math.max(0, state.opens - 1);
    },
    start: () => deps.open(),
    stop: () => stop(state),
    opened: () => opened(state),
    isHangUp: (nowMs) => isHangUp(state, nowMs),
    lost: (fault) => lost(state, fault),
    exchanged: () => exchanged(state),
    requested: (nowMs) => requested(state, nowMs),
    answered: () => answered(state),
    giveUp: (fault) => giveUp(state, fault),
    unanswered: (nowMs) => unanswered(state, nowMs),
  };
}

interface State {
  readonly deps: LinkKeeperDeps;
  fault: Fault | undefined;
  /** The last state given to `onState`. */
  announced: 'up' | 'down' | undefined;
  /** Why the link was given up: the loss that follows is our own doing. */
  givenUpFor: Fault | undefined;
  /** After a silence: the link counts as up only when a device has answered. */
  awaitsAnswer: boolean;
  isStopped: boolean;
  opens: number;
  /** Answers since the link opened. */
  answers: number;
  lastAnswerMs: number;
  /** Connections in a row that ended right after their only answer. */
  hangUps: number;
  areHangUpsTold: boolean;
  /** We close the connection because the far end would. */
  isRenewing: boolean;
  /** Pause before the next opening. */
  pauseMs: number;
  /** Time of the first request since the last answer. */
  unansweredSinceMs: number | undefined;
  cancelOpen: Cancel | undefined;
  cancelGiveUp: Cancel | undefined;
}

function stop(state: State): void {
  state.isStopped = true;
  state.cancelOpen?.();
  state.cancelGiveUp?.();
  state.fault = { kind: 'link-down', detail: message('link-stopped') };
  state.deps.close();
}

function opened(state: State): void {
  state.opens++;
  state.answers = 0;
  state.fault = undefined;
  if (!state.awaitsAnswer) announce(state, 'up', OPEN);
}

function isHangUp(state: State, nowMs: number): boolean {
  const { deps, answers, lastAnswerMs, givenUpFor } = state;
  if (deps.onHangUps === undefined) return false;
  return answers === 1 && nowMs - lastAnswerMs < HANG_UP_MS && givenUpFor === undefined;
}

function exchanged(state: State): void {
  if (state.hangUps < HANG_UPS_TO_KNOW || state.fault !== undefined || state.isStopped) return;
  if (state.givenUpFor !== undefined) return;
  state.isRenewing = true;
  state.deps.close();
}

/** Reopens the link at once. */
function reopened(state: State): boolean {
  const { clock, open, onHangUps } = state.deps;
  if (!state.isRenewing) state.hangUps++;
  if (state.hangUps === HANG_UPS_TO_KNOW && !state.areHangUpsTold) {
    state.areHangUpsTold = true;
    onHangUps?.();
  }
  state.isRenewing = false;
  state.answers = 0;
  state.cancelOpen = clock.at(clock.nowMs(), open);
  return true;
}

function lost(state: State, reason: Fault): boolean {
  if (state.isStopped) return false;
  const { deps, givenUpFor } = state;
  if (state.isRenewing || isHangUp(state, deps.clock.nowMs())) return reopened(state);
  state.cancelGiveUp?.();
  state.hangUps = 0;
  state.unansweredSinceMs = undefined;
  state.fault = givenUpFor ?? reason;
  if (givenUpFor !== undefined) state.pauseMs = Math.min(PAUSE_SILENT_MS, state.pauseMs);
  state.givenUpFor = undefined;
  announce(state, 'down', state.fault);
  const pauseMs = state.pauseMs * (1 + JITTER_SHARE * deps.jitter());
  state.cancelOpen = deps.clock.at(deps.clock.nowMs() + pauseMs, deps.open);
  state.pauseMs = Math.min(PAUSE_LAST_MS, state.pauseMs * 2);
  return false;
}

function requested(state: State, nowMs: number): void {
  // Silent devices are asked more and more seldom, so the next failure would be too late to notice the silence.
  if (state.unansweredSinceMs === undefined && state.awaitsAnswer)
    state.cancelGiveUp = state.deps.clock.at(nowMs + SILENCE_MAX_MS, () => giveUp(state, SILENCE));
  state.unansweredSinceMs ??= nowMs;
}

function answered(state: State): void {
  state.cancelGiveUp?.();
  state.unansweredSinceMs = undefined;
  state.pauseMs = PAUSE_FIRST_MS;
  state.lastAnswerMs = state.deps.clock.nowMs();
  // A far end that answers a second question on one connection does not close it after each answer.
  if (++state.answers > 1 && state.hangUps < HANG_UPS_TO_KNOW) state.hangUps = 0;
  if (state.announced === 'up') return;
  state.awaitsAnswer = false;
  announce(state, 'up', OPEN);
}

function unanswered(state: State, nowMs: number): void {
  const sinceMs = state.unansweredSinceMs;
  if (sinceMs !== undefined && nowMs - sinceMs >= SILENCE_MAX_MS) giveUp(state, SILENCE);
}

function giveUp(state: State, fault: Fault): void {
  state.givenUpFor = fault;
  state.awaitsAnswer = true;
  state.deps.close();
}

function announce(state: State, link: 'up' | 'down', fault: Fault): void {
  if (state.announced === link) return;
  state.announced = link;
  state.deps.onState(link, fault);
}
