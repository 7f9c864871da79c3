/**
 * Protocol data units of Modbus, both directions: requests of a client and answers of a server, without unit id,
 * checksum or header. MODBUS Application Protocol V1.1b3, section 6. Shared with the simulated devices.
 */

import assert from 'node:assert';
import type { Fault } from '../../model/fault.ts';
import { type Message, message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest, ReadTable } from '../../ports/field/modbus-client.ts';

/** Largest counts that fit one PDU (sections 6.1, 6.3 and 6.12). */
const REGISTERS_PER_READ_MAX = 125;
const COILS_PER_READ_MAX = 2000;

/** Most registers in one write (section 6.12). */
export const REGISTERS_PER_WRITE_MAX = 123;

const readCodes: Readonly<Record<ReadTable, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };
const readTables: readonly (ReadTable | undefined)[] = [undefined, 'coil', 'discrete', 'holding', 'input'];
const noValues: ModbusReply = [];

/** The function code of a request. */
export function functionCodeOf(request: ModbusRequest): number {
  switch (request.kind) {
    case 'read':
      return readCodes[request.table];
    case 'write-coil':
      return 5;
    case 'write-register':
      return 6;
    case 'write-registers':
      return 16;
  }
}

/** The PDU of a request. Asserts the limits of the protocol. */
export function encodeRequest(request: ModbusRequest): Uint8Array {
  assertWord(request.address);
  switch (request.kind) {
    case 'read':
      assertCount(
        request.address,
        request.count,
        isBits(request.table) ? COILS_PER_READ_MAX : REGISTERS_PER_READ_MAX,
      );
      return fiveBytes(readCodes[request.table], request.address, request.count);
    case 'write-coil':
      assertWord(request.value);
      return fiveBytes(5, request.address, request.value);
    case 'write-register':
      assertWord(request.value);
      return fiveBytes(6, request.address, request.value);
    case 'write-registers':
      return encodeWriteRegisters(request.address, request.values);
  }
}

/** Server side: the request in `pdu`, or the exception that refuses it (section 7). */
export function decodeRequest(pdu: Uint8Array): Result<ModbusRequest, { readonly exception: number }> {
  const code = pdu[0] ?? 0;
  const table = readTables[code];
  if (table === undefined && code !== 5 && code !== 6 && code !== 16) return failed({ exception: 1 });
  if (pdu.length < 5 || (code !== 16 && pdu.length !== 5)) return failed({ exception: 3 });
  const address = wordAt(pdu, 1);
  const word = wordAt(pdu, 3);
  if (table !== undefined) {
    if (word < 1 || word > (isBits(table) ? COILS_PER_READ_MAX : REGISTERS_PER_READ_MAX))
      return failed({ exception: 3 });
    if (address + word > 0x10000) return failed({ exception: 2 });
    return ok({ kind: 'read', table, address, count: word });
  }
  if (code === 5) return ok({ kind: 'write-coil', address, value: word });
  if (code === 6) return ok({ kind: 'write-register', address, value: word });
  if (word < 1 || word > REGISTERS_PER_WRITE_MAX || pdu[5] !== word * 2 || pdu.length !== 6 + word * 2)
    return failed({ exception: 3 });
  if (address + word > 0x10000) return failed({ exception: 2 });
  return ok({ kind: 'write-registers', address, values: words(pdu, 6, word) });
}

/** Server side: the PDU that answers `request`; writes are answered by their echo and need no values. */
export function encodeReply(
  request: ModbusRequest,
  reply: ModbusReply | { readonly exception: number },
): Uint8Array {
  if ('exception' in reply) return encodeException(functionCodeOf(request), reply.exception);
  switch (request.kind) {
    case 'read':
      return encodeReadReply(request.table, request.count, reply);
    case 'write-coil':
      return fiveBytes(5, request.address, request.value);
    case 'write-register':
      return fiveBytes(6, request.address, request.value);
    case 'write-registers':
      return fiveBytes(16, request.address, request.values.length);
  }
}

/** The refusal of a request, also of an unknown function code. */
export function encodeException(functionCode: number, exception: number): Uint8Array {
  return Uint8Array.of(functionCode | 0x80, exception);
}

/** Client side: the values in `pdu` if it answers exactly `request`, or why it does not. */
export function decodeReply(request: ModbusRequest, pdu: Uint8Array): Result<ModbusReply, Fault> {
  const code = functionCodeOf(request);
  if (pdu[0] === (code | 0x80)) {
    if (pdu.length !== 2) return mismatch(message('exception-length', { bytes: pdu.length }));
    return failed({ kind: 'modbus-exception', code: pdu[1] ?? 0 });
  }
  if (pdu[0] !== code) return mismatch(message('other-function', { found: pdu[0] ?? null, expected: code }));
  if (pdu.length !== replyLength(request))
    return mismatch(message('other-length', { bytes: pdu.length, expected: replyLength(request) }));
  if (request.kind === 'read') return decodeReadReply(request.table, request.count, pdu);
  if (wordAt(pdu, 1) !== request.address) return mismatch(message('echo-address', { found: wordAt(pdu, 1) }));
  const second = request.kind === 'write-registers' ? request.values.length : request.value;
  if (wordAt(pdu, 3) !== second)
    return mismatch(message('echo-value', { found: wordAt(pdu, 3), expected: second }));
  return ok(noValues);
}

/** Bytes of the PDU of a request. */
export function requestLength(request: ModbusRequest): number {
  return request.kind === 'write-registers' ? 6 + request.values.length * 2 : 5;
}

/** Bytes of the PDU that answers `request` without refusing it. */
export function replyLength(request: ModbusRequest): number {
  return request.kind === 'read' ? 2 + byteCountOf(request.table, request.count) : 5;
}

function byteCountOf(table: ReadTable, count: number): number {
  return isBits(table) ? (count + 7) >> 3 : count * 2;
}

function isBits(table: ReadTable): boolean {
  return table === 'coil' || table === 'discrete';
}

function decodeReadReply(table: ReadTable, count: number, pdu: Uint8Array): Result<ModbusReply, Fault> {
  if (pdu[1] !== pdu.length - 2) return mismatch(message('byte-count', { found: pdu[1] ?? null }));
  if (!isBits(table)) return ok(words(pdu, 2, count));
  const bits = new Array<number>(count);
  for (let bit = 0; bit < count; bit++) bits[bit] = ((pdu[2 + (bit >> 3)] ?? 0) >> (bit & 7)) & 1;
  return ok(bits);
}

function encodeReadReply(table: ReadTable, count: number, values: ModbusReply): Uint8Array {
  assert.equal(values.length, count, 'a read is answered by exactly the values asked for');
  const pdu = new Uint8Array(2 + byteCountOf(table, count));
  pdu[0] = readCodes[table];
  pdu[1] = pdu.length - 2;
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? 0;
    if (isBits(table))
      pdu[2 + (index >> 3)] = (pdu[2 + (index >> 3)] ?? 0) | ((value ? 1 : 0) << (index & 7));
    else putWord(pdu, 2 + index * 2, value);
  }
  return pdu;
}

function encodeWriteRegisters(address: number, values: readonly number[]): Uint8Array {
  assertCount(address, values.length, REGISTERS_PER_WRITE_MAX);
  const pdu = new Uint8Array(6 + values.length * 2);
  pdu[0] = 16;
  putWord(pdu, 1, address);
  putWord(pdu, 3, values.length);
  pdu[5] = values.length * 2;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    assertWord(value);
    putWord(pdu, 6 + index * 2, value);
  }
  return pdu;
}

function fiveBytes(code: number, first: number, second: number): Uint8Array {
  const pdu = new Uint8Array(5);
  pdu[0] = code;
  putWord(pdu, 1, first);
  putWord(pdu, 3, second);
  return pdu;
}

function words(pdu: Uint8Array, start: number, count: number): number[] {
  const values = new Array<number>(count);
  for (let index = 0; index < count; index++) values[index] = wordAt(pdu, start + index * 2);
  return values;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function putWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 0xff;
}

function mismatch(detail: Message): Result<never, Fault> {
  return failed({ kind: 'frame', detail });
}

function assertWord(value: number): void {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, `not a 16-bit word: ${value}`);
}

function assertCount(address: number, count: number, max: number): void {
  assert(Number.isInteger(count) && count >= 1 && count <= max, `count ${count} is not within 1..${max}`);
  assert(address + count <= 0x10000, `${address} + ${count} leaves the address space`);
}
