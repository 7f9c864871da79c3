/**
 * Modbus RTU: unit id, PDU, CRC. Frames end by silence on the wire, but user space cannot measure 1.5 or 3.5 character
 * times behind a USB adapter, so a frame is found by the length that the question or its header implies, and by the
 * CRC. RTU has no transaction id: the other guards against late answers are in modbus-client.ts (drain) and bus.ts (a
 * device that fell silent is first asked something else). An echo of our own question is removed before anything counts
 * as an answer (line-echo.ts).
 */

import { hasValidCrc } from './crc16.ts';
import type { Framing, RequestReceiver } from './framing.ts';
import { REGISTERS_PER_WRITE_MAX } from './pdu.ts';
import { BUFFER_MAX, createRtuReplyReceiver, frameOf } from './rtu-reply.ts';

export const rtuFraming: Framing = {
  overhead: 3,
  wrap: frameOf,
  createReplyReceiver: createRtuReplyReceiver,
  createRequestReceiver: createRtuRequestReceiver,
};

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

/** Gives the number of bytes done with: whole requests passed on, and garbage that cannot start one. */
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

/** Length of the request that may start at `start`; 0 when none can. More than there is: wait. */
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

/** Functions that consist of their code alone (7, 11, 12, 17); any other code counts as garbage. */
function unknownLength(code: number): number {
  return code === 7 || code === 11 || code === 12 || code === 17 ? 4 : 0;
}
