/** One question on a wire and everything that came of it: what a diagnosis is made from. */

import { isAnswer } from '../../fieldbus/bus/device-health.ts';
import { charMsOfLine, type LineSetting } from '../../fieldbus/modbus/line-setting.ts';
import { replyLength, requestLength } from '../../fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../fieldbus/modbus/rtu-framing.ts';
import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/modbus-client.ts';

export interface Question {
  readonly line: LineSetting;
  readonly unitId: number;
  readonly request: ModbusRequest;
  /** How long the device may think; the time the characters take comes on top. */
  readonly timeoutMs: number;
  /** Silence the device wants after the question before. */
  readonly gapMs?: number;
}

export interface Trial extends Question {
  readonly outcome: Result<ModbusReply, Fault>;
  /** The frame that went out; empty when the link was down. */
  readonly sent: Uint8Array;
  /** All bytes that came while the question was open. */
  readonly received: Uint8Array;
  /** Bytes since the question before that belonged to no answer. */
  readonly lateBytes: number;
  readonly tookMs: number;
}

/** After a timeout the wire rests this long before the next question. */
export const DRAIN_MS = 50;
/** Between two questions, where the device is not known to want more. */
export const GAP_MS = 20;

/** Our own question came back in front of what else came: the adapter hears itself. */
export function hasEcho({ sent, received }: Trial): boolean {
  return sent.length > 0 && received.length >= sent.length && sent.every((byte, i) => byte === received[i]);
}

/** What others sent: all bytes received but our own. */
export function bytesOfOthers(trial: Trial): Uint8Array {
  return hasEcho(trial) ? trial.received.subarray(trial.sent.length) : trial.received;
}

/** Somebody with this unit id is there, be it to refuse. A gateway that reports silence behind it does not count. */
export function isAnswered({ outcome }: Trial): boolean {
  return outcome.ok || isAnswer(outcome.fault);
}

/** The words read, undefined where there are none. */
export function wordsOf({ outcome, request }: Trial): ModbusReply | undefined {
  return outcome.ok && request.kind === 'read' ? outcome.value : undefined;
}

/** How long a wire waits for the whole answer of a question: thinking and characters. */
export function answerMs({ line, request, timeoutMs }: Question): number {
  return Math.ceil(timeoutMs + (replyLength(request) + rtuFraming.overhead) * charMsOfLine(line));
}

/** The longest a question can take, with the rest after it. */
export function questionMaxMs(question: Question): number {
  const outMs = (requestLength(question.request) + rtuFraming.overhead) * charMsOfLine(question.line);
  return outMs + answerMs(question) + DRAIN_MS + Math.max(GAP_MS, question.gapMs ?? 0);
}
