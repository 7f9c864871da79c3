/** What to ask the board next. Nothing is queued: the request is the one that is due at that moment. */

import { LEASE_MIN_MS, protocolVersions, type Request } from '../protocol/messages.ts';
import { dueSet } from './command.ts';
import { announceDown, type Conversation, greetAgain } from './conversation.ts';
import type { Ask } from './exchange.ts';

/** Times of PROTOCOL.md, "Timing". */
const ANSWER_MAX_MS = 300;

/** A new line is only listened to for this long: a board that speaks by itself need not be greeted. */
export const LISTEN_MAX_MS = 3000;
/** Without a wish the board is pinged this often. */
const PING_EVERY_MS = 5000;
/** Number of unanswered requests in a row that are repeated at once; later ones go once a second. */
const MISSES_MAX = 3;
const RETRY_MS = 1000;

/** The request to send now, or the time to check again. */
export function nextRequest(conversation: Conversation, nowMs: number): Request | number {
  const { exchange } = conversation;
  if (exchange.outstanding !== undefined && nowMs >= exchange.deadlineMs) missed(conversation, nowMs);
  if (exchange.outstanding !== undefined) return exchange.deadlineMs;
  const due = dueAsk(conversation, nowMs);
  if (typeof due === 'number') return due;
  conversation.sentMs = nowMs;
  conversation.sentWishMs = conversation.wish?.requestedMs ?? nowMs;
  return exchange.begin(due, nowMs + ANSWER_MAX_MS);
}

function dueAsk(conversation: Conversation, nowMs: number): Ask | number {
  const { view, deps } = conversation;
  if (view.phase === 'listening') {
    const untilMs = conversation.openedMs + LISTEN_MAX_MS;
    if (nowMs < untilMs) return untilMs;
    view.phase = 'greeting';
  }
  if (nowMs < conversation.notBeforeMs) return conversation.notBeforeMs;
  if (view.phase === 'greeting' || view.phase === 'unfit')
    return { kind: 'who', versionMin: protocolVersions.min, versionMax: protocolVersions.max };
  if (view.phase === 'settling')
    return conversation.keepsOther ? { kind: 'keep', ...deps.failSafe } : { kind: 'get', what: 'failsafe' };
  // Whoever needs the state of the outputs before the first wish need not wait for the next report.
  if (conversation.wish === undefined && view.state === undefined) return { kind: 'get', what: 'state' };
  if (conversation.isLeaving) return { kind: 'set', leaseMs: LEASE_MIN_MS, ...deps.failSafe };
  const due = dueSet(conversation.wish, conversation.acknowledged, deps.leaseMs, nowMs);
  if (typeof due !== 'number') return due;
  const pingMs = conversation.sentMs + PING_EVERY_MS;
  return nowMs >= pingMs ? { kind: 'ping' } : Math.min(due, pingMs);
}

function missed(conversation: Conversation, nowMs: number): void {
  conversation.view.counters.timeouts++;
  conversation.exchange.drop();
  // It is not known whether the board has taken it.
  conversation.acknowledged = undefined;
  conversation.misses++;
  if (conversation.misses < MISSES_MAX) return;
  conversation.notBeforeMs = nowMs + RETRY_MS;
  greetAgain(conversation);
  announceDown(conversation, { kind: 'timeout', afterMs: ANSWER_MAX_MS });
}
