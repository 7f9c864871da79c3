/** One question on a wire and its result: what a diagnosis is made from. */

import { isBusy } from '../../fieldbus/bus/busy.ts';
import { isAnswer } from '../../fieldbus/bus/device-health.ts';
import { charMsOfLine, type LineSetting } from '../../fieldbus/modbus/line-setting.ts';
import { replyLength, requestLength } from '../../fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../fieldbus/modbus/rtu-framing.ts';
import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';

/** One request with its setting and timing. */
export interface Question {
  readonly line: LineSetting;
  readonly unitId: number;
  readonly request: ModbusRequest;
  /** Timeout of the device; the time of the characters comes on top. */
  readonly timeoutMs: number;
  /** Silence that the device needs after the previous question. */
  readonly gapMs?: number;
}

/** A question with its outcome and the bytes seen. */
export interface Trial extends Question {
  readonly outcome: Result<ModbusReply, Fault>;
  /** The frame that went out; empty when the link was down. */
  readonly sent: Uint8Array;
  /** All bytes that came while the question was open. */
  readonly received: Uint8Array;
  /** Bytes since the previous question that belonged to no answer. */
  readonly lateBytes: number;
  readonly tookMs: number;
}

/** Pause after a timeout before the next question. */
export const DRAIN_MS = 50;
/** Pause between two questions, unless the device needs more. */
export const GAP_MS = 20;

/** Our own question came back before anything else: the adapter receives what it sends. */
export function hasEcho({ sent, received }: Trial): boolean {
  return sent.length > 0 && received.length >= sent.length && sent.every((byte, i) => byte === received[i]);
}

/** All bytes received except our own. */
export function bytesOfOthers(trial: Trial): Uint8Array {
  return hasEcho(trial) ? trial.received.subarray(trial.sent.length) : trial.received;
}

/**
 * Something with this unit id answered, if only with an exception. A gateway that reports silence behind it does not
 * count.
 */
export function isAnswered({ outcome }: Trial): boolean {
  return outcome.ok || isAnswer(outcome.fault);
}

/** It heard the question and wants to be asked later (exceptions 5 and 6). */
export function isBusyTrial({ outcome }: Trial): boolean {
  return !outcome.ok && isBusy(outcome.fault);
}

/** The words read; undefined where there are none. */
export function wordsOf({ outcome, request }: Trial): ModbusReply | undefined {
  return outcome.ok && request.kind === 'read' ? outcome.value : undefined;
}

/** How long to wait for the whole answer: timeout and characters. */
export function answerMs({ line, request, timeoutMs }: Question): number {
  return Math.ceil(timeoutMs + (replyLength(request) + rtuFraming.overhead) * charMsOfLine(line));
}

/** The longest time a question can take, with the pause after it. */
export function questionMaxMs(question: Question): number {
  const outMs = (requestLength(question.request) + rtuFraming.overhead) * charMsOfLine(question.line);
  return outMs + answerMs(question) + DRAIN_MS + Math.max(GAP_MS, question.gapMs ?? 0);
}
