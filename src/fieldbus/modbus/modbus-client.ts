/**
 * The Modbus client of one link. A small state machine driven by the link's callbacks and the clock:
 *
 *   closed -> opening -> idle <-> exchanging      (one request in flight)
 *                          ^          | a timeout on RTU, or garbage
 *                          `- draining (until the next request)
 *
 * Serial lines: frames are separated by 3.5 character times, 1.75 ms above 19200 baud (MODBUS over Serial Line V1.02,
 * 2.5.1.1), counted from the computed end of the last frame. RTU has no transaction id, so after a timeout or
 * garbage the line must first be quiet for `drainMs`; what arrives meanwhile is counted as late and discarded.
 */

import assert from 'node:assert';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusClient, ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import { createState, type Done, type ModbusClientDeps, type State } from './client-state.ts';
import { encodeRequest, replyLength } from './pdu.ts';
import { rtuFraming } from './rtu-framing.ts';
import { tcpFraming } from './tcp-framing.ts';

/** A client that opens and closes with its link. */
export interface LinkedModbusClient extends ModbusClient {
  /** `isSameLine`: what is known of the line, whether it echoes, holds from the connection before. */
  open(isSameLine?: boolean): void;
  close(): void;
  /** Silence around the following exchanges, if longer than the line's own. */
  setMinGap(minGapMs: number): void;
  /** No request before this monotonic time. */
  readonly freeAtMs: number;
  /** Whether our questions are echoed; undefined while no read has shown it since the link opened. */
  readonly isEchoing: boolean | undefined;
}

/** A client on a closed link. */
export function createModbusClient(deps: ModbusClientDeps): LinkedModbusClient {
  const state = createState(deps, { watch, announceReady });
  return {
    get ready() {
      return isReady(state);
    },
    get freeAtMs() {
      return state.freeAtMs;
    },
    get isEchoing() {
      return state.receiver.line.isEchoing;
    },
    setMinGap(minGapMs) {
      state.minGapMs = Math.max(deps.timing.minGapMs, minGapMs);
    },
    open: (isSameLine = false) => open(state, isSameLine),
    close: () => close(state, { kind: 'link-down', detail: message('link-closed-by-us') }),
    request: (unitId, request, timeoutMs, done) => send(state, unitId, request, timeoutMs, done),
  };
}

/** An exception: unit id, function, code, checksum. */
const SHORTEST_FRAME = 5;
/** Time before the computed end of a reply: allows for timers of whole milliseconds. */
const LAST_LOOK_MS = 1.2;
/** If the timer of a deadline fires later than this, the process was held up and could not read either. */
const HELD_UP_MS = 20;
/** A line that others keep busy for this long is given up: a late answer ends long before. */
const CHATTER_MAX_MS = 3000;
const CHATTER: Fault = {
  kind: 'link-down',
  detail: message('line-chatter', { seconds: CHATTER_MAX_MS / 1000 }),
};

function isReady(state: State): boolean {
  return isFree(state) && state.deps.clock.nowMs() >= state.freeAtMs;
}

/** Open, and no request in flight. */
function isFree({ phase }: State): boolean {
  return phase === 'idle' || phase === 'draining';
}

function open(state: State, isSameLine: boolean): void {
  assert(state.phase === 'closed', 'open is legal only while closed');
  state.phase = 'opening';
  const session = ++state.session;
  state.deps.link.open({
    opened() {
      if (session !== state.session || state.phase !== 'opening') return;
      state.phase = state.hasChattered ? 'draining' : 'idle';
      state.receiver.reset();
      if (!isSameLine) state.receiver.forgetLine();
      state.strayedSinceMs = Number.POSITIVE_INFINITY;
      const quietMs = state.hasChattered ? state.deps.timing.drainMs : 0;
      state.freeAtMs = state.deps.clock.nowMs() + Math.max(quietMs, gapMs(state));
      state.deps.onLink('open');
      announceReady(state);
    },
    data(bytes) {
      if (session === state.session) receive(state, bytes);
    },
    closed(fault) {
      if (session === state.session) closed(state, fault);
    },
  });
}

function close(state: State, fault: Fault): void {
  if (state.phase === 'closed' || state.phase === 'closing') return;
  state.phase = 'closing';
  stopTimers(state);
  settle(state, failed(fault));
  state.deps.link.close();
}

function closed(state: State, fault: Fault): void {
  state.phase = 'closed';
  state.session++;
  stopTimers(state);
  settle(state, failed(fault));
  state.deps.onLink('down', fault);
}

function send(state: State, unitId: number, request: ModbusRequest, timeoutMs: number, done: Done): void {
  assert(isReady(state), 'a request is legal only while ready');
  const { clock, counters, link, transport } = state.deps;
  const framing = transport === 'rtu' ? rtuFraming : tcpFraming;
  const pdu = encodeRequest(request);
  state.transaction = (state.transaction + 1) & 0xffff;
  const frame = framing.wrap(unitId, pdu, state.transaction);
  counters.requests++;
  state.done = done;
  state.strayedSinceMs = Number.POSITIVE_INFINITY;
  state.hasChattered = false;
  if (state.phase === 'draining') state.receiver.reset();
  state.phase = 'exchanging';
  state.timeoutMs = timeoutMs;
  state.hasGrace = false;
  state.sentEndMs = clock.nowMs() + frame.length * state.charMs;
  state.deadlineMs = state.sentEndMs + timeoutMs;
  state.replyLeft = replyLength(request) + framing.overhead;
  if (state.receiver.line.isEchoing) state.replyLeft += frame.length;
  state.looks = 0;
  state.replyEndMs = Number.POSITIVE_INFINITY;
  state.receiver.expect(unitId, request, state.transaction, frame);
  state.deadline.at(state.deadlineMs);
  link.write(frame);
}

function receive(state: State, bytes: Uint8Array): void {
  if (state.phase !== 'exchanging' && !isFree(state)) return;
  const nowMs = state.deps.clock.nowMs();
  const outcome = state.receiver.push(bytes);
  if (state.phase !== 'exchanging') {
    strayed(state, bytes.length, outcome !== undefined, nowMs);
    return;
  }
  // The characters of a frame follow each other without a pause, so a chunk that left a UART at its FIFO mark shows the
  // end of the frame more precisely than the last chunk, which a receive timeout has delayed.
  state.replyLeft -= bytes.length;
  state.looks++;
  state.replyEndMs = Math.min(state.replyEndMs, nowMs + Math.max(0, state.replyLeft) * state.charMs);
  if (outcome !== undefined) finish(state, outcome, nowMs);
  // The first characters show when the last ones will arrive. The last ones must be read as they arrive, because the
  // silence counts from them; those in between need not be.
  else if (state.looks === 1 && state.charMs > 0) state.deps.link.rest?.(state.replyEndMs - LAST_LOOK_MS);
}

/**
 * Bytes without a request in flight. Too few for a frame: a glitch of a line driver. More: a late answer, perhaps not
 * the last.
 */
function strayed(state: State, count: number, isOutOfStep: boolean, nowMs: number): void {
  if (state.deps.transport === 'tcp' && !isOutOfStep && state.phase !== 'draining') return;
  if (count >= SHORTEST_FRAME || isOutOfStep) state.phase = 'draining';
  const quietMs =
    state.phase === 'draining' ? Math.max(state.deps.timing.drainMs, gapMs(state)) : gapMs(state);
  state.strayedSinceMs = nowMs >= state.freeAtMs ? nowMs : Math.min(state.strayedSinceMs, nowMs);
  state.freeAtMs = Math.max(state.freeAtMs, nowMs + quietMs);
  if (nowMs - state.strayedSinceMs < CHATTER_MAX_MS) state.free.at(state.freeAtMs);
  else {
    state.hasChattered = true;
    state.deps.onChatter(CHATTER);
  }
}

/** Settles the request. The receive timeout of a UART is at most 4 characters: no more is credited to the gap. */
function finish(state: State, outcome: Result<ModbusReply, Fault>, nowMs: number): void {
  const { counters, timing } = state.deps;
  const isGarbage = !outcome.ok && outcome.fault.kind !== 'modbus-exception';
  if (outcome.ok) counters.ok++;
  else if (outcome.fault.kind === 'modbus-exception') counters.exceptions++;
  else if (outcome.fault.kind === 'crc') counters.crcErrors++;
  else counters.frameErrors++;
  state.phase = isGarbage ? 'draining' : 'idle';
  if (isGarbage) {
    state.freeAtMs = nowMs + Math.max(timing.drainMs, gapMs(state));
  } else {
    const isExact = state.charMs > 0 && state.replyLeft === 0 && state.receiver.strayBytes === 0;
    const replyEndMs = isExact ? Math.max(state.replyEndMs, nowMs - 4 * state.charMs) : nowMs;
    state.freeAtMs = Math.max(state.sentEndMs, Math.min(nowMs, replyEndMs)) + gapMs(state);
  }
  settle(state, outcome);
  announceReady(state);
}

function expire(state: State): void {
  const nowMs = state.deps.clock.nowMs();
  const outcome = state.receiver.giveUp();
  if (outcome !== undefined) {
    finish(state, outcome, nowMs);
    return;
  }
  state.deps.counters.timeouts++;
  state.phase = state.deps.transport === 'rtu' ? 'draining' : 'idle';
  const drainMs = state.phase === 'draining' ? state.deps.timing.drainMs : 0;
  state.freeAtMs = nowMs + Math.max(drainMs, gapMs(state));
  settle(state, failed({ kind: 'timeout', afterMs: state.timeoutMs }));
  announceReady(state);
}

function settle(state: State, outcome: Result<ModbusReply, Fault>): void {
  state.deps.counters.echoes = state.receiver.line.echoes;
  const { done } = state;
  state.done = undefined;
  done?.(outcome);
}

function announceReady(state: State): void {
  if (!isFree(state)) return;
  if (isReady(state)) state.deps.onReady();
  else state.free.at(state.freeAtMs);
}

/**
 * Called at or before the deadline of the request in flight; before it if the timer of an earlier request was still
 * running. If the whole process was held up, the answer may be unread in the kernel, so the loop gets another turn to
 * read it.
 */
function watch(state: State): void {
  if (state.phase !== 'exchanging') return;
  const lateMs = state.deps.clock.nowMs() - state.deadlineMs;
  if (lateMs > HELD_UP_MS && !state.hasGrace) {
    state.hasGrace = true;
    state.deadline.at(state.deadlineMs + lateMs + 1);
  } else if (lateMs >= 0) expire(state);
  else state.deadline.at(state.deadlineMs);
}

function stopTimers(state: State): void {
  state.deadline.cancel();
  state.free.cancel();
}

function gapMs(state: State): number {
  return Math.max(state.silenceMs, state.minGapMs);
}
