/**
 * A simulated instrument behind a port of its own. Like real ones it talks to the newest connection only, and answers
 * in order. The time on a serial line is added here, as in simulated-bus.ts.
 */

import type { MeterPortPlan } from '../../src/plan/site-plan.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';
import type { FaultSwitches, Strike } from '../faults/faults.ts';
import type { ServerEnd } from '../links/memory-link.ts';
import type { StationModel } from '../station/model.ts';
import { type Speech, speechOf } from './instrument-speech.ts';
import type { SimulatedBus } from './simulated-bus.ts';

/** The instrument by its plan, its faults, and the pace of its line. */
export interface SimulatedInstrumentOptions {
  readonly plan: MeterPortPlan;
  readonly model: StationModel;
  readonly clock: Clock;
  readonly faults: FaultSwitches;
  /** Time to answer, ms. */
  readonly turnaroundMs: number;
  /** Time of one character on the wire, ms; 0 for TCP. */
  readonly charMs: number;
}

/** An instrument with no connection yet. */
export function createSimulatedInstrument(options: SimulatedInstrumentOptions): SimulatedBus {
  const { plan, model, clock } = options;
  const speech = speechOf(plan.meter.id, plan.meter.definition, model);
  const state: State = {
    ...{ options, speech, startMs: clock.nowMs(), end: undefined, held: [], freeMs: 0 },
    cancelStream: undefined,
  };
  if (speech.stream !== undefined && speech.stream.start === undefined) startStream(state);
  return { id: plan.id, serve: (end) => serve(state, end) };
}

const LATE_MS = 1500;
/** More bytes than any question: a full buffer is garbage. */
const HELD_MAX = 256;

interface State {
  readonly options: SimulatedInstrumentOptions;
  readonly speech: Speech;
  readonly startMs: number;
  end: ServerEnd | undefined;
  held: number[];
  freeMs: number;
  cancelStream: Cancel | undefined;
}

function serve(state: State, end: ServerEnd): void {
  state.end = end;
  state.held = [];
  end.onData = (bytes) => {
    if (state.end === end) for (const byte of bytes) receive(state, byte);
  };
}

function receive(state: State, byte: number): void {
  const { answers, stream } = state.speech;
  state.held = [...state.held.slice(-HELD_MAX), byte];
  if (endsWith(state.held, stream?.stop)) stopStream(state);
  else if (endsWith(state.held, stream?.start)) startStream(state);
  const asked = answers.find(({ question }) => endsWith(state.held, question));
  if (asked === undefined) return;
  state.held = [];
  send(state, asked.answer, asked.question.length);
}

function startStream(state: State): void {
  const { stream } = state.speech;
  const { clock } = state.options;
  state.held = [];
  if (stream === undefined || state.cancelStream !== undefined) return;
  const step = (): void => {
    state.cancelStream = clock.at(clock.nowMs() + stream.everyMs, () => {
      send(state, stream.piece, 0);
      step();
    });
  };
  step();
}

function stopStream(state: State): void {
  state.cancelStream?.();
  state.cancelStream = undefined;
  state.held = [];
}

function send(state: State, answer: () => Uint8Array | undefined, questionLength: number): void {
  const { plan, model, clock, faults, turnaroundMs, charMs } = state.options;
  const { id, definition } = plan.meter;
  const nowMs = clock.nowMs();
  const strikes = faults.strike(plan.id, id, nowMs - state.startMs);
  if (state.end === undefined || model.isSilent(id) || find(strikes, 'silent')) return;
  let bytes = find(strikes, 'exception') ? state.speech.refusal : answer();
  if (bytes === undefined) return;
  let delayMs = questionLength * charMs + turnaroundMs;
  for (const strike of strikes) {
    bytes = spoil(bytes, strike, definition.kind === 'ascii');
    if (strike.fault.kind === 'late') delayMs += strike.fault.delayMs ?? LATE_MS;
  }
  // Answers keep their order, however late.
  state.freeMs = Math.max(state.freeMs, nowMs + delayMs) + bytes.length * charMs;
  state.end.send(bytes, state.freeMs - nowMs);
}

/**
 * Applies a fault to an answer. Nothing protects the digits of a text nor the middle of a frame, so only what a reader
 * can notice is garbled: non-ASCII characters, the last byte of a frame or number.
 */
function spoil(bytes: Uint8Array, { fault, random, frozen }: Strike, isText: boolean): Uint8Array {
  switch (fault.kind) {
    case 'garbled': {
      const garbled = bytes.slice();
      const at = isText ? Math.floor(random() * Math.max(1, bytes.length - 2)) : bytes.length - 1;
      garbled[at] = isText ? (garbled[at] ?? 0) | 0x80 : 0xff;
      return garbled;
    }
    case 'truncated':
      return bytes.slice(0, Math.floor(random() * bytes.length));
    case 'doubled':
      return Uint8Array.from([...bytes, ...bytes]);
    case 'noise':
      return Uint8Array.from([...Array.from({ length: 1 + Math.floor(random() * 8) }, () => 0x80), ...bytes]);
    case 'frozen': {
      const first = frozen.get('') ?? [...bytes];
      frozen.set('', first);
      return Array.isArray(first) ? Uint8Array.from(first) : bytes;
    }
    case 'silent':
    case 'late':
    case 'exception':
    case 'absurd': // For registers only.
      return bytes;
  }
}

function find(strikes: readonly Strike[], kind: Strike['fault']['kind']): boolean {
  return strikes.some((strike) => strike.fault.kind === kind);
}

function endsWith(held: readonly number[], question: Uint8Array | undefined): boolean {
  if (question === undefined || held.length < question.length) return false;
  const start = held.length - question.length;
  return question.every((byte, at) => held[start + at] === byte);
}
