/** How the lines of the board change the conversation. */

import { message } from '../../src/model/message.ts';
import { decode } from '../protocol/codec.ts';
import {
  isReport,
  type MessageOf,
  type NakReason,
  protocolVersions,
  type Report,
  type Request,
} from '../protocol/messages.ts';
import { hasRebooted } from './board-view.ts';
import { isSameSetting } from './command.ts';
import { type Conversation, forget, greetAgain, ready, rebooted, unfit } from './conversation.ts';

/** Time until a refused request is repeated. */
const RETRY_MS = 1000;
/** A board that keeps leaving our command is reported once, and again after it has obeyed for this long. */
const ASTRAY_QUIET_MS = 60_000;

/** Takes a line; true when it was a good one from the board. */
export function takeLine(conversation: Conversation, line: string, nowMs: number): boolean {
  const { view } = conversation;
  const decoded = decode(line);
  if (!decoded.ok) {
    if (view.phase !== 'listening' && line !== '') view.counters.linesRefused++;
    return false;
  }
  if (!isReport(decoded.value)) {
    view.counters.echoes++;
    return false;
  }
  view.counters.linesGood++;
  if (view.phase === 'listening') view.phase = 'greeting';
  takeReport(conversation, decoded.value, nowMs);
  return true;
}

function takeReport(conversation: Conversation, report: Report, nowMs: number): void {
  if (report.kind === 'hello' && report.seq === 0) {
    if (conversation.isFresh) rebooted(conversation, report.reset);
    else forget(conversation);
    return;
  }
  const request = report.seq === 0 ? undefined : conversation.exchange.settle(report);
  if (request !== undefined) takeAnswer(conversation, request, report, nowMs);
  else if (report.seq !== 0) conversation.view.counters.lateAnswers++;
  if ((report.kind === 'state' || report.kind === 'sense') && conversation.isFresh)
    takeReading(conversation, report, nowMs);
}

function takeReading(
  conversation: Conversation,
  report: MessageOf<'state' | 'sense'>,
  takenMs: number,
): void {
  const { view } = conversation;
  if (view.state !== undefined && hasRebooted(view.state, { report, takenMs }))
    rebooted(conversation, 'unknown');
  if (report.kind === 'state') view.state = { report, takenMs };
  else view.sense = { report, takenMs };
  if (report.kind === 'state') compare(conversation, report, takenMs);
  conversation.deps.onReport(report, takenMs);
}

/** Lines come in order, so a `state` after the answer to a `set` must name that `set`. */
function compare(conversation: Conversation, found: MessageOf<'state'>, nowMs: number): void {
  const { acknowledged, deps } = conversation;
  if (acknowledged === undefined || conversation.exchange.outstanding?.kind === 'set') return;
  const isOurs = found.why === 'commanded' && found.set === acknowledged.seq;
  if (isOurs && isSameSetting(found, acknowledged.setting)) return;
  conversation.acknowledged = undefined;
  // A lease that ended for want of wishes is expected. Leases are sent in whole milliseconds.
  if (nowMs >= acknowledged.requestedMs + deps.leaseMs - 1) return;
  const isNews = nowMs >= conversation.astrayMs + ASTRAY_QUIET_MS;
  conversation.astrayMs = nowMs;
  if (isNews)
    deps.onEvent(
      found.why === 'commanded' ? { kind: 'moved', found } : { kind: 'fell-back', why: found.why },
    );
}

function takeAnswer(conversation: Conversation, request: Request, answer: Report, nowMs: number): void {
  conversation.misses = 0;
  conversation.notBeforeMs = 0;
  if (answer.kind === 'nak') takeNak(conversation, request, answer, nowMs);
  else if (answer.kind === 'hello') greeted(conversation, answer, nowMs);
  else if (answer.kind === 'failsafe') takeFailSafe(conversation, request, answer);
  else if (request.kind === 'set') taken(conversation, request);
}

function greeted(conversation: Conversation, hello: MessageOf<'hello'>, nowMs: number): void {
  const { min, max } = protocolVersions;
  const { fansPct, relays } = conversation.deps.failSafe;
  conversation.view.hello = hello;
  if (hello.version < min || hello.version > max)
    unfit(conversation, message('board-version', { version: hello.version, min, max }), nowMs);
  else if (hello.fans !== fansPct.length || hello.relays !== relays.length)
    unfit(
      conversation,
      message('board-parts', {
        fans: hello.fans,
        relays: hello.relays,
        wantedFans: fansPct.length,
        wantedRelays: relays.length,
      }),
      nowMs,
    );
  else {
    conversation.view.phase = 'settling';
    conversation.isFresh = true;
    conversation.keepsOther = false;
    conversation.acknowledged = undefined;
  }
}

function takeFailSafe(conversation: Conversation, request: Request, kept: MessageOf<'failsafe'>): void {
  const isKept = isSameSetting(kept, conversation.deps.failSafe);
  if (isKept || conversation.deps.isObserver === true) {
    conversation.refusal = '';
    ready(conversation);
  } else if (request.kind === 'keep') unkept(conversation);
  else conversation.keepsOther = true;
}

/** A board that cannot store the fail-safe can still be commanded, which is better than not using it. */
function unkept(conversation: Conversation): void {
  announceRefusal(conversation, 'keep', 'storage');
  ready(conversation);
}

function announceRefusal(conversation: Conversation, request: string, reason: NakReason): void {
  const refusal = `${request} ${reason}`;
  if (conversation.refusal !== refusal) conversation.deps.onEvent({ kind: 'refused', request, reason });
  conversation.refusal = refusal;
}

function taken(conversation: Conversation, { seq, fansPct, relays }: MessageOf<'set'>): void {
  const { sentMs, sentWishMs: askedMs } = conversation;
  const setting = { fansPct, relays };
  conversation.acknowledged = { setting, seq, sentMs, requestedMs: askedMs };
  conversation.hasLeft = conversation.isLeaving && isSameSetting(setting, conversation.deps.failSafe);
}

function takeNak(
  conversation: Conversation,
  request: Request,
  { reason }: MessageOf<'nak'>,
  nowMs: number,
): void {
  conversation.view.counters.naks++;
  conversation.acknowledged = undefined;
  if (reason === 'greet') rebooted(conversation, 'unknown');
  else if (reason === 'count') unfit(conversation, message('board-parts-changed'), nowMs);
  else if (reason === 'storage') unkept(conversation);
  else {
    conversation.notBeforeMs = nowMs + RETRY_MS;
    announceRefusal(conversation, request.kind, reason);
    // Another gateway has used higher numbers: a greeting starts the numbers again.
    if (reason === 'stale') greetAgain(conversation);
  }
}
