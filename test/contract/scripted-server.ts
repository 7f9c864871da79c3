/** A Modbus server on the loopback interface that misbehaves as told. Register n holds n, coil n its lowest bit. */

import { createServer, type Socket } from 'node:net';
import { decodeRequest, encodeException, encodeReply } from '../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../src/fieldbus/modbus/tcp-framing.ts';
import type { ModbusReply, ModbusRequest } from '../../src/ports/field/modbus-client.ts';

/** The server's side of one request. */
export interface ServerEnd {
  answer(afterMs?: number): void;
  exception(code: number): void;
  /** The right header and length with a wrong checksum (RTU) or of another unit (TCP). */
  garbled(): void;
  finish(): void;
  reset(): void;
}

export interface ScriptedServer {
  readonly port: number;
  readonly heard: readonly ModbusRequest[];
  /** How to treat the next request not yet spoken for; the others are answered at once. */
  answerNext(treat: (end: ServerEnd) => void): void;
  close(): void;
}

export async function startServer(transport: 'rtu' | 'tcp'): Promise<ScriptedServer> {
  const framing = transport === 'rtu' ? rtuFraming : tcpFraming;
  const treatments: ((end: ServerEnd) => void)[] = [];
  const heard: ModbusRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const receiver = framing.createRequestReceiver((unitId, pdu, transaction) => {
      const request = decodeRequest(pdu);
      if (!request.ok) return;
      heard.push(request.value);
      const treat = treatments.shift() ?? ((end: ServerEnd) => end.answer());
      treat(endOf(socket, request.value, (answer, unit = unitId) => framing.wrap(unit, answer, transaction)));
    });
    socket.on('data', (bytes) => receiver.push(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard,
    answerNext: (treat) => treatments.push(treat),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function endOf(
  socket: Socket,
  request: ModbusRequest,
  wrap: (pdu: Uint8Array, unitId?: number) => Uint8Array,
): ServerEnd {
  const reply = encodeReply(request, valuesOf(request));
  const send = (frame: Uint8Array) => {
    if (socket.writable) socket.write(frame);
  };
  return {
    answer(afterMs = 0) {
      if (afterMs === 0) send(wrap(reply));
      else setTimeout(() => send(wrap(reply)), afterMs);
    },
    exception: (code) => send(wrap(encodeException(reply[0] ?? 0, code))),
    garbled() {
      const isRtu = wrap(reply).length === reply.length + rtuFraming.overhead;
      const frame = isRtu ? wrap(reply) : wrap(reply, 99);
      if (isRtu) frame[3] = (frame[3] ?? 0) ^ 0xff;
      send(frame);
    },
    finish: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
}

/** What such a server answers to a request, undefined where it does not understand it. */
export function answerOf(pdu: Uint8Array): Uint8Array | undefined {
  const request = decodeRequest(pdu);
  return request.ok ? encodeReply(request.value, valuesOf(request.value)) : undefined;
}

function valuesOf(request: ModbusRequest): ModbusReply {
  if (request.kind !== 'read') return [];
  const isBits = request.table === 'coil' || request.table === 'discrete';
  return Array.from(
    { length: request.count },
    (_, index) => (request.address + index) & (isBits ? 1 : 0xffff),
  );
}
