/**
 * What the gateway makes of a board while the link is open. No link, no timer; time is an argument. `nextRequest` says
 * what to send (next-request.ts), `takeLine` takes what comes (take-line.ts); here is what both know.
 *
 *   listening -> greeting -> settling -> ready          a reset of the board, or silence on three requests: greeting
 *                   `-> unfit (asked again now and then)
 */

import type { Fault } from '../../src/model/fault.ts';
import type { MessageOf, ResetCause } from '../protocol/messages.ts';
import { type BoardView, type Counters, createCounters, type SessionEvent } from './board-view.ts';
import type { Setting, Standing, Wish } from './command.ts';
import { createExchange, type Exchange } from './exchange.ts';

export interface ConversationDeps {
  /** What the board shall keep and stand in without us. Its lengths say how many fans and relays we expect. */
  readonly failSafe: Setting;
  /** The board stands in fail-safe this long after the last wish, at the latest. */
  readonly leaseMs: number;
  /** Reads alone: the board keeps the fail-safe that it has, and is left as it stands. */
  readonly isObserver?: boolean | undefined;
  /** A fresh report: never from before the greeting. */
  onReport(report: MessageOf<'state' | 'sense'>, takenMs: number): void;
  /** No more fresh reports for now. */
  onLost(fault: Fault): void;
  onEvent(event: SessionEvent): void;
}

/** How long an unfit board is left alone. */
const unfitRetryMs = 10_000;

export interface Conversation {
  readonly deps: ConversationDeps;
  readonly view: { -readonly [K in keyof BoardView]: BoardView[K] } & { readonly counters: Counters };
  readonly exchange: Exchange;
  /** Nobody wishes any more: fail-safe values, then the end. */
  isLeaving: boolean;
  hasLeft: boolean;
  wish: Wish | undefined;
  standing: Standing | undefined;
  /** The wish behind the `set` that waits for its answer. */
  sentWishMs: number;
  /** The board keeps another fail-safe than ours. */
  keepsOther: boolean;
  /** The board has answered `who` since the link was opened: what it says is of now. */
  isFresh: boolean;
  told: 'up' | 'down' | undefined;
  /** When the board was last found not to do what it was told. */
  astrayMs: number;
  /** Last refusal reported: the same is not reported twice in a row. */
  refusal: string;
  openedMs: number;
  askedMs: number;
  notBeforeMs: number;
  misses: number;
}

export function createConversation(deps: ConversationDeps): Conversation {
  const fault: Fault = { kind: 'never-read' };
  const counters = createCounters();
  return {
    deps,
    view: { phase: 'closed', fault, hello: undefined, state: undefined, sense: undefined, counters },
    exchange: createExchange(),
    isLeaving: false,
    hasLeft: false,
    wish: undefined,
    standing: undefined,
    sentWishMs: 0,
    keepsOther: false,
    isFresh: false,
    told: undefined,
    astrayMs: Number.NEGATIVE_INFINITY,
    refusal: '',
    openedMs: 0,
    askedMs: 0,
    notBeforeMs: 0,
    misses: 0,
  };
}

/** The link was opened. */
export function begin(talk: Conversation, nowMs: number): void {
  talk.view.phase = 'listening';
  talk.openedMs = nowMs;
}

/** The link is closed. */
export function end(talk: Conversation, fault: Fault): void {
  talk.view.phase = 'closed';
  forget(talk);
  lose(talk, fault);
}

/** The agreement is in doubt: `who` comes next. */
export function greetAgain(talk: Conversation): void {
  if (talk.view.phase !== 'unfit') talk.view.phase = 'greeting';
}

/** Nothing is known of the outputs any more, and nothing asked is waited for. */
export function forget(talk: Conversation): void {
  talk.exchange.drop();
  talk.standing = undefined;
  talk.misses = 0;
  talk.notBeforeMs = 0;
}

/** This board cannot be ours; `detail` says why. */
export function unfit(talk: Conversation, detail: string, nowMs: number): void {
  talk.view.phase = 'unfit';
  talk.notBeforeMs = nowMs + unfitRetryMs;
  lose(talk, { kind: 'rejected', detail });
}

/** The outputs can be commanded. */
export function ready(talk: Conversation): void {
  const { view, deps } = talk;
  view.phase = 'ready';
  view.fault = undefined;
  if (talk.told !== 'up' && view.hello !== undefined)
    deps.onEvent({ kind: 'up', hello: view.hello, isBack: talk.told === 'down' });
  talk.told = 'up';
}

/** The board has started anew and knows no lease and no agreement. */
export function rebooted(talk: Conversation, cause: ResetCause): void {
  const { view, deps } = talk;
  view.counters.reboots++;
  forget(talk);
  view.phase = 'greeting';
  view.state = undefined;
  view.fault = { kind: 'link-down', detail: 'the board was reset and is being greeted again' };
  deps.onEvent({ kind: 'rebooted', cause });
}

/** The board cannot be commanded; told on change only. */
export function tellDown(talk: Conversation, fault: Fault): void {
  talk.view.fault = fault;
  if (talk.told !== 'down') talk.deps.onEvent({ kind: 'down', fault });
  talk.told = 'down';
}

function lose(talk: Conversation, fault: Fault): void {
  if (talk.isFresh) talk.deps.onLost(fault);
  talk.isFresh = false;
  tellDown(talk, fault);
}
