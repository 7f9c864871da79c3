/**
 * Modbus RTU: unit id, PDU, CRC. Frames end by silence on the wire, but user space cannot measure 1.5 or 3.5
 * character times behind a USB adapter, so a frame is found by the length that the question or its header
 * implies, and by the CRC. RTU has no transaction id: what else guards against late answers is in modbus-client.ts
 * (drain) and bus.ts (a device that fell silent is first asked something else).
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/modbus-client.ts';
import { crc16, hasValidCrc } from './crc16.ts';
import type { Framing, LateCounter, ReplyReceiver, RequestReceiver } from './framing.ts';
import { decodeReply, functionCodeOf, REGISTERS_PER_WRITE_MAX, replyLength } from './pdu.ts';

/** MODBUS over Serial Line V1.02, 2.5.1: no frame is longer than 256 bytes; twice that is noise. */
const BUFFER_MAX = 512;
/** The shortest answer: unit id, function, exception code, CRC. */
const EXCEPTION_LENGTH = 5;

export const rtuFraming: Framing = {
  overhead: 3,
  wrap(unitId, pdu) {
    const frame = new Uint8Array(pdu.length + 3);
    frame[0] = unitId;
    frame.set(pdu, 1);
    const crc = crc16(frame, 0, pdu.length + 1);
    frame[pdu.length + 1] = crc & 0xff;
    frame[pdu.length + 2] = crc >> 8;
    return frame;
  },
  createReplyReceiver: createRtuReplyReceiver,
  createRequestReceiver: createRtuRequestReceiver,
};

interface ReplyState {
  readonly bytes: Uint8Array;
  readonly late: LateCounter;
  length: number;
  request: ModbusRequest | undefined;
  unitId: number;
  functionCode: number;
  /** Of a read: what its third byte must say. Undefined for writes. */
  byteCount: number | undefined;
  frameLength: number;
  badCrc: boolean;
  strayBytes: number;
}

function createRtuReplyReceiver(late: LateCounter): ReplyReceiver {
  const state: ReplyState = {
    bytes: new Uint8Array(BUFFER_MAX),
    late,
    length: 0,
    request: undefined,
    unitId: 0,
    functionCode: 0,
    byteCount: undefined,
    frameLength: 0,
    badCrc: false,
    strayBytes: 0,
  };
  return {
    expect(unitId, request) {
      state.request = request;
      state.unitId = unitId;
      state.functionCode = functionCodeOf(request);
      state.frameLength = replyLength(request) + 3;
      state.byteCount = request.kind === 'read' ? state.frameLength - 5 : undefined;
      clear(state);
    },
    push: (bytes) => pushReply(state, bytes),
    giveUp() {
      const outcome = state.length === 0 ? undefined : (findReply(state, true) ?? unfit(state));
      state.request = undefined;
      return outcome;
    },
    get strayBytes() {
      return state.strayBytes;
    },
    reset() {
      state.request = undefined;
      clear(state);
    },
  };
}

function clear(state: ReplyState): void {
  state.length = 0;
  state.badCrc = false;
  state.strayBytes = 0;
}

function pushReply(state: ReplyState, bytes: Uint8Array): Result<ModbusReply, Fault> | undefined {
  if (state.request === undefined) {
    state.late.lateBytes += bytes.length;
    return undefined;
  }
  if (state.length + bytes.length > BUFFER_MAX) {
    state.request = undefined;
    state.late.lateBytes += state.length + bytes.length;
    return failed({ kind: 'frame', detail: message('too-many-bytes', { most: BUFFER_MAX }) });
  }
  state.bytes.set(bytes, state.length);
  state.length += bytes.length;
  return findReply(state, false);
}

/**
 * Looks for the answer at each position, so that a stray byte of a line driver or the echo of our own question before
 * it does no harm. A candidate still incomplete is waited for; at the deadline (`isLast`) it is passed over.
 */
function findReply(state: ReplyState, isLast: boolean): Result<ModbusReply, Fault> | undefined {
  for (let start = 0; start + EXCEPTION_LENGTH <= state.length; start++) {
    const length = candidateLength(state, start);
    if (length === 0) continue;
    if (start + length > state.length) {
      if (isLast) continue;
      return undefined;
    }
    if (hasValidCrc(state.bytes, start, start + length)) return accept(state, start, length);
    state.badCrc = true;
    if (start === 0 && length === state.length) return unfit(state);
  }
  return undefined;
}

function candidateLength(state: ReplyState, start: number): number {
  if (state.bytes[start] !== state.unitId) return 0;
  const code = state.bytes[start + 1];
  if (code === (state.functionCode | 0x80)) return EXCEPTION_LENGTH;
  if (code !== state.functionCode) return 0;
  return state.byteCount === undefined || state.bytes[start + 2] === state.byteCount ? state.frameLength : 0;
}

function accept(state: ReplyState, start: number, length: number): Result<ModbusReply, Fault> {
  const { request } = state;
  const behind = state.length - start - length;
  state.strayBytes = start + behind;
  state.late.lateBytes += state.strayBytes;
  state.request = undefined;
  // A whole frame more: nobody can say which of the two answers this question.
  if (request === undefined || behind >= EXCEPTION_LENGTH)
    return failed({ kind: 'frame', detail: message('bytes-behind', { bytes: behind }) });
  return decodeReply(request, state.bytes.subarray(start + 1, start + length - 2));
}

function unfit(state: ReplyState): Result<never, Fault> {
  state.request = undefined;
  state.late.lateBytes += state.length;
  if (state.badCrc) return failed({ kind: 'crc' });
  return failed({
    kind: 'frame',
    detail: message('no-answer-of-unit', { bytes: state.length, unit: state.unitId }),
  });
}

function createRtuRequestReceiver(
  onRequest: Parameters<Framing['createRequestReceiver']>[0],
): RequestReceiver {
  const bytes = new Uint8Array(BUFFER_MAX);
  let length = 0;
  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; ) {
        const taken = Math.min(chunk.length - from, BUFFER_MAX - length);
        bytes.set(chunk.subarray(from, from + taken), length);
        length += taken;
        from += taken;
        const used = takeRequests(bytes, length, onRequest);
        bytes.copyWithin(0, used, length);
        length -= used;
      }
      return true;
    },
  };
}

/** Bytes done with: whole requests handed on, and garbage that cannot begin one. */
function takeRequests(
  bytes: Uint8Array,
  length: number,
  onRequest: Parameters<Framing['createRequestReceiver']>[0],
): number {
  let start = 0;
  while (start < length) {
    const size = requestLength(bytes, start, length);
    if (size > length - start) return start;
    if (size > 0 && hasValidCrc(bytes, start, start + size)) {
      onRequest(bytes[start] ?? 0, bytes.slice(start + 1, start + size - 2), 0);
      start += size;
    } else start++;
  }
  return start;
}

/** Length of the request that may begin at `start`; 0 when none can. More than there is means: wait. */
function requestLength(bytes: Uint8Array, start: number, length: number): number {
  const left = length - start;
  if ((bytes[start] ?? 0) > 247) return 0;
  if (left < 2) return 2;
  const code = bytes[start + 1] ?? 0;
  if (code >= 1 && code <= 6) return 8;
  if (code !== 16 && code !== 15) return unknownLength(code);
  if (left < 7) return 7;
  const count = ((bytes[start + 4] ?? 0) << 8) | (bytes[start + 5] ?? 0);
  const byteCount = bytes[start + 6] ?? 0;
  const isPlausible =
    code === 16
      ? count <= REGISTERS_PER_WRITE_MAX && byteCount === count * 2
      : byteCount === (count + 7) >> 3;
  return isPlausible ? 9 + byteCount : 0;
}

/** Functions that carry nothing but their code (7, 11, 12, 17); any other code is taken for garbage. */
function unknownLength(code: number): number {
  return code === 7 || code === 11 || code === 12 || code === 17 ? 4 : 0;
}
