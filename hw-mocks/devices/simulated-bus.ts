/**
 * All devices of one bus behind any number of connections: decodes requests, lets the device answer, applies the fault
 * switches, and sends the answer after the time it takes.
 *
 * On RTU the time of request and answer on the wire is added here, once, so that a wire in memory and a pty, which have
 * no baud rate, behave alike.
 */

import { decodeRequest, encodeException, encodeReply } from '../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../src/fieldbus/modbus/tcp-framing.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import type { DeviceAnswer } from '../faults/device-answer.ts';
import { type FaultSwitches, mangle, type Strike } from '../faults/faults.ts';
import type { ServerEnd } from '../links/memory-link.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** A bus with its devices. */
export interface SimulatedBus {
  readonly id: string;
  /** Answers the requests that arrive at `end` from now on. */
  serve(end: ServerEnd): void;
}

/** The devices by unit id, their faults, and the pace of the line. */
export interface SimulatedBusOptions {
  readonly id: string;
  readonly transport: 'rtu' | 'tcp';
  readonly devices: ReadonlyMap<number, SimulatedDevice>;
  readonly clock: Clock;
  readonly faults: FaultSwitches;
  /** Time of a device to answer, ms. */
  readonly turnaroundMs: number;
  /** Time of one character on the wire, ms; 0 for TCP. */
  readonly charMs: number;
}

/** A bus with no connection yet. */
export function createSimulatedBus(options: SimulatedBusOptions): SimulatedBus {
  const state: State = { options, startMs: options.clock.nowMs() };
  return { id: options.id, serve: (end) => serve(state, end) };
}

/** A gateway sends this at once for a unit that it does not have (V1.1b3, section 7); a line stays silent. */
const gatewayTargetMissing = 0x0b;
const DEVICE_FAILURE = 4;
const LATE_MS = 1500;
const framings = { rtu: rtuFraming, tcp: tcpFraming } as const;

interface State {
  readonly options: SimulatedBusOptions;
  readonly startMs: number;
}

function serve(state: State, end: ServerEnd): void {
  const receiver = framings[state.options.transport].createRequestReceiver((unitId, pdu, transaction) => {
    request(state, end, unitId, pdu, transaction);
  });
  end.onData = (bytes) => {
    if (!receiver.push(bytes)) end.drop();
  };
}

function request(state: State, end: ServerEnd, unitId: number, pdu: Uint8Array, transaction: number): void {
  const { devices, faults, clock, transport, charMs } = state.options;
  const framing = framings[transport];
  if (unitId === 0 && transport === 'rtu') broadcast(state, pdu);
  const device = devices.get(unitId);
  const strikes =
    device === undefined ? [] : faults.strike(state.options.id, device.id, clock.nowMs() - state.startMs);
  const answer = device === undefined ? unknownUnit(state, pdu) : answerOf(device, pdu, strikes);
  if (answer === undefined) return;
  const requestMs = (pdu.length + framing.overhead) * charMs;
  send(state, end, framing.wrap(unitId, answer, transaction), requestMs, strikes);
}

function send(
  state: State,
  end: ServerEnd,
  whole: Uint8Array,
  requestMs: number,
  strikes: readonly Strike[],
): void {
  const { transport, turnaroundMs, charMs } = state.options;
  let frame = whole;
  let delayMs = requestMs + turnaroundMs;
  for (const strike of strikes) {
    frame = mangle(frame, strike, transport);
    if (strike.fault.kind === 'late') delayMs += strike.fault.delayMs ?? LATE_MS;
  }
  end.send(frame, delayMs + frame.length * charMs);
}

function unknownUnit(state: State, pdu: Uint8Array): Uint8Array | undefined {
  if (state.options.transport === 'rtu') return undefined;
  return encodeException(pdu[0] ?? 0, gatewayTargetMissing);
}

/** All devices carry it out and none answers (MODBUS over Serial Line V1.02, 2.1). */
function broadcast(state: State, pdu: Uint8Array): void {
  const request = decodeRequest(pdu);
  if (!request.ok) return;
  for (const device of state.options.devices.values()) device.answer(request.value);
}

/** The answering PDU; undefined for silence. */
function answerOf(
  device: SimulatedDevice,
  pdu: Uint8Array,
  strikes: readonly Strike[],
): Uint8Array | undefined {
  if (find(strikes, 'silent') !== undefined) return undefined;
  const request = decodeRequest(pdu);
  if (!request.ok) return encodeException(pdu[0] ?? 0, request.fault.exception);
  const refusal = find(strikes, 'exception');
  if (refusal !== undefined) device.renew();
  const answer =
    refusal === undefined
      ? device.answer(request.value)
      : { exception: refusal.fault.code ?? DEVICE_FAILURE };
  if (answer === undefined) return undefined;
  const shown = frozen(device, request.value, answer, find(strikes, 'frozen'));
  return encodeReply(request.value, absurd(request.value, shown, find(strikes, 'absurd')));
}

/** The answer that the same read got when it was first frozen. Writes are carried out. */
function frozen(
  { id }: SimulatedDevice,
  request: ModbusRequest,
  answer: DeviceAnswer,
  strike: Strike | undefined,
): DeviceAnswer {
  if (strike === undefined || request.kind !== 'read') return answer;
  const key = `${id} ${request.table} ${request.address} ${request.count}`;
  const first = strike.frozen.get(key) ?? answer;
  strike.frozen.set(key, first);
  return first;
}

/** Words that devices show without a value: ends of ranges, NaN and infinity in both halves, 0, too loud. */
const absurdWords = [0xffff, 0x7fff, 0x8000, 0x7fc0, 0x7f80, 0xff80, 0, 15_000, 20_000];

/** A whole answer of one such word. Inputs and coils have no absurd state. */
function absurd(request: ModbusRequest, answer: DeviceAnswer, strike: Strike | undefined): DeviceAnswer {
  const isRegisters = request.kind === 'read' && (request.table === 'holding' || request.table === 'input');
  if (strike === undefined || !isRegisters || 'exception' in answer) return answer;
  const word = absurdWords[Math.floor(strike.random() * absurdWords.length)] ?? 0;
  return answer.map(() => word);
}

function find(strikes: readonly Strike[], kind: Strike['fault']['kind']): Strike | undefined {
  return strikes.find((strike) => strike.fault.kind === kind);
}
