/**
 * The gateway's end of the line to one board: keeps the link open, and carries the conversation (conversation.ts) over
 * it. Every stimulus, a line, a wish or a timer, ends in `advance`, which asks what is due and sets the next timer.
 */

import assert from 'node:assert';
import type { Fault } from '../../src/model/fault.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';
import type { LineLink } from '../../src/ports/line-link.ts';
import { encode } from '../protocol/codec.ts';
import { leaseMaxMs, leaseMinMs } from '../protocol/messages.ts';
import type { BoardView } from './board-view.ts';
import type { Setting } from './command.ts';
import { begin, type Conversation, type ConversationDeps, createConversation, end } from './conversation.ts';
import { listenMaxMs, nextRequest } from './next-request.ts';
import { takeLine } from './take-line.ts';

export interface SessionDeps extends ConversationDeps {
  readonly link: LineLink;
  readonly clock: Clock;
  /** Uniform in [0, 1); keeps many boards from being opened at once. */
  readonly jitter: () => number;
}

export interface BoardSession {
  start(): void;
  /** What the outputs shall be. Ask in every control cycle: a wish counts for one lease. */
  wish(setting: Setting): void;
  /** Fail-safe values with the shortest lease, unless it only observes; then closed. `done` within about a second. */
  stop(done: () => void): void;
  readonly view: BoardView;
}

/** Times of PROTOCOL.md, "Timing". */
const silenceMaxMs = 5000;
const reopenFirstMs = 250;
const reopenLastMs = 10_000;
const farewellMaxMs = 1000;
/** A shorter lease would not survive a lost line. */
const leaseLeastMs = 3 * leaseMinMs;

export function createBoardSession(deps: SessionDeps): BoardSession {
  assert(deps.leaseMs >= leaseLeastMs && deps.leaseMs <= leaseMaxMs, 'a lease is 1.5 s to 60 s');
  const state: State = {
    deps,
    talk: createConversation(deps),
    heardMs: 0,
    pauseMs: reopenFirstMs,
    done: undefined,
    cancel: () => {},
  };
  return {
    view: state.talk.view,
    start: () => open(state),
    wish(setting) {
      state.talk.wish = { setting, askedMs: deps.clock.nowMs() };
      advance(state);
    },
    stop: (done) => stop(state, done),
  };
}

interface State {
  readonly deps: SessionDeps;
  readonly talk: Conversation;
  /** Last good line, or the end of the time to listen for a first one. */
  heardMs: number;
  /** Before the next opening. */
  pauseMs: number;
  /** Set once the session is to end. */
  done: (() => void) | undefined;
  cancel: Cancel;
}

function open(state: State): void {
  const { deps, talk } = state;
  if (talk.view.phase !== 'closed') return;
  talk.view.phase = 'opening';
  deps.link.open({
    opened() {
      if (talk.view.phase !== 'opening') return;
      const nowMs = deps.clock.nowMs();
      begin(talk, nowMs);
      state.heardMs = nowMs + listenMaxMs;
      advance(state);
    },
    line(text) {
      if (!isOpen(state)) return;
      const nowMs = deps.clock.nowMs();
      if (!takeLine(talk, text, nowMs)) return;
      state.heardMs = nowMs;
      if (talk.isFresh) state.pauseMs = reopenFirstMs;
      advance(state);
    },
    closed: (fault) => closed(state, fault),
  });
}

function closed(state: State, fault: Fault): void {
  const { deps, talk } = state;
  if (talk.view.phase === 'stopped') return;
  const nowMs = deps.clock.nowMs();
  end(talk, isOpen(state) && isSilent(state, nowMs) ? { kind: 'timeout', afterMs: silenceMaxMs } : fault);
  if (state.done !== undefined) {
    finish(state);
    return;
  }
  talk.view.counters.reopened++;
  wake(state, nowMs + state.pauseMs * (1 + 0.2 * deps.jitter()), () => open(state));
  state.pauseMs = Math.min(reopenLastMs, state.pauseMs * 2);
}

function advance(state: State): void {
  const { deps, talk } = state;
  if (!isOpen(state)) return;
  const nowMs = deps.clock.nowMs();
  if (talk.hasLeft) {
    finish(state);
    return;
  }
  if (isSilent(state, nowMs)) {
    deps.link.close();
    return;
  }
  const due = nextRequest(talk, nowMs);
  if (typeof due !== 'number') deps.link.write(encode(due));
  const lookMs = typeof due === 'number' ? due : talk.exchange.deadlineMs;
  wake(state, Math.min(lookMs, state.heardMs + silenceMaxMs), () => advance(state));
}

function isOpen({ talk }: State): boolean {
  return !['closed', 'opening', 'stopped'].includes(talk.view.phase);
}

function isSilent(state: State, nowMs: number): boolean {
  // Compared as the timer is set: a difference may round below it, and ring for ever.
  return nowMs >= state.heardMs + silenceMaxMs;
}

function wake(state: State, atMs: number, callback: () => void): void {
  state.cancel();
  state.cancel = state.deps.clock.at(atMs, callback);
}

function stop(state: State, done: () => void): void {
  const { deps, talk } = state;
  if (state.done !== undefined) return;
  state.done = done;
  if (talk.view.phase !== 'ready' || deps.isObserver === true) {
    finish(state);
    return;
  }
  talk.isLeaving = true;
  deps.clock.at(deps.clock.nowMs() + farewellMaxMs, () => finish(state));
  advance(state);
}

function finish(state: State): void {
  if (state.talk.view.phase === 'stopped') return;
  state.talk.view.phase = 'stopped';
  state.cancel();
  state.deps.link.close();
  state.done?.();
}
