/**
 * What the gateway makes of a board while the link is open. No link, no timer; time is an argument. `nextRequest` says
 * what to send (next-request.ts), `takeLine` takes what comes (take-line.ts); here is what both know.
 *
 *   listening -> greeting -> settling -> ready          a reset of the board, or silence on three requests: greeting
 *                   `-> unfit (asked again now and then)
 */

import type { Fault } from '../../src/model/fault.ts';
import { type Message, message } from '../../src/model/message.ts';
import type { MessageOf, ResetCause } from '../protocol/messages.ts';
import { type BoardView, type Counters, createCounters, type SessionEvent } from './board-view.ts';
import type { AcknowledgedSetting, Setting, Wish } from './command.ts';
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
const UNFIT_RETRY_MS = 10_000;

export interface Conversation {
  readonly deps: ConversationDeps;
  readonly view: { -readonly [K in keyof BoardView]: BoardView[K] } & { readonly counters: Counters };
  readonly exchange: Exchange;
  /** Nobody wishes any more: fail-safe values, then the end. */
  isLeaving: boolean;
  hasLeft: boolean;
  wish: Wish | undefined;
  acknowledged: AcknowledgedSetting | undefined;
  /** The wish behind the `set` that waits for its answer. */
  sentWishMs: number;
  /** The board keeps another fail-safe than ours. */
  keepsOther: boolean;
  /** The board has answered `who` since the link was opened: what it says is of now. */
  isFresh: boolean;
  announced: 'up' | 'down' | undefined;
  /** When the board was last found not to do what it was told. */
  astrayMs: number;
  /** Last refusal reported: the same is not reported twice in a row. */
  refusal: string;
  openedMs: number;
  sentMs: number;
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
    acknowledged: undefined,
    sentWishMs: 0,
    keepsOther: false,
    isFresh: false,
    announced: undefined,
    astrayMs: Number.NEGATIVE_INFINITY,
    refusal: '',
    openedMs: 0,
    sentMs: 0,
    notBeforeMs: 0,
    misses: 0,
  };
}

/** The link was opened. */
export function begin(conversation: Conversation, nowMs: number): void {
  conversation.view.phase = 'listening';
  conversation.openedMs = nowMs;
}

/** The link is closed. */
export function end(conversation: Conversation, fault: Fault): void {
  conversation.view.phase = 'closed';
  forget(conversation);
  lose(conversation, fault);
}

/** The agreement is in doubt: `who` comes next. */
export function greetAgain(conversation: Conversation): void {
  if (conversation.view.phase !== 'unfit') conversation.view.phase = 'greeting';
}

/** Nothing is known of the outputs any more, and nothing asked is waited for. */
export function forget(conversation: Conversation): void {
  conversation.exchange.drop();
  conversation.acknowledged = undefined;
  conversation.misses = 0;
  conversation.notBeforeMs = 0;
}

/** This board cannot be ours; `detail` says why. */
export function unfit(conversation: Conversation, detail: Message, nowMs: number): void {
  conversation.view.phase = 'unfit';
  conversation.notBeforeMs = nowMs + UNFIT_RETRY_MS;
  lose(conversation, { kind: 'rejected', detail });
}

/** The outputs can be commanded. */
export function ready(conversation: Conversation): void {
  const { view, deps } = conversation;
  view.phase = 'ready';
  view.fault = undefined;
  if (conversation.announced !== 'up' && view.hello !== undefined)
    deps.onEvent({ kind: 'up', hello: view.hello, isBack: conversation.announced === 'down' });
  conversation.announced = 'up';
}

/** The board has started anew and knows no lease and no agreement. */
export function rebooted(conversation: Conversation, cause: ResetCause): void {
  const { view, deps } = conversation;
  view.counters.reboots++;
  forget(conversation);
  view.phase = 'greeting';
  view.state = undefined;
  view.fault = { kind: 'link-down', detail: message('board-greeted-again') };
  deps.onEvent({ kind: 'rebooted', cause });
}

/** The board cannot be commanded; told on change only. */
export function announceDown(conversation: Conversation, fault: Fault): void {
  conversation.view.fault = fault;
  if (conversation.announced !== 'down') conversation.deps.onEvent({ kind: 'down', fault });
  conversation.announced = 'down';
}

function lose(conversation: Conversation, fault: Fault): void {
  if (conversation.isFresh) conversation.deps.onLost(fault);
  conversation.isFresh = false;
  announceDown(conversation, fault);
}
