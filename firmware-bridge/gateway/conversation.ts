/**
 * The state of a board while the link is open. No link and no timer; time is an argument. `nextRequest` gives what to
 * send (next-request.ts), `takeLine` takes what arrives (take-line.ts); this file has what both need.
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

/** What a conversation needs. */
export interface ConversationDeps {
  /** The fail-safe that the board stores. Its lengths are the numbers of fans and relays that we expect. */
  readonly failSafe: Setting;
  /** The board is in fail-safe this long after the last wish, at the latest. */
  readonly leaseMs: number;
  /** Reads only: the board keeps its fail-safe and its outputs. */
  readonly isObserver?: boolean | undefined;
  /** A fresh report, never one from before the greeting. */
  onReport(report: MessageOf<'state' | 'sense'>, takenMs: number): void;
  /** No fresh reports until further notice. */
  onLost(fault: Fault): void;
  onEvent(event: SessionEvent): void;
}

/** Time until an unfit board is asked again. */
const UNFIT_RETRY_MS = 10_000;

/** The state of one conversation. */
export interface Conversation {
  readonly deps: ConversationDeps;
  readonly view: { -readonly [K in keyof BoardView]: BoardView[K] } & { readonly counters: Counters };
  readonly exchange: Exchange;
  /** There are no more wishes: fail-safe values, then the end. */
  isLeaving: boolean;
  hasLeft: boolean;
  wish: Wish | undefined;
  acknowledged: AcknowledgedSetting | undefined;
  /** Time of the wish behind the `set` that waits for its answer. */
  sentWishMs: number;
  /** The board stores another fail-safe than ours. */
  keepsOther: boolean;
  /** The board has answered `who` since the link was opened, so its reports are current. */
  isFresh: boolean;
  announced: 'up' | 'down' | undefined;
  /** When the board was last found not to follow its command. */
  astrayMs: number;
  /** Last refusal reported: the same is not reported twice in a row. */
  refusal: string;
  openedMs: number;
  sentMs: number;
  notBeforeMs: number;
  misses: number;
}

/** A conversation on a link that is not open yet. */
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

/** The agreement is uncertain: `who` comes next. */
export function greetAgain(conversation: Conversation): void {
  if (conversation.view.phase !== 'unfit') conversation.view.phase = 'greeting';
}

/** Forgets the outputs and drops the outstanding request. */
export function forget(conversation: Conversation): void {
  conversation.exchange.drop();
  conversation.acknowledged = undefined;
  conversation.misses = 0;
  conversation.notBeforeMs = 0;
}

/** This board cannot be ours; `detail` gives the reason. */
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

/** The board has restarted, without lease and agreement. */
export function rebooted(conversation: Conversation, cause: ResetCause): void {
  const { view, deps } = conversation;
  view.counters.reboots++;
  forget(conversation);
  view.phase = 'greeting';
  view.state = undefined;
  view.fault = { kind: 'link-down', detail: message('board-greeted-again') };
  deps.onEvent({ kind: 'rebooted', cause });
}

/** The board cannot be commanded; reported on change only. */
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
