import { expect, test } from 'vitest';
import { type DecodedPoint, decodeBlock } from '../../../../src/devices/modbus/decode.ts';
import type { Point } from '../../../../src/devices/modbus/definition.ts';
import { ok } from '../../../../src/model/result.ts';
import { pointOf } from './make-definition.ts';

/** Decodes one point from a block that begins at its table's address 0. */
function decode(more: Partial<Point>, reply: number[]): DecodedPoint['result'] | undefined {
  const point = pointOf(more);
  const block = { table: point.table, address: 0, count: reply.length, everyMs: 1000, points: [point] };
  return decodeBlock(block, reply)[0]?.result;
}
const value = (of: number) => ({ ok: true, value: of });

const types: [type: Point['type'], width: number, words: number[], raw: number][] = [
  ['uint16', 1, [0xffff], 65535],
  ['int16', 1, [0xffff], -1],
  ['int16', 1, [0x8000], -32768],
  ['uint32', 2, [0xffff, 0xfffe], 4294967294],
  ['int32', 2, [0xffff, 0xfffe], -2],
  ['float32', 2, [0x4248, 0x8000], 50.125],
  ['uint64', 4, [0, 1, 0, 2], 4294967298],
  ['uint64', 4, [0x001f, 0xffff, 0xffff, 0xffff], Number.MAX_SAFE_INTEGER],
  ['int64', 4, [0xffff, 0xffff, 0xffff, 0xfffd], -3],
  ['int64', 4, [0xffe0, 0, 0, 1], Number.MIN_SAFE_INTEGER],
];

test.each(types)('%s of %d words, most significant first: %j', (type, width, words, raw) => {
  expect(decode({ type, width }, words)).toEqual(value(raw));
});

test.each(types)('%s of %d words, least significant first: %j', (type, width, words, raw) => {
  expect(decode({ type, width, wordOrder: 'lsw-first' }, words.toReversed())).toEqual(value(raw));
});

test('a bit, and a mask whose bit 0 is the first coil', () => {
  expect(decode({ table: 'coil', type: 'bit', address: 1 }, [0, 1])).toEqual(value(1));
  expect(decode({ table: 'coil', type: 'bits', width: 4 }, [1, 0, 1, 1])).toEqual(value(0b1101));
});

test('a mask of registers has a bit for each register that is not 0', () => {
  expect(decode({ type: 'bits', width: 4 }, [1, 0, 0x0100, 0])).toEqual(value(0b0101));
});

test('a ratio in the same block counts before one that was read earlier', () => {
  const ratio = pointOf({ id: 'ratio.current', quantity: 'ratio', address: 1, min: 1, max: 9999 });
  const points = [pointOf({ times: ['ratio.current'] }), ratio];
  const block = { table: 'holding', address: 0, count: 2, everyMs: 1000, points } as const;
  const powers = (words: number[]) => decodeBlock(block, words, () => ok(7)).map(({ result }) => result);
  expect(powers([100, 40])).toEqual([value(4000), value(40)]);
  const none = { ok: false, fault: { kind: 'implausible', value: 0 } };
  expect(powers([100, 0])).toEqual([none, none]);
});

test('points are found relative to the start of the block', () => {
  const points = [pointOf({ id: 'a', address: 100 }), pointOf({ id: 'b', address: 103 })];
  const decoded = decodeBlock({ table: 'holding', address: 100, count: 4, everyMs: 1, points }, [7, 0, 0, 9]);
  expect(decoded.map(({ point, result }) => [point.id, result])).toEqual([
    ['a', value(7)],
    ['b', value(9)],
  ]);
});

test('scale and unit give the decimal value, without rounding noise', () => {
  expect(decode({ scale: 0.1 }, [523])).toEqual(value(52.3));
  expect(decode({ unit: 'kW', scale: 0.001, type: 'int32', width: 2 }, [0, 61440])).toEqual(value(61440));
  expect(decode({ unit: 'kWh', scale: 0.01, type: 'uint32', width: 2 }, [0, 42])).toEqual(value(420));
  expect(decode({ unit: 'mV' }, [2500])).toEqual(value(2.5));
});

test('a decimal point register moves the point, unsigned or signed, above or below the value', () => {
  const djsf = { scale: { register: 1, type: 'uint16', exponent: -3 } } as const;
  expect(decode(djsf, [8125, 2])).toEqual(value(812.5));
  expect(decode(djsf, [2001, 5])).toEqual(value(200_100));
  const sunspec = { address: 1, type: 'int16', scale: { register: 0, type: 'int16', exponent: 0 } } as const;
  expect(decode(sunspec, [0xfffe, 0xffff])).toEqual(value(-0.01));
  expect(decode({ ...sunspec, unit: 'kW' }, [0xfffd, 21018])).toEqual(value(21018));
});

test('a decimal point register that is not set is no value', () => {
  const scale = { register: 1, type: 'int16', exponent: 0 } as const;
  expect(decode({ scale }, [8125, 0x8000])).toEqual({ ok: false, fault: { kind: 'sentinel', raw: 0x8000 } });
});

test('a raw value that the device uses for "none" is no value', () => {
  const absent = { ok: false, fault: { kind: 'sentinel', raw: -32768 } };
  expect(decode({ type: 'int16', scale: 0.01, sentinels: [-32768, 32767] }, [0x8000])).toEqual(absent);
  const overRange = { type: 'int32', width: 2, wordOrder: 'lsw-first', sentinels: [0x7fffffff] } as const;
  expect(decode(overRange, [0xffff, 0x7fff])).toMatchObject({ fault: { kind: 'sentinel' } });
});

test('a float that is no number is no value, and its fault survives JSON', () => {
  for (const [high, raw] of [
    [0x7fc0, 0x7fc00000],
    [0x7f80, 0x7f800000],
    [0xff80, 0xff800000],
  ] as const) {
    const result = decode({ type: 'float32', width: 2 }, [high, 0]);
    expect(result).toEqual({ ok: false, fault: { kind: 'sentinel', raw } });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  }
});

test('a value outside its range is implausible and not clamped', () => {
  const range = { min: -10, max: 10 } as const;
  expect(decode({ ...range, type: 'int16' }, [11])).toEqual({
    ok: false,
    fault: { kind: 'implausible', value: 11 },
  });
  expect(decode({ ...range, type: 'int16' }, [0xfff5])).toMatchObject({
    fault: { kind: 'implausible', value: -11 },
  });
  expect(decode({ ...range, type: 'int16' }, [10])).toEqual(value(10));
  expect(decode({ ...range, type: 'int16' }, [0xfff6])).toEqual(value(-10));
});

test('a 64-bit value that a number cannot hold exactly is implausible', () => {
  const wide = { width: 4, max: Number.MAX_VALUE, min: -Number.MAX_VALUE } as const;
  expect(decode({ ...wide, type: 'uint64' }, [0x0020, 0, 0, 0])).toMatchObject({
    fault: { kind: 'implausible' },
  });
  expect(decode({ ...wide, type: 'int64' }, [0xffe0, 0, 0, 0])).toMatchObject({
    fault: { kind: 'implausible' },
  });
  expect(decode({ ...wide, type: 'uint64' }, [0xffff, 0xffff, 0xffff, 0xffff])).toMatchObject({ ok: false });
});

test('an answer of another length is a programming error', () => {
  const block = { table: 'holding', address: 0, count: 2, everyMs: 1000, points: [pointOf({})] } as const;
  expect(() => decodeBlock(block, [1])).toThrow('assertion');
});
