/**
 * The gateway's end of the line to one board: keeps the link open and runs the conversation (conversation.ts) over it.
 * A line, a wish and a timer all end in `advance`, which sends what is due and sets the next timer.
 */

import assert from 'node:assert';
import type { Fault } from '../../src/model/fault.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';
import type { LineLink } from '../../src/ports/field/line-link.ts';
import { encode } from '../protocol/codec.ts';
import { LEASE_MAX_MS, LEASE_MIN_MS } from '../protocol/messages.ts';
import type { BoardView } from './board-view.ts';
import type { Setting } from './command.ts';
import { begin, type Conversation, type ConversationDeps, createConversation, end } from './conversation.ts';
import { LISTEN_MAX_MS, nextRequest } from './next-request.ts';
import { takeLine } from './take-line.ts';

/** What a session needs. */
export interface SessionDeps extends ConversationDeps {
  readonly link: LineLink;
  readonly clock: Clock;
  /** Uniform in [0, 1); spreads the openings of many boards. */
  readonly jitter: () => number;
}

/** One board's line. */
export interface BoardSession {
  start(): void;
  /** What the outputs should be. Call it in every control cycle: a wish counts for one lease. */
  wish(setting: Setting): void;
  /**
   * Sends fail-safe values with the shortest lease, unless it only observes; then closes. `done` within about a second.
   */
  stop(done: () => void): void;
  /** Closes, and leaves the board to its lease. */
  leave(done: () => void): void;
  readonly view: BoardView;
}

/** Times of PROTOCOL.md, "Timing". */
const SILENCE_MAX_MS = 5000;
const REOPEN_FIRST_MS = 250;
const REOPEN_LAST_MS = 10_000;
const SHUTDOWN_MS = 1000;
/** With a shorter lease one lost line would end it. */
const LEASE_LEAST_MS = 3 * LEASE_MIN_MS;

/** A session over one link. */
export function createBoardSession(deps: SessionDeps): BoardSession {
  assert(deps.leaseMs >= LEASE_LEAST_MS && deps.leaseMs <= LEASE_MAX_MS, 'a lease is 1.5 s to 60 s');
  const state: State = {
    deps,
    conversation: createConversation(deps),
    lastLineMs: 0,
    pauseMs: REOPEN_FIRST_MS,
    done: undefined,
    cancel: () => {},
  };
  return {
    view: state.conversation.view,
    start: () => open(state),
    wish(setting) {
      state.conversation.wish = { setting, requestedMs: deps.clock.nowMs() };
      advance(state);
    },
    stop: (done) => stop(state, done),
    leave: (done) => {
      state.done ??= done;
      finish(state);
    },
  };
}

interface State {
  readonly deps: SessionDeps;
  readonly conversation: Conversation;
  /** Time of the last good line, or the end of the wait for a first one. */
  lastLineMs: number;
  /** Pause before the next opening. */
  pauseMs: number;
  /** Set when the session is to end. */
  done: (() => void) | undefined;
  cancel: Cancel;
}

function open(state: State): void {
  const { deps, conversation } = state;
  if (conversation.view.phase !== 'closed') return;
  conversation.view.phase = 'opening';
  deps.link.open({
    opened() {
      if (conversation.view.phase !== 'opening') return;
      const nowMs = deps.clock.nowMs();
      begin(conversation, nowMs);
      state.lastLineMs = nowMs + LISTEN_MAX_MS;
      advance(state);
    },
    line(text) {
      if (!isOpen(state)) return;
      const nowMs = deps.clock.nowMs();
      if (!takeLine(conversation, text, nowMs)) return;
      state.lastLineMs = nowMs;
      if (conversation.isFresh) state.pauseMs = REOPEN_FIRST_MS;
      advance(state);
    },
    closed: (fault) => closed(state, fault),
  });
}

function closed(state: State, fault: Fault): void {
  const { deps, conversation } = state;
  if (conversation.view.phase === 'stopped') return;
  const nowMs = deps.clock.nowMs();
  end(
    conversation,
    isOpen(state) && isSilent(state, nowMs) ? { kind: 'timeout', afterMs: SILENCE_MAX_MS } : fault,
  );
  if (state.done !== undefined) {
    finish(state);
    return;
  }
  conversation.view.counters.reopened++;
  wake(state, nowMs + state.pauseMs * (1 + 0.2 * deps.jitter()), () => open(state));
  state.pauseMs = Math.min(REOPEN_LAST_MS, state.pauseMs * 2);
}

function advance(state: State): void {
  const { deps, conversation } = state;
  if (!isOpen(state)) return;
  const nowMs = deps.clock.nowMs();
  if (conversation.hasLeft) {
    finish(state);
    return;
  }
  if (isSilent(state, nowMs)) {
    deps.link.close();
    return;
  }
  const due = nextRequest(conversation, nowMs);
  if (typeof due !== 'number') deps.link.write(encode(due));
  const lookMs = typeof due === 'number' ? due : conversation.exchange.deadlineMs;
  wake(state, Math.min(lookMs, state.lastLineMs + SILENCE_MAX_MS), () => advance(state));
}

function isOpen({ conversation }: State): boolean {
  return !['closed', 'opening', 'stopped'].includes(conversation.view.phase);
}

function isSilent(state: State, nowMs: number): boolean {
  // Compared as the timer is set: a difference might round below the limit, and the timer would fire for ever.
  return nowMs >= state.lastLineMs + SILENCE_MAX_MS;
}

function wake(state: State, atMs: number, callback: () => void): void {
  state.cancel();
  state.cancel = state.deps.clock.at(atMs, callback);
}

function stop(state: State, done: () => void): void {
  const { deps, conversation } = state;
  if (state.done !== undefined) return;
  state.done = done;
  if (conversation.view.phase !== 'ready' || deps.isObserver === true) {
    finish(state);
    return;
  }
  conversation.isLeaving = true;
  deps.clock.at(deps.clock.nowMs() + SHUTDOWN_MS, () => finish(state));
  advance(state);
}

function finish(state: State): void {
  if (state.conversation.view.phase === 'stopped') return;
  state.conversation.view.phase = 'stopped';
  state.cancel();
  state.deps.link.close();
  state.done?.();
}
