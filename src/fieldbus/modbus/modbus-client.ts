/**
 * One Modbus conversation on one link. A small state machine driven by the link's callbacks and the clock:
 *
 *   closed -> opening -> open: idle (silent interval or drain running, or ready) <-> one request in flight
 *
 * Serial lines: frames are parted by 3.5 character times, 1.75 ms above 19200 baud (MODBUS over Serial Line V1.02,
 * 2.5.1.1), counted from the computed end of the last frame. RTU has no transaction id, so after a timeout or
 * garbage the line must first be quiet for `drainMs`; what arrives meanwhile is counted as late and thrown away.
 */

import assert from 'node:assert';
import type { Fault } from '../../model/fault.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ByteLink } from '../../ports/byte-link.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModbusClient, ModbusReply, ModbusRequest } from '../../ports/modbus-client.ts';
import { createWakeTimer, type WakeTimer } from '../link/wake-timer.ts';
import type { ReplyReceiver } from './framing.ts';
import { charMsOf, type ModbusTiming, silenceMsOf } from './line-timing.ts';
import { encodeRequest, replyLength } from './pdu.ts';
import { rtuFraming } from './rtu-framing.ts';
import { tcpFraming } from './tcp-framing.ts';
import type { WireCounters } from './wire-counters.ts';

export interface ModbusClientDeps {
  readonly link: ByteLink;
  readonly transport: 'rtu' | 'tcp';
  readonly clock: Clock;
  readonly timing: ModbusTiming;
  readonly counters: WireCounters;
  /** `ready` has become true: after opening, after each exchange and its silent interval, after a drain. */
  onReady(): void;
  /** `down` comes once for each `open`, after the request in flight was settled. */
  onLink(state: 'open' | 'down', fault?: Fault): void;
}

/** A client with the life of its link. */
export interface LinkedModbusClient extends ModbusClient {
  open(): void;
  close(): void;
  /** Silence around the exchanges that follow, where longer than the line's own. */
  setMinGap(minGapMs: number): void;
  /** No request before this monotonic time. */
  readonly freeAtMs: number;
}

export function createModbusClient(deps: ModbusClientDeps): LinkedModbusClient {
  const state = createState(deps);
  return {
    get ready() {
      return isReady(state);
    },
    get freeAtMs() {
      return state.freeAtMs;
    },
    setMinGap(minGapMs) {
      state.minGapMs = Math.max(deps.timing.minGapMs, minGapMs);
    },
    open: () => open(state),
    close: () => close(state, { kind: 'link-down', detail: 'closed by us' }),
    request: (unitId, request, timeoutMs, done) => send(state, unitId, request, timeoutMs, done),
  };
}

/** An exception: unit id, function, code, checksum. */
const SHORTEST_FRAME = 5;
/** Before the computed end of a reply: room for a timer of whole milliseconds. */
const LAST_LOOK_MS = 1.2;
/** A deadline that rings later than this tells of a process that could not read either. */
const HELD_UP_MS = 20;

type Done = (reply: Result<ModbusReply, Fault>) => void;

interface State {
  readonly deps: ModbusClientDeps;
  readonly receiver: ReplyReceiver;
  /** One character on the wire; 0 where the wire has no pace. */
  readonly charMs: number;
  readonly silenceMs: number;
  phase: 'closed' | 'opening' | 'open' | 'closing';
  minGapMs: number;
  transaction: number;
  done: Done | undefined;
  timeoutMs: number;
  /** How often bytes of this reply were found. */
  looks: number;
  sentEndMs: number;
  deadlineMs: number;
  hasGrace: boolean;
  /** Bytes of the reply still to come at full length, and the earliest instant it can be over, by all chunks so far. */
  replyLeft: number;
  replyEndMs: number;
  freeAtMs: number;
  isDraining: boolean;
  readonly deadline: WakeTimer;
  readonly free: WakeTimer;
  /** Tells callbacks of an earlier `open` from those of this one. */
  session: number;
}

function createState(deps: ModbusClientDeps): State {
  const framing = deps.transport === 'rtu' ? rtuFraming : tcpFraming;
  const state: State = {
    deps,
    receiver: framing.createReplyReceiver(deps.counters),
    charMs: charMsOf(deps.timing),
    silenceMs: silenceMsOf(deps.timing),
    phase: 'closed',
    minGapMs: deps.timing.minGapMs,
    transaction: 0,
    done: undefined,
    timeoutMs: 0,
    looks: 0,
    sentEndMs: 0,
    deadlineMs: 0,
    hasGrace: false,
    replyLeft: 0,
    replyEndMs: 0,
    freeAtMs: 0,
    isDraining: false,
    deadline: createWakeTimer(deps.clock, () => watch(state)),
    free: createWakeTimer(deps.clock, () => announceReady(state)),
    session: 0,
  };
  return state;
}

function isReady(state: State): boolean {
  return state.phase === 'open' && state.done === undefined && state.deps.clock.nowMs() >= state.freeAtMs;
}

function open(state: State): void {
  assert(state.phase === 'closed', 'open is legal only while closed');
  state.phase = 'opening';
  const session = ++state.session;
  state.deps.link.open({
    opened() {
      if (session !== state.session || state.phase !== 'opening') return;
      state.phase = 'open';
      state.receiver.reset();
      state.isDraining = false;
      state.freeAtMs = state.deps.clock.nowMs() + gapMs(state);
      state.deps.onLink('open');
      announceReady(state);
    },
    data(bytes) {
      if (session === state.session && state.phase === 'open') receive(state, bytes);
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
  if (state.isDraining) state.receiver.reset();
  state.isDraining = false;
  state.timeoutMs = timeoutMs;
  state.hasGrace = false;
  state.sentEndMs = clock.nowMs() + frame.length * state.charMs;
  state.deadlineMs = state.sentEndMs + timeoutMs;
  state.replyLeft = replyLength(request) + framing.overhead;
  state.looks = 0;
  state.replyEndMs = Number.POSITIVE_INFINITY;
  state.receiver.expect(unitId, request, state.transaction);
  state.deadline.at(state.deadlineMs);
  link.write(frame);
}

function receive(state: State, bytes: Uint8Array): void {
  const nowMs = state.deps.clock.nowMs();
  const outcome = state.receiver.push(bytes);
  if (state.done === undefined) {
    strayed(state, bytes.length, outcome !== undefined, nowMs);
    return;
  }
  // A chunk that left a UART at its FIFO mark tells more precisely when the frame ends than the last one, which a
  // receive timeout has delayed: characters of a frame follow without a pause.
  state.replyLeft -= bytes.length;
  state.looks++;
  state.replyEndMs = Math.min(state.replyEndMs, nowMs + Math.max(0, state.replyLeft) * state.charMs);
  if (outcome !== undefined) finish(state, outcome, nowMs);
  // The first characters tell when the last will be there. These shall be seen as they come, for the silence counts from
  // them; those in between need no look.
  else if (state.looks === 1 && state.charMs > 0) state.deps.link.rest?.(state.replyEndMs - LAST_LOOK_MS);
}

/** Bytes nobody asked for. Too few for a frame: a line driver's glitch. More: a late answer, and there may be more. */
function strayed(state: State, count: number, isOutOfStep: boolean, nowMs: number): void {
  if (state.deps.transport === 'tcp' && !isOutOfStep && !state.isDraining) return;
  if (count >= SHORTEST_FRAME || isOutOfStep) state.isDraining = true;
  const quietMs = state.isDraining ? Math.max(state.deps.timing.drainMs, gapMs(state)) : gapMs(state);
  state.freeAtMs = Math.max(state.freeAtMs, nowMs + quietMs);
  state.free.at(state.freeAtMs);
}

/** Settles by what arrived. The receive timeout of a UART is at most 4 characters: more is not credited to the gap. */
function finish(state: State, outcome: Result<ModbusReply, Fault>, nowMs: number): void {
  const { counters, timing } = state.deps;
  const isGarbage = !outcome.ok && outcome.fault.kind !== 'modbus-exception';
  if (outcome.ok) counters.ok++;
  else if (outcome.fault.kind === 'modbus-exception') counters.exceptions++;
  else if (outcome.fault.kind === 'crc') counters.crcErrors++;
  else counters.frameErrors++;
  if (isGarbage) {
    state.isDraining = true;
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
  if (state.deps.transport === 'rtu') {
    state.isDraining = true;
    state.freeAtMs = nowMs + Math.max(state.deps.timing.drainMs, gapMs(state));
  } else state.freeAtMs = nowMs + gapMs(state);
  settle(state, failed({ kind: 'timeout', afterMs: state.timeoutMs }));
  announceReady(state);
}

function settle(state: State, outcome: Result<ModbusReply, Fault>): void {
  const { done } = state;
  state.done = undefined;
  done?.(outcome);
}

function announceReady(state: State): void {
  if (state.phase !== 'open' || state.done !== undefined) return;
  if (isReady(state)) state.deps.onReady();
  else state.free.at(state.freeAtMs);
}

/**
 * Rings at or before the deadline of the request in flight; often a deadline of the past left it running. Where the
 * whole process was held up, the answer may lie in the kernel unread: it gets one more turn.
 */
function watch(state: State): void {
  if (state.done === undefined) return;
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
