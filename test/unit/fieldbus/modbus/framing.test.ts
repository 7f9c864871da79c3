import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Framing } from '../../../../src/fieldbus/modbus/framing.ts';
import { encodeReply, encodeRequest } from '../../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../../src/fieldbus/modbus/tcp-framing.ts';
import { message } from '../../../../src/model/message.ts';
import type { ModbusReply, ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { anyExchange } from '../exchanges.ts';
import { hex, joined } from '../frames.ts';

const read: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 2 };
const both: readonly (readonly [string, Framing])[] = [
  ['rtu', rtuFraming],
  ['tcp', tcpFraming],
];

function replyFrame(framing: Framing, values: ModbusReply, unitId = 7, transaction = 1): Uint8Array {
  return framing.wrap(unitId, encodeReply(read, values), transaction);
}

function receiverOf(framing: Framing) {
  const late = { lateBytes: 0 };
  const receiver = framing.createReplyReceiver(late);
  receiver.expect(7, read, 1);
  return { receiver, late };
}

/** A receiver on a line that a read has shown not to echo. */
function lineWithoutEcho(framing: Framing) {
  const { receiver } = receiverOf(framing);
  receiver.push(replyFrame(framing, [1, 2]));
  return receiver;
}

test('an RTU frame is unit id, PDU and checksum, low byte first', () => {
  const pdu = encodeRequest({ kind: 'write-coil', address: 0, value: 0xff00 });
  expect(rtuFraming.wrap(1, pdu, 0)).toEqual(hex('01 05 00 00 FF 00 8C 3A'));
});

test('a TCP frame is transaction, protocol 0, length, unit id and PDU', () => {
  expect(tcpFraming.wrap(0x11, encodeRequest(read), 0x1234)).toEqual(
    hex('12 34 00 00 00 06 11 03 00 00 00 02'),
  );
});

test.each(both)('%s: an answer is found however it is cut', (_name, framing) => {
  fc.assert(
    fc.property(anyExchange, fc.integer({ min: 1, max: 300 }), ({ request, values }, chunk) => {
      const receiver = lineWithoutEcho(framing);
      receiver.expect(9, request, 77);
      const frame = framing.wrap(9, encodeReply(request, values), 77);
      for (let at = 0; at < frame.length; at += chunk) {
        const outcome = receiver.push(frame.slice(at, at + chunk));
        if (at + chunk < frame.length) expect(outcome).toBeUndefined();
        else expect(outcome).toEqual({ ok: true, value: values });
      }
    }),
  );
});

test.each(both)('%s: requests are found however the stream is cut', (_name, framing) => {
  fc.assert(
    fc.property(
      fc.array(anyExchange, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      (exchanges, chunk) => {
        const found: string[] = [];
        const receiver = framing.createRequestReceiver((unitId, pdu) => found.push(`${unitId} ${pdu}`));
        const sent = exchanges.map(({ request }) => encodeRequest(request));
        const stream = joined(...sent.map((pdu, index) => framing.wrap(index + 1, pdu, index)));
        for (let at = 0; at < stream.length; at += chunk) receiver.push(stream.slice(at, at + chunk));
        expect(found).toEqual(sent.map((pdu, index) => `${index + 1} ${pdu}`));
      },
    ),
  );
});

test('RTU: an exception is found among the bytes awaited', () => {
  const { receiver } = receiverOf(rtuFraming);
  expect(receiver.push(rtuFraming.wrap(7, hex('83 02'), 0))).toEqual({
    ok: false,
    fault: { kind: 'modbus-exception', code: 2 },
  });
});

test('RTU: garbage, an echo and a foreign answer before the answer do no harm', () => {
  for (const before of [
    hex('00'),
    hex('07 03'),
    hex('07 83 00'),
    rtuFraming.wrap(7, encodeRequest(read), 0),
    replyFrame(rtuFraming, [8, 9], 6),
  ]) {
    const { receiver, late } = receiverOf(rtuFraming);
    const outcome = receiver.push(joined(before, replyFrame(rtuFraming, [1, 2])));
    expect(outcome ?? receiver.giveUp()).toEqual({ ok: true, value: [1, 2] });
    // Our own question is no stray byte.
    expect(late.lateBytes + 8 * receiver.line.echoes).toBe(before.length);
  }
});

test('RTU: a glitch after the answer is let pass, a second answer is not', () => {
  const frame = replyFrame(rtuFraming, [1, 2]);
  expect(receiverOf(rtuFraming).receiver.push(joined(frame, hex('00')))).toEqual({ ok: true, value: [1, 2] });
  expect(receiverOf(rtuFraming).receiver.push(joined(frame, frame))).toMatchObject({
    ok: false,
    fault: { kind: 'frame' },
  });
});

test('RTU: a wrong checksum is told at once, a truncated or foreign answer at the deadline', () => {
  const frame = replyFrame(rtuFraming, [1, 2]);
  const garbled = frame.slice();
  garbled[4] = 0x55;
  expect(receiverOf(rtuFraming).receiver.push(garbled)).toEqual({ ok: false, fault: { kind: 'crc' } });
  for (const bytes of [frame.slice(0, -1), replyFrame(rtuFraming, [1, 2], 8)]) {
    const { receiver } = receiverOf(rtuFraming);
    expect(receiver.push(bytes)).toBeUndefined();
    expect(receiver.giveUp()).toMatchObject({ ok: false, fault: { kind: 'frame' } });
  }
  expect(receiverOf(rtuFraming).receiver.giveUp()).toBeUndefined();
});

test('RTU: no more is kept than two frames can hold', () => {
  const { receiver } = receiverOf(rtuFraming);
  expect(receiver.push(new Uint8Array(600))).toMatchObject({ ok: false, fault: { kind: 'frame' } });
});

test('RTU: a server finds requests behind garbage and in one piece with each other', () => {
  const found: number[] = [];
  const receiver = rtuFraming.createRequestReceiver((unitId) => found.push(unitId));
  const request = rtuFraming.wrap(3, encodeRequest(read), 0);
  receiver.push(joined(hex('FF 00 03 03 00'), request, request.slice(0, 3)));
  receiver.push(joined(request.slice(3), new Uint8Array(1000), request));
  expect(found).toEqual([3, 3, 3]);
});

test('TCP: answers to earlier questions are dropped and counted', () => {
  const { receiver, late } = receiverOf(tcpFraming);
  const old = replyFrame(tcpFraming, [8, 9], 7, 0xffff);
  expect(receiver.push(joined(old, old.slice(0, 5)))).toBeUndefined();
  expect(receiver.push(joined(old.slice(5), replyFrame(tcpFraming, [1, 2])))).toEqual({
    ok: true,
    value: [1, 2],
  });
  expect(late.lateBytes).toBe(2 * old.length);
  expect(receiver.push(replyFrame(tcpFraming, [1, 2]))).toBeUndefined();
  expect(late.lateBytes).toBe(3 * old.length);
});

test('TCP: an answer of another unit is refused', () => {
  const { receiver } = receiverOf(tcpFraming);
  expect(receiver.push(replyFrame(tcpFraming, [1, 2], 8))).toMatchObject({
    ok: false,
    fault: { kind: 'frame' },
  });
});

test('TCP: RTU frames are recognised as what they are', () => {
  const { receiver } = receiverOf(tcpFraming);
  const outcome = receiver.push(replyFrame(rtuFraming, [0x4321, 2]));
  expect(outcome).toEqual({
    ok: false,
    fault: { kind: 'frame', detail: message('no-tcp-header-rtu') },
  });
});

test('TCP: a server refuses a stream without headers', () => {
  const receiver = tcpFraming.createRequestReceiver(() => {});
  expect(receiver.push(hex('47 45 54 20 2F 20 48'))).toBe(false);
});

test.each(both)('%s: no bytes whatever make the receivers throw', (_name, framing) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (chunks) => {
      const { receiver } = receiverOf(framing);
      const server = framing.createRequestReceiver(() => {});
      for (const chunk of chunks) {
        receiver.push(chunk);
        server.push(chunk);
      }
      receiver.giveUp();
    }),
  );
});

test('TCP: an answer with a number that no question had is named at the deadline, a late one is not', () => {
  const { receiver } = receiverOf(tcpFraming);
  expect(receiver.push(replyFrame(tcpFraming, [1, 2], 7, 0))).toBeUndefined();
  expect(receiver.giveUp()).toEqual({
    ok: false,
    fault: { kind: 'frame', detail: message('other-transaction', { found: 0, expected: 1 }) },
  });
  receiver.expect(7, read, 2);
  expect(receiver.push(replyFrame(tcpFraming, [1, 2], 7, 1))).toBeUndefined();
  expect(receiver.giveUp()).toBeUndefined();
  // Of another unit: no answer of this one.
  receiver.expect(7, read, 3);
  expect(receiver.push(replyFrame(tcpFraming, [1, 2], 8, 99))).toBeUndefined();
  expect(receiver.giveUp()).toBeUndefined();
});

test('RTU: an answer under another unit id is named at the deadline', () => {
  const { receiver } = receiverOf(rtuFraming);
  expect(receiver.push(replyFrame(rtuFraming, [1, 2], 9))).toBeUndefined();
  expect(receiver.giveUp()).toEqual({
    ok: false,
    fault: { kind: 'frame', detail: message('other-unit', { found: 9, unit: 7 }) },
  });
});
