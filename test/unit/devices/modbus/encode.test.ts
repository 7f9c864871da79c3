import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conversions } from '../../../../src/devices/description/units.ts';
import { decodeBlock } from '../../../../src/devices/modbus/decode.ts';
import { type Point, registerTypes } from '../../../../src/devices/modbus/definition.ts';
import {
  type EncodedPoint,
  encodeAbsent,
  encodeCoilCommand,
  encodePoint,
  encodeRegisterCommand,
  encodeRelayCommand,
} from '../../../../src/devices/modbus/encode.ts';
import { registerTypeSpecs } from '../../../../src/devices/modbus/register-types.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { shippedDefinitions } from '../../../golden/shipped-definitions.ts';
import { pointOf } from './make-definition.ts';

const relays = {
  name: 'relays',
  kind: 'coil',
  address: 16,
  count: 8,
  lease: { kind: 'flash', offset: 0x200, unit: 100, maxUnits: 0x7fff },
} as const;

test('a coil with a flash lease is on for the lease, rounded up, at least one and at most all units', () => {
  const on = (leaseMs: number): ModbusRequest => encodeCoilCommand(relays, 3, true, leaseMs);
  expect(on(5000)).toEqual({ kind: 'write-coil', address: 18 + 0x200, value: 50 });
  expect(on(5001)).toMatchObject({ value: 51 });
  expect(on(0)).toMatchObject({ value: 1 });
  expect(on(1e9)).toMatchObject({ value: 0x7fff });
});

test('off, and on without a lease, go to the plain coil', () => {
  expect(encodeCoilCommand(relays, 8, false, 5000)).toEqual({
    kind: 'write-coil',
    address: 23,
    value: 0x0000,
  });
  const plain = { name: 'relays', kind: 'coil', address: 16, count: 8 } as const;
  expect(encodeCoilCommand(plain, 1, true, 5000)).toEqual({ kind: 'write-coil', address: 16, value: 0xff00 });
});

test.each([0, 9, 1.5, Number.NaN])('coil %d of eight is a programming error', (coil) => {
  expect(() => encodeCoilCommand(relays, coil, true, 1000)).toThrow('assertion');
});

const registerRelays = {
  name: 'relays',
  kind: 'register-relay',
  address: 1,
  count: 8,
  on: 0x0100,
  off: 0x0200,
  lease: { kind: 'delay', base: 0x0600, unit: 1000, maxUnits: 255 },
} as const;

test('a relay that is a register is on for the lease by a delay word, off by its own word', () => {
  const on = (leaseMs: number): ModbusRequest => encodeRelayCommand(registerRelays, 3, true, leaseMs);
  expect(on(30_000)).toEqual({ kind: 'write-register', address: 3, value: 0x0600 + 30 });
  expect(on(30_001)).toMatchObject({ value: 0x0600 + 31 });
  expect(on(0)).toMatchObject({ value: 0x0601 });
  expect(on(1e9)).toMatchObject({ value: 0x06ff });
  expect(encodeRelayCommand(registerRelays, 8, false, 30_000)).toMatchObject({ address: 8, value: 0x0200 });
  const { lease, ...plain } = registerRelays;
  expect(encodeRelayCommand(plain, 1, true, 30_000)).toMatchObject({ address: 1, value: 0x0100 });
  expect(lease.kind).toBe('delay');
  expect(encodeRelayCommand(relays, 3, true, 5000)).toEqual(encodeCoilCommand(relays, 3, true, 5000));
  expect(() => encodeRelayCommand(registerRelays, 9, true, 1000)).toThrow('assertion');
});

test('a meter on transformers shows the secondary value, and decodes to the primary one', () => {
  const power = pointOf({ type: 'int16', scale: 0.1, times: ['ratio.current', 'ratio.voltage'] });
  const ratios: Readonly<Record<string, number>> = { 'ratio.current': 40, 'ratio.voltage': 10 };
  const { values } = encodePoint(power, 123_440, (id) => ratios[id] ?? 1);
  expect(values).toEqual([3086]);
  const block = { table: 'holding', address: 0, count: 1, everyMs: 1000, points: [power] } as const;
  const decode = (known: readonly string[]) =>
    decodeBlock(block, values, (id) =>
      known.includes(id) ? ok(ratios[id] ?? 1) : failed({ kind: 'never-read' }),
    )[0]?.result;
  expect(decode(['ratio.current', 'ratio.voltage'])).toEqual({ ok: true, value: 123_440 });
  expect(decode(['ratio.current'])).toEqual({ ok: false, fault: { kind: 'never-read' } });
  expect(decodeBlock(block, values)[0]?.result.ok).toBe(false);
});

const setpoint = {
  name: 'setpoint',
  kind: 'register',
  quantity: 'fan.setpoint',
  address: 1,
  unit: '%',
} as const;

test('a set value becomes the nearest raw word', () => {
  expect(encodeRegisterCommand({ ...setpoint, scale: 0.0015625 }, 55)).toBe(35200);
  expect(encodeRegisterCommand({ ...setpoint, scale: 0.5 }, 30.3)).toBe(61);
  expect(encodeRegisterCommand(setpoint, 100)).toBe(100);
  const analog = { ...setpoint, quantity: 'output.voltage', unit: 'mV' } as const;
  expect(encodeRegisterCommand(analog, 7.25)).toBe(7250);
});

test.each([Number.NaN, -1, 101, Number.POSITIVE_INFINITY])(
  'a set value of %d percent is a programming error',
  (v) => {
    expect(() => encodeRegisterCommand(setpoint, v)).toThrow('assertion');
  },
);

test('what a device cannot show it shows as the nearest it can', () => {
  expect(encodePoint(pointOf({ scale: 0.1 }), 7000)).toMatchObject({ values: [0xffff] });
  expect(encodePoint(pointOf({ type: 'int16' }), -40_000)).toMatchObject({ values: [0x8000] });
});

test('a value that is no number is a programming error and never a 0', () => {
  expect(() => encodePoint(pointOf({}), Number.NaN)).toThrow('assertion');
});

test('the decimal point is where the range of the point fits its mantissa', () => {
  const scale = { register: 1, type: 'uint16', exponent: -3 } as const;
  const power = pointOf({ type: 'int16', scale, min: -300_000, max: 300_000 });
  expect(encodePoint(power, 123_456)).toEqual({
    table: 'holding',
    address: 0,
    values: [12346],
    scale: { address: 1, value: 4 },
  });
});

test('"no value" is the sentinel, for floats NaN, else nothing at all', () => {
  expect(encodeAbsent(pointOf({ type: 'int16', sentinels: [-32768] }))).toMatchObject({ values: [0x8000] });
  expect(encodeAbsent(pointOf({ type: 'float32', width: 2 }))).toMatchObject({ values: [0x7fc0, 0] });
  expect(encodeAbsent(pointOf({}))).toBeUndefined();
});

/** Reads back what `encodePoint` has placed, from a block that holds the point and its decimal point. */
function readBack(point: Point, encoded: EncodedPoint): number {
  const cells = encoded.values.map((value, i) => ({ address: encoded.address + i, value }));
  if (encoded.scale !== undefined) cells.push(encoded.scale);
  const address = Math.min(...cells.map((cell) => cell.address));
  const count = Math.max(...cells.map((cell) => cell.address)) - address + 1;
  const reply = new Array<number>(count).fill(0);
  for (const cell of cells) reply[cell.address - address] = cell.value;
  for (const word of reply) expect(Number.isInteger(word) && word >= 0 && word <= 0xffff).toBe(true);
  const block = { table: point.table, address, count, everyMs: 1000, points: [point] };
  const result = decodeBlock(block, reply, () => ok(1))[0]?.result;
  if (result?.ok !== true) throw new Error(`did not read back: ${JSON.stringify(result)}`);
  return result.value;
}

/** The largest value of a type may be the word for "no value". */
function saysAbsent(point: Point, value: number): boolean {
  const absent = encodeAbsent(point)?.values;
  return point.sentinels.length > 0 && `${encodePoint(point, value).values}` === `${absent}`;
}

/** How far a value may be off after a round trip: half a raw step, for floats half a unit in the last place. */
function tolerance(point: Point, value: number): number {
  const factor = conversions[point.unit].factor;
  if (point.type === 'float32') return Math.abs(value) * 2 ** -24 + 1e-40 * factor;
  const largest = Math.max(Math.abs(point.min), Math.abs(point.max));
  // A mantissa that uses its type sensibly keeps at least four digits of the range.
  const step = typeof point.scale === 'number' ? Math.abs(point.scale) * factor : largest / 3200;
  return step / 2 + Math.abs(value) * 1e-15;
}

/** Values that the point can both show and be believed to have. */
function valuesOf(point: Point): fc.Arbitrary<number> {
  const raw = registerTypeSpecs[point.type];
  const step = typeof point.scale === 'number' ? point.scale * conversions[point.unit].factor : Infinity;
  const top = point.type === 'bits' ? 2 ** point.width - 1 : raw.max;
  const [low, high] = [Math.min(raw.min * step, top * step), Math.max(raw.min * step, top * step)];
  const isNumber = typeof point.scale === 'number';
  // A float nearest to the end of a range may lie beyond it.
  const inside = point.type === 'float32' ? 1 - 1e-6 : 1;
  return fc.double({
    min: (isNumber ? Math.max(point.min, low) : point.min) * inside,
    max: (isNumber ? Math.min(point.max, high) : point.max) * inside,
    noNaN: true,
  });
}

const shipped = shippedDefinitions().flatMap(({ name, definition }) =>
  definition.points.map((point) => [`${name} ${point.id}`, point] as const),
);
const synthetic = registerTypes.flatMap((type) =>
  (registerTypeSpecs[type].of === 'bits' ? [1] : [1, 0.1, 0.01, 0.25, 3, -1]).flatMap((scale) =>
    (['msw-first', 'lsw-first'] as const).map((wordOrder) => {
      const width = type === 'bits' ? 8 : registerTypeSpecs[type].width;
      return [`${type} * ${scale} ${wordOrder}`, pointOf({ type, width, scale, wordOrder })] as const;
    }),
  ),
);
const decimal = (['uint16', 'int16', 'uint32', 'int32'] as const).flatMap((type) =>
  ([20, 1500, 5e6, 1e9] as const).map((max) => {
    const scale = { register: 7, type: 'int16', exponent: -3 } as const;
    const range = { min: type.startsWith('u') ? 0 : -max, max };
    const { width } = registerTypeSpecs[type];
    return [`${type} with decimal point, up to ${max}`, pointOf({ type, width, scale, ...range })] as const;
  }),
);

test.each([...shipped, ...synthetic, ...decimal])('%s reads back as written', (_, point) => {
  const isExact = point.type === 'bit' || point.type === 'bits';
  fc.assert(
    fc.property(valuesOf(point), (drawn) => {
      const value = isExact ? Math.round(drawn) : drawn;
      fc.pre(value >= point.min && value <= point.max && !saysAbsent(point, value));
      const read = readBack(point, encodePoint(point, value));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(tolerance(point, value));
    }),
    { numRuns: 25 },
  );
});
