/** What the lines of the board change. */

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

/** Before a request that was refused is made again. */
const retryMs = 1000;
/** A board that keeps leaving our command is told of once, and again after it has obeyed for this long. */
const astrayQuietMs = 60_000;

/** Takes a line; true when it was a good one of the board. */
export function takeLine(talk: Conversation, line: string, nowMs: number): boolean {
  const { view } = talk;
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
  takeReport(talk, decoded.value, nowMs);
  return true;
}

function takeReport(talk: Conversation, report: Report, nowMs: number): void {
  if (report.kind === 'hello' && report.seq === 0) {
    if (talk.isFresh) rebooted(talk, report.reset);
    else forget(talk);
    return;
  }
  const request = report.seq === 0 ? undefined : talk.exchange.settle(report);
  if (request !== undefined) takeAnswer(talk, request, report, nowMs);
  else if (report.seq !== 0) talk.view.counters.lateAnswers++;
  if ((report.kind === 'state' || report.kind === 'sense') && talk.isFresh) takeReading(talk, report, nowMs);
}

function takeReading(talk: Conversation, report: MessageOf<'state' | 'sense'>, takenMs: number): void {
  const { view } = talk;
  if (view.state !== undefined && hasRebooted(view.state, { report, takenMs })) rebooted(talk, 'unknown');
  if (report.kind === 'state') view.state = { report, takenMs };
  else view.sense = { report, takenMs };
  if (report.kind === 'state') compare(talk, report, takenMs);
  talk.deps.onReport(report, takenMs);
}

/** Lines come in order, so a state after the answer to a `set` must name it. */
function compare(talk: Conversation, found: MessageOf<'state'>, nowMs: number): void {
  const { standing, deps } = talk;
  if (standing === undefined || talk.exchange.outstanding?.kind === 'set') return;
  const isOurs = found.why === 'commanded' && found.set === standing.seq;
  if (isOurs && isSameSetting(found, standing.setting)) return;
  talk.standing = undefined;
  // A lease that has ended because nobody wished any more is no surprise. Leases are sent in whole milliseconds.
  if (nowMs >= standing.askedMs + deps.leaseMs - 1) return;
  const isNews = nowMs >= talk.astrayMs + astrayQuietMs;
  talk.astrayMs = nowMs;
  if (isNews)
    deps.onEvent(
      found.why === 'commanded' ? { kind: 'moved', found } : { kind: 'fell-back', why: found.why },
    );
}

function takeAnswer(talk: Conversation, request: Request, answer: Report, nowMs: number): void {
  talk.misses = 0;
  talk.notBeforeMs = 0;
  if (answer.kind === 'nak') takeNak(talk, request, answer, nowMs);
  else if (answer.kind === 'hello') greeted(talk, answer, nowMs);
  else if (answer.kind === 'failsafe') takeFailSafe(talk, request, answer);
  else if (request.kind === 'set') taken(talk, request);
}

function greeted(talk: Conversation, hello: MessageOf<'hello'>, nowMs: number): void {
  const { min, max } = protocolVersions;
  const { fansPct, relays } = talk.deps.failSafe;
  talk.view.hello = hello;
  if (hello.version < min || hello.version > max)
    unfit(talk, `it speaks version ${hello.version} of the protocol, this gateway ${min} to ${max}`, nowMs);
  else if (hello.fans !== fansPct.length || hello.relays !== relays.length)
    unfit(
      talk,
      `it has ${hello.fans} fans and ${hello.relays} relays, expected were ${fansPct.length} and ${relays.length}`,
      nowMs,
    );
  else {
    talk.view.phase = 'settling';
    talk.isFresh = true;
    talk.keepsOther = false;
    talk.standing = undefined;
  }
}

function takeFailSafe(talk: Conversation, request: Request, kept: MessageOf<'failsafe'>): void {
  const isKept = isSameSetting(kept, talk.deps.failSafe);
  if (isKept || talk.deps.isObserver === true) {
    talk.refusal = '';
    ready(talk);
  } else if (request.kind === 'keep') unkept(talk);
  else talk.keepsOther = true;
}

/** A board that does not keep the fail-safe can still be commanded, which is better than leaving it alone. */
function unkept(talk: Conversation): void {
  tellRefusal(talk, 'keep', 'storage');
  ready(talk);
}

function tellRefusal(talk: Conversation, request: string, reason: NakReason): void {
  const refusal = `${request} ${reason}`;
  if (talk.refusal !== refusal) talk.deps.onEvent({ kind: 'refused', request, reason });
  talk.refusal = refusal;
}

function taken(talk: Conversation, { seq, fansPct, relays }: MessageOf<'set'>): void {
  const { askedMs: sentMs, sentWishMs: askedMs } = talk;
  const setting = { fansPct, relays };
  talk.standing = { setting, seq, sentMs, askedMs };
  talk.hasLeft = talk.isLeaving && isSameSetting(setting, talk.deps.failSafe);
}

function takeNak(talk: Conversation, request: Request, { reason }: MessageOf<'nak'>, nowMs: number): void {
  talk.view.counters.naks++;
  talk.standing = undefined;
  if (reason === 'greet') rebooted(talk, 'unknown');
  else if (reason === 'count') unfit(talk, 'it has another number of fans or relays than it said', nowMs);
  else if (reason === 'storage') unkept(talk);
  else {
    talk.notBeforeMs = nowMs + retryMs;
    tellRefusal(talk, request.kind, reason);
    // Somebody else has numbered further: a greeting begins the numbers anew.
    if (reason === 'stale') greetAgain(talk);
  }
}
