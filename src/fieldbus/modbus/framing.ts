/** How a PDU travels on a link: the part of Modbus that differs between a serial line (RTU) and TCP (MBAP). */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import type { LineEcho } from './line-echo.ts';

/** Adds the frame of a transport to a PDU. */
export interface Framing {
  /** The frame around a PDU. `transaction` (16 bits) is the number a reply repeats; RTU has none. */
  wrap(unitId: number, pdu: Uint8Array, transaction: number): Uint8Array;
  /** Bytes that the frame adds to a PDU. */
  readonly overhead: number;
  createReplyReceiver(late: LateCounter): ReplyReceiver;
  createRequestReceiver(
    onRequest: (unitId: number, pdu: Uint8Array, transaction: number) => void,
  ): RequestReceiver;
}

/** Counts bytes that belong to no request in flight. */
export interface LateCounter {
  lateBytes: number;
}

/** Client side: takes bytes as they arrive and finds the one answer that fits the question. */
export interface ReplyReceiver {
  /** `sent`: the frame of the request, if the caller has it. */
  expect(unitId: number, request: ModbusRequest, transaction: number, sent?: Uint8Array): void;
  /**
   * The answer or a fault, once; undefined while neither is certain. While nothing is expected all bytes are late, and
   * a fault then means that the stream is out of step.
   */
  push(bytes: Uint8Array): Result<ModbusReply, Fault> | undefined;
  /** At the deadline: the result of the bytes so far, undefined without any. Nothing is expected afterwards. */
  giveUp(): Result<ModbusReply, Fault> | undefined;
  /** Bytes that arrived with the last answer and did not belong to it. */
  readonly strayBytes: number;
  /** Drops what was received and asked, for a new connection or a quiet line. */
  reset(): void;
  /** Whether the line echoes our questions. */
  readonly line: Readonly<LineEcho>;
  /** For a new connection: whether this line echoes is not known. */
  forgetLine(): void;
}

/** Server side: calls `onRequest` for each request found. */
export interface RequestReceiver {
  /** False when the stream is no Modbus of this kind; a TCP server then closes the connection. */
  push(bytes: Uint8Array): boolean;
}
