/** Modbus TCP: MBAP header and PDU (MODBUS Messaging on TCP/IP V1.0b, 3.1.3). Answers are matched by transaction id. */

import type { Fault } from '../../model/fault.ts';
import { type Message, message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import type { Framing, LateCounter, ReplyReceiver, RequestReceiver } from './framing.ts';
import type { LineEcho } from './line-echo.ts';
import { decodeReply } from './pdu.ts';

const HEADER_LENGTH = 7;
const FRAME_MAX = 260;
const BUFFER_MAX = 4 * FRAME_MAX;

export const tcpFraming: Framing = {
  overhead: HEADER_LENGTH,
  wrap(unitId, pdu, transaction) {
    const frame = new Uint8Array(pdu.length + HEADER_LENGTH);
    frame[0] = transaction >> 8;
    frame[1] = transaction & 0xff;
    frame[5] = pdu.length + 1;
    frame[6] = unitId;
    frame.set(pdu, HEADER_LENGTH);
    return frame;
  },
  createReplyReceiver: createTcpReplyReceiver,
  createRequestReceiver: createTcpRequestReceiver,
};

/** A TCP connection has separate directions, so it cannot echo. */
const noEcho: LineEcho = { isEchoing: false, echoes: 0, readsWithout: 0 };

interface Stream {
  readonly bytes: Uint8Array;
  length: number;
}

interface ReplyState extends Stream {
  readonly late: LateCounter;
  request: ModbusRequest | undefined;
  unitId: number;
  transaction: number;
  strayBytes: number;
  /** Numbers of unanswered questions: an answer with one of them is late, not wrong. */
  readonly unanswered: number[];
  /** A number that arrived and that no question had. */
  wrongNumber: number | undefined;
}

const UNANSWERED_KEPT = 32;

function createTcpReplyReceiver(late: LateCounter): ReplyReceiver {
  const state: ReplyState = {
    bytes: new Uint8Array(BUFFER_MAX),
    length: 0,
    late,
    request: undefined,
    unitId: 0,
    transaction: 0,
    strayBytes: 0,
    unanswered: [],
    wrongNumber: undefined,
  };
  return {
    line: noEcho,
    forgetLine() {},
    expect(unitId, request, transaction) {
      state.request = request;
      state.unitId = unitId;
      state.transaction = transaction;
      state.strayBytes = 0;
      state.wrongNumber = undefined;
    },
    push: (chunk) => pushReply(state, chunk),
    giveUp: () => giveUp(state),
    get strayBytes() {
      return state.strayBytes;
    },
    reset() {
      state.request = undefined;
      state.length = 0;
      state.strayBytes = 0;
    },
  };
}

/** At the deadline. A device that numbers its answers by itself has answered, but to which question is not known. */
function giveUp(state: ReplyState): Result<never, Fault> | undefined {
  const { unanswered, transaction, wrongNumber } = state;
  state.request = undefined;
  unanswered.push(transaction);
  if (unanswered.length > UNANSWERED_KEPT) unanswered.shift();
  if (wrongNumber === undefined) return undefined;
  const detail = message('other-transaction', { found: wrongNumber, expected: transaction });
  return failed({ kind: 'frame', detail });
}

function pushReply(state: ReplyState, chunk: Uint8Array): Result<ModbusReply, Fault> | undefined {
  let outcome: Result<ModbusReply, Fault> | undefined;
  let start = 0;
  if (!append(state, chunk)) return outOfStep(state, message('too-many-bytes', { most: BUFFER_MAX }));
  for (let size = 0; start < state.length; start += size) {
    size = frameLength(state, start);
    if (size === 0) {
      const mismatch = outOfStep(state, mismatchOf(state));
      return outcome ?? mismatch;
    }
    if (size > state.length - start) break;
    const isOurs = state.request !== undefined && wordAt(state.bytes, start) === state.transaction;
    if (isOurs && outcome === undefined) outcome = replyAt(state, start, size);
    else strange(state, start, size);
  }
  consume(state, start);
  return outcome;
}

function replyAt(state: ReplyState, start: number, size: number): Result<ModbusReply, Fault> | undefined {
  const { request } = state;
  if (request === undefined) return undefined;
  state.request = undefined;
  const unitId = state.bytes[start + 6];
  if (unitId !== state.unitId)
    return failed({
      kind: 'frame',
      detail: message('other-unit', { found: unitId ?? 0, unit: state.unitId }),
    });
  return decodeReply(request, state.bytes.subarray(start + HEADER_LENGTH, start + size));
}

/** An answer with an unexpected number: a late one if the question of that number is known. */
function strange(state: ReplyState, start: number, size: number): void {
  const number = wordAt(state.bytes, start);
  const isAnswer = state.request !== undefined && state.bytes[start + 6] === state.unitId;
  if (isAnswer && !state.unanswered.includes(number)) state.wrongNumber = number;
  late(state, size);
}

function late(state: ReplyState, size: number): void {
  state.strayBytes += size;
  state.late.lateBytes += size;
}

/** The stream has lost its frames; only a pause can mark the next one. */
function outOfStep(state: ReplyState, detail: Message): Result<never, Fault> {
  late(state, state.length);
  state.length = 0;
  state.request = undefined;
  return failed({ kind: 'frame', detail });
}

function mismatchOf(state: ReplyState): Message {
  const isRtu = state.request !== undefined && state.bytes[0] === state.unitId;
  return message(isRtu ? 'no-tcp-header-rtu' : 'no-tcp-header');
}

function createTcpRequestReceiver(
  onRequest: Parameters<Framing['createRequestReceiver']>[0],
): RequestReceiver {
  const stream: Stream = { bytes: new Uint8Array(BUFFER_MAX), length: 0 };
  return {
    push(chunk) {
      if (!append(stream, chunk)) return false;
      let start = 0;
      for (let size = 0; start < stream.length; start += size) {
        size = frameLength(stream, start);
        if (size === 0) return false;
        if (size > stream.length - start) break;
        const pdu = stream.bytes.slice(start + HEADER_LENGTH, start + size);
        onRequest(stream.bytes[start + 6] ?? 0, pdu, wordAt(stream.bytes, start));
      }
      consume(stream, start);
      return true;
    },
  };
}

/** Length of the frame at `start`: more than there is while incomplete, 0 when no frame starts here. */
function frameLength(stream: Stream, start: number): number {
  if (stream.length - start < 6) return HEADER_LENGTH;
  if (wordAt(stream.bytes, start + 2) !== 0) return 0;
  const size = 6 + wordAt(stream.bytes, start + 4);
  return size > HEADER_LENGTH && size <= FRAME_MAX ? size : 0;
}

function append(stream: Stream, chunk: Uint8Array): boolean {
  if (stream.length + chunk.length > BUFFER_MAX) return false;
  stream.bytes.set(chunk, stream.length);
  stream.length += chunk.length;
  return true;
}

function consume(stream: Stream, count: number): void {
  if (count < stream.length) stream.bytes.copyWithin(0, count, stream.length);
  stream.length -= count;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
