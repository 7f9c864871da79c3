import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  functionCodeOf,
  replyLength,
} from '../../../../src/fieldbus/modbus/pdu.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { anyExchange } from '../exchanges.ts';
import { hex } from '../frames.ts';

const read: ModbusRequest = { kind: 'read', table: 'holding', address: 0x6b, count: 3 };

test('the examples of the Modbus specification are encoded as printed there', () => {
  expect(encodeRequest(read)).toEqual(hex('03 00 6B 00 03'));
  expect(decodeReply(read, hex('03 06 02 2B 00 00 00 64'))).toEqual({ ok: true, value: [0x022b, 0, 0x64] });
  expect(encodeRequest({ kind: 'write-coil', address: 0xac, value: 0xff00 })).toEqual(hex('05 00 AC FF 00'));
  const write: ModbusRequest = { kind: 'write-registers', address: 1, values: [10, 0x0102] };
  expect(encodeRequest(write)).toEqual(hex('10 00 01 00 02 04 00 0A 01 02'));
  expect(decodeReply(write, hex('10 00 01 00 02'))).toEqual({ ok: true, value: [] });
});

test('nineteen coils give nineteen values, padding is dropped', () => {
  const coils: ModbusRequest = { kind: 'read', table: 'coil', address: 0x13, count: 19 };
  const reply = decodeReply(coils, hex('01 03 CD 6B FD'));
  expect(reply).toEqual({ ok: true, value: [1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1] });
});

test('an exception carries its code', () => {
  expect(decodeReply(read, hex('83 02'))).toEqual({
    ok: false,
    fault: { kind: 'modbus-exception', code: 2 },
  });
});

test.each([
  ['another function', read, '04 06 02 2B 00 00 00 64'],
  ['another length', read, '03 04 02 2B 00 00'],
  ['a byte count that lies', read, '03 04 02 2B 00 00 00 64'],
  ['nothing', read, ''],
  ['an exception too long', read, '83 02 00'],
  ['an echo of another address', { kind: 'write-register', address: 1, value: 3 }, '06 00 02 00 03'],
  ['an echo of another value', { kind: 'write-register', address: 1, value: 3 }, '06 00 01 00 04'],
  ['an echo of another coil value', { kind: 'write-coil', address: 1, value: 7 }, '05 00 01 FF 00'],
  ['an echo of another count', { kind: 'write-registers', address: 1, values: [3] }, '10 00 01 00 02'],
] as const)('a reply with %s is refused', (_what, request, text) => {
  const pdu = text === '' ? new Uint8Array(0) : hex(text);
  expect(decodeReply(request, pdu)).toMatchObject({ ok: false, fault: { kind: 'frame' } });
});

test.each([
  ['function 7', '07', 1],
  ['a read of nothing', '03 00 00 00 00', 3],
  ['126 registers', '03 00 00 00 7E', 3],
  ['2001 coils', '01 00 00 07 D1', 3],
  ['registers beyond the last', '03 FF FF 00 02', 2],
  ['a request cut short', '03 00 00 00', 3],
  ['a byte count that lies', '10 00 01 00 01 04 00 0A', 3],
])('a server refuses %s with the right exception', (_what, text, exception) => {
  expect(decodeRequest(hex(text))).toEqual({ ok: false, fault: { exception } });
});

test('what the protocol cannot carry is a programmer error', () => {
  const wrong: ModbusRequest[] = [
    { kind: 'read', table: 'holding', address: 0, count: 126 },
    { kind: 'read', table: 'holding', address: 0xffff, count: 2 },
    { kind: 'read', table: 'coil', address: 0, count: 0 },
    { kind: 'write-register', address: 0, value: 0x10000 },
    { kind: 'write-register', address: 0, value: 1.5 },
    { kind: 'write-coil', address: -1, value: 0 },
    { kind: 'write-registers', address: 0, values: [] },
  ];
  for (const request of wrong) expect(() => encodeRequest(request)).toThrow();
});

test('every request and its reply survive the way there and back', () => {
  fc.assert(
    fc.property(anyExchange, ({ request, values }) => {
      expect(decodeRequest(encodeRequest(request))).toEqual({ ok: true, value: request });
      const pdu = encodeReply(request, values);
      expect(pdu).toHaveLength(replyLength(request));
      expect(pdu[0]).toBe(functionCodeOf(request));
      expect(decodeReply(request, pdu)).toEqual({ ok: true, value: values });
    }),
  );
});

test('no bytes whatever make the decoders throw', () => {
  fc.assert(
    fc.property(anyExchange, fc.uint8Array({ maxLength: 260 }), ({ request }, bytes) => {
      decodeReply(request, bytes);
      decodeRequest(bytes);
    }),
  );
});
