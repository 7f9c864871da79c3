/**
 * The client's side of Modbus RTU: finds the answer to the question among the bytes of a line. An echo of our own
 * question is removed before anything counts as an answer (line-echo.ts).
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import { crc16, hasValidCrc } from './crc16.ts';
import type { LateCounter, ReplyReceiver } from './framing.ts';
import { createLineEcho, forgetEcho, type LineEcho, learnAnswer, learnEcho } from './line-echo.ts';
import { decodeReply, encodeRequest, functionCodeOf, replyLength } from './pdu.ts';

/** MODBUS over Serial Line V1.02, 2.5.1: no frame is longer than 256 bytes; twice that is noise. */
export const BUFFER_MAX = 512;
/** The shortest answer: unit id, function, exception code, CRC. */
const EXCEPTION_LENGTH = 5;

/** Unit id, PDU and checksum, low byte first. */
export function frameOf(unitId: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(pdu.length + 3);
  frame[0] = unitId;
  frame.set(pdu, 1);
  const crc = crc16(frame, 0, pdu.length + 1);
  frame[pdu.length + 1] = crc & 0xff;
  frame[pdu.length + 2] = crc >> 8;
  return frame;
}

interface ReplyState {
  readonly bytes: Uint8Array;
  readonly late: LateCounter;
  readonly line: LineEcho;
  /** The frame of the question. */
  sent: Uint8Array;
  /** The question alone could be taken for its answer. */
  isAmbiguous: boolean;
  hasEchoed: boolean;
  length: number;
  request: ModbusRequest | undefined;
  unitId: number;
  functionCode: number;
  /** What the third byte must say in the answer to a read; undefined for writes. */
  byteCount: number | undefined;
  frameLength: number;
  badCrc: boolean;
  strayBytes: number;
}

/** A receiver that expects nothing; `late` counts bytes of no request. */
export function createRtuReplyReceiver(late: LateCounter): ReplyReceiver {
  const state: ReplyState = {
    bytes: new Uint8Array(BUFFER_MAX),
    late,
    line: createLineEcho(),
    sent: new Uint8Array(0),
    isAmbiguous: false,
    hasEchoed: false,
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
    line: state.line,
    expect(unitId, request, _transaction, sent = frameOf(unitId, encodeRequest(request))) {
      state.request = request;
      state.unitId = unitId;
      state.functionCode = functionCodeOf(request);
      state.frameLength = replyLength(request) + 3;
      state.byteCount = request.kind === 'read' ? state.frameLength - 5 : undefined;
      state.sent = sent;
      state.isAmbiguous = passesForAnswer(state, sent);
      clear(state);
    },
    push: (bytes) => pushReply(state, bytes),
    giveUp() {
      const outcome = state.length === 0 ? undefined : (findReply(state, true) ?? noReply(state));
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
    forgetLine: () => forgetEcho(state.line),
  };
}

function clear(state: ReplyState): void {
  state.length = 0;
  state.hasEchoed = false;
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
 * Looks for the answer at each position after our own echo, so that a stray byte of a line driver or a damaged echo
 * does no harm. An incomplete candidate is waited for; at the deadline (`isLast`) it is skipped.
 */
function findReply(state: ReplyState, isLast: boolean): Result<ModbusReply, Fault> | undefined {
  const from = echoEnd(state);
  if (from === 0 && !isLast && awaitsEcho(state)) return undefined;
  for (let start = from; start + EXCEPTION_LENGTH <= state.length; start++) {
    const length = candidateLength(state, state.bytes, start);
    if (length === 0) continue;
    if (start + length > state.length) {
      if (isLast) continue;
      return undefined;
    }
    if (hasValidCrc(state.bytes, start, start + length)) return accept(state, from, start, length);
    state.badCrc = true;
    if (start === from && start + length === state.length) return unfit(state);
  }
  return undefined;
}

/**
 * The end of the echo of our own question; 0 without one. It may be anywhere on a line known to echo, and where it
 * could be taken for the answer; otherwise only in front, because an answer may hold any bytes.
 */
function echoEnd(state: ReplyState): number {
  const { line, sent, length } = state;
  if (isTrusted(state)) return 0;
  const isAnywhere = state.isAmbiguous || line.isEchoing === true;
  for (let start = 0; start + sent.length <= length; start++) {
    if (matches(state, start, sent.length)) {
      if (!state.hasEchoed) markEcho(state);
      return start + sent.length;
    }
    if (!isAnywhere) break;
  }
  return 0;
}

/** The line is known not to echo, and this question cannot show otherwise: what looks like an answer is one. */
function isTrusted({ line, request, isAmbiguous }: ReplyState): boolean {
  return line.isEchoing === false && (request?.kind !== 'read' || isAmbiguous);
}

function markEcho(state: ReplyState): void {
  state.hasEchoed = true;
  state.line.echoes++;
  if (state.request?.kind === 'read' && !state.isAmbiguous) learnEcho(state.line);
}

/** On a line known to echo nothing before the echo is the answer. Elsewhere an echo may just be arriving. */
function awaitsEcho(state: ReplyState): boolean {
  const { line, sent, length } = state;
  if (line.isEchoing === true) return true;
  if (isTrusted(state)) return false;
  return length < sent.length && matches(state, 0, length);
}

/** Whether the first `count` bytes of the question are at `start`. */
function matches({ bytes, sent }: ReplyState, start: number, count: number): boolean {
  for (let index = 0; index < count; index++) if (bytes[start + index] !== sent[index]) return false;
  return true;
}

/** Functions 05 and 06 always; others if the question happens to contain an answer to itself. */
function passesForAnswer(state: ReplyState, frame: Uint8Array): boolean {
  for (let start = 0; start + EXCEPTION_LENGTH <= frame.length; start++) {
    const length = candidateLength(state, frame, start);
    if (length > 0 && start + length <= frame.length && hasValidCrc(frame, start, start + length))
      return true;
  }
  return false;
}

function candidateLength(state: ReplyState, bytes: Uint8Array, start: number): number {
  if (bytes[start] !== state.unitId) return 0;
  const code = bytes[start + 1];
  if (code === (state.functionCode | 0x80)) return EXCEPTION_LENGTH;
  if (code !== state.functionCode) return 0;
  return state.byteCount === undefined || bytes[start + 2] === state.byteCount ? state.frameLength : 0;
}

function accept(state: ReplyState, from: number, start: number, length: number): Result<ModbusReply, Fault> {
  const { request, line } = state;
  const behind = state.length - start - length;
  state.strayBytes = start - (state.hasEchoed ? state.sent.length : 0) + behind;
  state.late.lateBytes += state.strayBytes;
  state.request = undefined;
  // Another whole frame: it is not known which of the two answers this question.
  if (request === undefined || behind >= EXCEPTION_LENGTH)
    return failed({ kind: 'frame', detail: message('bytes-behind', { bytes: behind }) });
  if (request.kind === 'read' && from === 0) learnAnswer(line, start === 0);
  return decodeReply(request, state.bytes.subarray(start + 1, start + length - 2));
}

/** At the deadline. Our own echo alone is silence: undefined. */
function noReply(state: ReplyState): Result<never, Fault> | undefined {
  const { line, hasEchoed, length, sent } = state;
  if (!hasEchoed || length - sent.length >= EXCEPTION_LENGTH) return unfit(state);
  state.late.lateBytes += length - sent.length;
  if (line.isEchoing === true) return undefined;
  return failed({ kind: 'frame', detail: message('echo-or-answer') });
}

function unfit(state: ReplyState): Result<never, Fault> {
  state.request = undefined;
  state.late.lateBytes += state.length - (state.hasEchoed ? state.sent.length : 0);
  const other = otherUnit(state);
  if (other !== undefined)
    return failed({
      kind: 'frame',
      detail: message('other-unit', { found: other, unit: state.unitId }),
    });
  if (state.badCrc) return failed({ kind: 'crc' });
  return failed({
    kind: 'frame',
    detail: message('no-answer-of-unit', { bytes: state.length, unit: state.unitId }),
  });
}

/** The unit id that has given an answer of the right form instead; undefined without one. */
function otherUnit({
  bytes,
  length,
  unitId,
  functionCode,
  byteCount,
  frameLength,
  hasEchoed,
  sent,
}: ReplyState) {
  for (let start = hasEchoed ? sent.length : 0; start + frameLength <= length; start++) {
    const isForm = byteCount === undefined || bytes[start + 2] === byteCount;
    if (bytes[start] === unitId || bytes[start + 1] !== functionCode || !isForm) continue;
    if (hasValidCrc(bytes, start, start + frameLength)) return bytes[start];
  }
  return undefined;
}
