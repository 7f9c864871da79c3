/**
 * The simulated microcontroller of an enclosure: it speaks firmware-bridge/PROTOCOL.md and answers line for line as
 * firmware-bridge/firmware does (a test runs both side by side).
 */

import { decode, encode, type Refusal } from '../../firmware-bridge/protocol/codec.ts';
import {
  isReport,
  LINE_MAX,
  type Message,
  type MessageOf,
  type NakReason,
  protocolVersions,
  type Request,
  type ResetCause,
  STATE_PERIOD_MS,
  type Why,
} from '../../firmware-bridge/protocol/messages.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';
import type { ServerEnd } from '../links/memory-link.ts';
import { type BoardBody, type BoardFacts, isSameOutputs, type Outputs } from './board-body.ts';

/** A board that runs, its fault switches, and what it has set. */
export interface SimulatedBoard {
  /** Connects a wire; bytes sent while nothing is connected are lost. */
  serve(end: ServerEnd): void;
  /** A reset by `cause`: relays released, then fail-safe. The stored fail-safe stays. */
  reset(cause: ResetCause): void;
  /** Ends all timers. */
  stop(): void;
  readonly applied: Outputs;
  readonly why: Why;
  /** Fault switch: the lines that are really sent for each line of the board; an empty list loses it. */
  tamper: (line: string) => readonly string[];
  /** Fault switch: the memory of the fail-safe cannot be written. */
  isStorageBroken: boolean;
}

/** A board that was just switched on. */
export function createSimulatedBoard(facts: BoardFacts, body: BoardBody, clock: Clock): SimulatedBoard {
  const relays = Array.from({ length: facts.relays }, () => false);
  const failSafe = { fansPct: Array.from({ length: facts.fans }, () => 100), relays };
  const state: State = {
    ...{ facts, body, clock, end: undefined, failSafe, applied: failSafe, why: 'boot', cause: 'power' },
    ...{ bootMs: 0, leaseEndMs: 0, setSeq: 0, lastSeq: 0, badLines: 0, received: '' },
    ...{ isAgreed: false, isUpdating: false, isStorageBroken: false },
    tamper: (line) => [line],
    ...{ cancelLease: () => {}, cancelState: () => {} },
    serve: (end) => serve(state, end),
    reset: (cause) => reset(state, cause),
    stop: () => stop(state),
  };
  start(state, 'power');
  return state;
}

type SetRequest = MessageOf<'set'>;
type Told = SetRequest | MessageOf<'keep'>;

interface State extends SimulatedBoard {
  readonly facts: BoardFacts;
  readonly body: BoardBody;
  readonly clock: Clock;
  end: ServerEnd | undefined;
  why: Why;
  applied: Outputs;
  failSafe: Outputs;
  cause: ResetCause;
  bootMs: number;
  leaseEndMs: number;
  setSeq: number;
  lastSeq: number;
  badLines: number;
  isAgreed: boolean;
  isUpdating: boolean;
  received: string;
  cancelLease: Cancel;
  cancelState: Cancel;
}

function serve(state: State, end: ServerEnd): void {
  state.end = end;
  end.onData = (bytes) => take(state, bytes);
}

function reset(state: State, cause: ResetCause): void {
  // The pull-downs of the relays act before any code runs.
  state.body.setRelays(state.failSafe.relays.map(() => false));
  start(state, cause);
}

function stop(state: State): void {
  state.cancelLease();
  state.cancelState();
}

function start(state: State, cause: ResetCause): void {
  stop(state);
  state.cause = cause;
  state.why = cause === 'brown-out' ? 'brown-out' : 'boot';
  state.bootMs = state.clock.nowMs();
  state.setSeq = 0;
  state.lastSeq = 0;
  state.badLines = 0;
  state.isAgreed = false;
  state.isUpdating = false;
  state.received = '';
  state.applied = state.failSafe;
  state.body.setRelays(state.applied.relays);
  for (const [fan, pct] of state.applied.fansPct.entries()) state.body.setFan(fan, pct);
  sayHello(state, 0);
  keepReporting(state, state.bootMs + STATE_PERIOD_MS);
}

function keepReporting(state: State, atMs: number): void {
  state.cancelState = state.clock.at(atMs, () => {
    endLease(state);
    sayState(state, 0);
    saySense(state, 0);
    keepReporting(state, atMs + STATE_PERIOD_MS);
  });
}

function take(state: State, bytes: Uint8Array): void {
  if (!state.isUpdating) endLease(state);
  for (const byte of bytes) {
    if (state.isUpdating) return;
    if (byte !== 0x0a) {
      if (state.received.length <= LINE_MAX) state.received += String.fromCharCode(byte);
      continue;
    }
    const line = state.received;
    state.received = '';
    if (line !== '') takeLine(state, line);
  }
}

function takeLine(state: State, line: string): void {
  const decoded = decode(line);
  if (!decoded.ok) refuse(state, decoded.fault, line);
  else if (isReport(decoded.value)) return;
  else if (decoded.value.seq === 0) sayNak(state, 0, 'range');
  else obey(state, decoded.value);
}

function refuse(state: State, { reason, seq }: Refusal, line: string): void {
  if (seq === undefined) state.badLines++;
  else if (!echoes.test(line)) sayNak(state, seq, seq === 0 && reason !== 'kind' ? 'range' : reason);
}

function obey(state: State, request: Request): void {
  const { seq } = request;
  switch (request.kind) {
    case 'who':
      state.isAgreed =
        request.versionMin <= protocolVersions.max && request.versionMax >= protocolVersions.max;
      state.lastSeq = seq;
      sayHello(state, seq);
      return;
    case 'ping':
      send(state, { kind: 'ack', seq });
      return;
    case 'get':
      if (request.what === 'state') sayState(state, seq);
      else if (request.what === 'sense') saySense(state, seq);
      else send(state, { kind: 'failsafe', seq, ...state.failSafe });
      return;
    case 'update':
      update(state, request);
      return;
    case 'set':
    case 'keep': {
      const reason = objection(state, request);
      if (reason !== undefined) sayNak(state, seq, reason);
      else if (request.kind === 'set') set(state, request);
      else keep(state, request);
    }
  }
}

function objection(state: State, { seq, fansPct, relays }: Told): NakReason | undefined {
  if (fansPct.length !== state.facts.fans || relays.length !== state.facts.relays) return 'count';
  return refusal(state, seq);
}

function refusal(state: State, seq: number): NakReason | undefined {
  if (!state.isAgreed) return 'greet';
  const ahead = (seq - state.lastSeq) & 0xffff;
  return ahead >= 1 && ahead <= 0x7fff ? undefined : 'stale';
}

/** Starts the boot loader: from here on it reads and sends nothing until a reset. */
function update(state: State, { seq, board }: MessageOf<'update'>): void {
  const isOther = board !== state.facts.board;
  const reason = isOther
    ? 'range'
    : (refusal(state, seq) ?? (state.why === 'commanded' ? 'busy' : undefined));
  if (reason !== undefined) {
    sayNak(state, seq, reason);
    return;
  }
  state.lastSeq = seq;
  send(state, { kind: 'ack', seq });
  state.isUpdating = true;
  state.cancelState();
}

function set(state: State, { seq, leaseMs, fansPct, relays }: SetRequest): void {
  const wasCommanded = state.why === 'commanded';
  state.lastSeq = seq;
  state.setSeq = seq;
  state.why = 'commanded';
  state.leaseEndMs = state.clock.nowMs() + leaseMs;
  state.cancelLease();
  state.cancelLease = state.clock.at(state.leaseEndMs, () => endLease(state));
  apply(state, { fansPct, relays });
  send(state, { kind: 'ack', seq });
  if (!wasCommanded) sayState(state, 0);
}

function keep(state: State, { seq, fansPct, relays }: MessageOf<'keep'>): void {
  state.lastSeq = seq;
  const outputs = { fansPct, relays };
  if (!isSameOutputs(outputs, state.failSafe)) {
    if (state.isStorageBroken) {
      sayNak(state, seq, 'storage');
      return;
    }
    state.failSafe = outputs;
    if (state.why !== 'commanded') apply(state, outputs);
  }
  send(state, { kind: 'failsafe', seq, ...state.failSafe });
}

function endLease(state: State): void {
  if (state.why !== 'commanded' || state.clock.nowMs() < state.leaseEndMs) return;
  state.why = 'lease-expired';
  state.setSeq = 0;
  apply(state, state.failSafe);
  sayState(state, 0);
}

function apply(state: State, outputs: Outputs): void {
  const before = state.applied;
  state.applied = outputs;
  if (String(outputs.relays) !== String(before.relays)) state.body.setRelays(outputs.relays);
  for (const [fan, pct] of outputs.fansPct.entries())
    if (pct !== before.fansPct[fan]) state.body.setFan(fan, pct);
}

function sayHello(state: State, seq: number): void {
  send(state, { kind: 'hello', seq, version: protocolVersions.max, ...state.facts, reset: state.cause });
}

function sayState(state: State, seq: number): void {
  const { why, applied } = state;
  const leaseMs = why === 'commanded' ? Math.floor(state.leaseEndMs - state.clock.nowMs()) : 0;
  const badLines = state.badLines & 0xffff;
  send(state, {
    kind: 'state',
    seq,
    upMs: upMs(state),
    why,
    leaseMs,
    set: state.setSeq,
    ...applied,
    badLines,
  });
}

function saySense(state: State, seq: number): void {
  const { fans, temperatures, doors, inputs } = state.facts;
  send(state, {
    kind: 'sense',
    seq,
    upMs: upMs(state),
    fansRpm: Array.from({ length: fans }, (_, fan) => state.body.fanRpm(fan)),
    tempsC: Array.from({ length: temperatures }, (_, sensor) => state.body.tempC(sensor)),
    door: doors === 0 ? 'none' : state.body.door(),
    inputs: state.body.inputs().slice(0, inputs),
  });
}

function sayNak(state: State, seq: number, reason: string): void {
  send(state, { kind: 'nak', seq, reason: reason as NakReason });
}

function send(state: State, message: Message): void {
  for (const line of state.tamper(encode(message))) state.end?.send(new TextEncoder().encode(`${line}\n`));
}

function upMs(state: State): number {
  return Math.floor(state.clock.nowMs() - state.bootMs) % 2 ** 32;
}

/** The reports of a board, by which it knows its own echo, whatever the fields. */
const echoes = /^(hello|state|sense|failsafe|ack|nak) /;
