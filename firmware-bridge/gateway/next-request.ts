/** What to ask the board next. Nothing is queued: what is asked is what is due at that moment. */

import { leaseMinMs, protocolVersions, type Request } from '../protocol/messages.ts';
import { dueSet } from './command.ts';
import { type Conversation, greetAgain, tellDown } from './conversation.ts';
import type { Ask } from './exchange.ts';

/** Times of PROTOCOL.md, "Timing". */
const answerMaxMs = 300;
export const listenMaxMs = 3000;
/** Without a wish the board is asked this often whether it still hears us. */
const pingEveryMs = 5000;
/** Requests without answer in a row: the first are repeated at once, later ones once a second. */
const missesMax = 3;
const retryMs = 1000;

/** The request to send now, or the time to look again. */
export function nextRequest(talk: Conversation, nowMs: number): Request | number {
  const { exchange } = talk;
  if (exchange.outstanding !== undefined && nowMs >= exchange.deadlineMs) missed(talk, nowMs);
  if (exchange.outstanding !== undefined) return exchange.deadlineMs;
  const due = dueAsk(talk, nowMs);
  if (typeof due === 'number') return due;
  talk.askedMs = nowMs;
  talk.sentWishMs = talk.wish?.askedMs ?? nowMs;
  return exchange.begin(due, nowMs + answerMaxMs);
}

function dueAsk(talk: Conversation, nowMs: number): Ask | number {
  const { view, deps } = talk;
  if (view.phase === 'listening') {
    const untilMs = talk.openedMs + listenMaxMs;
    if (nowMs < untilMs) return untilMs;
    view.phase = 'greeting';
  }
  if (nowMs < talk.notBeforeMs) return talk.notBeforeMs;
  if (view.phase === 'greeting' || view.phase === 'unfit')
    return { kind: 'who', versionMin: protocolVersions.min, versionMax: protocolVersions.max };
  if (view.phase === 'settling')
    return talk.keepsOther ? { kind: 'keep', ...deps.failSafe } : { kind: 'get', what: 'failsafe' };
  // Whoever waits to see how the board stands before it wishes need not wait for the next report.
  if (talk.wish === undefined && view.state === undefined) return { kind: 'get', what: 'state' };
  if (talk.isLeaving) return { kind: 'set', leaseMs: leaseMinMs, ...deps.failSafe };
  const due = dueSet(talk.wish, talk.standing, deps.leaseMs, nowMs);
  if (typeof due !== 'number') return due;
  const pingMs = talk.askedMs + pingEveryMs;
  return nowMs >= pingMs ? { kind: 'ping' } : Math.min(due, pingMs);
}

function missed(talk: Conversation, nowMs: number): void {
  talk.view.counters.timeouts++;
  talk.exchange.drop();
  // Whether the board has taken it is not known.
  talk.standing = undefined;
  talk.misses++;
  if (talk.misses < missesMax) return;
  talk.notBeforeMs = nowMs + retryMs;
  greetAgain(talk);
  tellDown(talk, { kind: 'timeout', afterMs: answerMaxMs });
}
