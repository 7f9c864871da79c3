/** From values to raw words: commands for real devices, and whole points for the register image of a simulated one. */

import { specOf } from '../../model/quantity.ts';
import { conversions, SHIFT_MAX, shiftDecimal } from '../description/units.ts';
import type { CoilCommand, RegisterCommand, RegisterRelayCommand, RelayCommand } from './command.ts';
import type { Point } from './definition.ts';
import { registerTypeSpecs } from './register-types.ts';

/** The raw word for a set value given in the unit of the command's quantity. */
export function encodeRegisterCommand(command: RegisterCommand, value: number): number {
  const { min, max } = specOf(command.quantity);
  if (!(value >= min && value <= max)) {
    throw new Error(`assertion: ${value} is no ${command.quantity} for command ${command.name}`);
  }
  return Math.round(value / rawStepOf(command));
}

/** What one raw step is, in the unit of the command's quantity. */
export function rawStepOf({ scale, unit }: RegisterCommand): number {
  return (scale ?? 1) * conversions[unit].factor;
}

/** FC 05; fits `ModbusRequest` of the fieldbus. */
export interface CoilWrite {
  readonly kind: 'write-coil';
  readonly address: number;
  readonly value: number;
}

/** Switches one coil (1-based, as printed on the board). With a flash lease, on lasts `leaseMs` at least. */
export function encodeCoilCommand(
  command: CoilCommand,
  coil1Based: number,
  on: boolean,
  leaseMs: number,
): CoilWrite {
  assertRelay(command, coil1Based);
  const address = command.address + coil1Based - 1;
  if (!on) return { kind: 'write-coil', address, value: 0x0000 };
  if (command.lease === undefined) return { kind: 'write-coil', address, value: 0xff00 };
  const { lease } = command;
  return { kind: 'write-coil', address: address + lease.offset, value: unitsOf(lease, leaseMs) };
}

/** FC 06; fits `ModbusRequest` of the fieldbus. */
export interface RegisterWrite {
  readonly kind: 'write-register';
  readonly address: number;
  readonly value: number;
}

/** Switches one relay (1-based, as printed on the board), a coil or a register. */
export function encodeRelayCommand(
  command: RelayCommand,
  relay1Based: number,
  on: boolean,
  leaseMs: number,
): CoilWrite | RegisterWrite {
  return command.kind === 'coil'
    ? encodeCoilCommand(command, relay1Based, on, leaseMs)
    : encodeRegisterRelay(command, relay1Based, on, leaseMs);
}

/** With a delay lease, on lasts `leaseMs` at least. */
function encodeRegisterRelay(
  command: RegisterRelayCommand,
  relay1Based: number,
  on: boolean,
  leaseMs: number,
): RegisterWrite {
  assertRelay(command, relay1Based);
  const { lease } = command;
  const energise = lease === undefined ? command.on : lease.base + unitsOf(lease, leaseMs);
  const address = command.address + relay1Based - 1;
  return { kind: 'write-register', address, value: on ? energise : command.off };
}

function assertRelay({ name, count }: RelayCommand, relay: number): void {
  if (Number.isInteger(relay) && relay >= 1 && relay <= count) return;
  throw new Error(`assertion: command ${name} has relays 1 to ${count}, not ${relay}`);
}

function unitsOf(
  { unit, maxUnits }: { readonly unit: number; readonly maxUnits: number },
  leaseMs: number,
): number {
  return clamp(Math.ceil(leaseMs / unit), 1, maxUnits);
}

/** The contents of a point's registers (or, as 0 and 1, coils). */
export interface EncodedPoint {
  readonly table: Point['table'];
  readonly address: number;
  readonly values: readonly number[];
  /** The decimal point register, for a point that has one. */
  readonly scale?: { readonly address: number; readonly value: number };
}

/**
 * What a device shows for `value` (in the quantity's unit): the nearest step, at most what its type holds. A meter on
 * instrument transformers shows the secondary value: `ratioOf` gives the value of its ratio points.
 */
export function encodePoint(
  point: Point,
  value: number,
  ratioOf: (pointId: string) => number = () => 1,
): EncodedPoint {
  if (Number.isNaN(value))
    throw new Error(`assertion: no number for ${point.id}; encodeAbsent says "no value"`);
  const ratio = (point.times ?? []).reduce((product, id) => product * ratioOf(id), point.factor ?? 1);
  const inDeviceUnit = value / ratio / conversions[point.unit].factor;
  const { table, address, scale } = point;
  if (typeof scale === 'number') {
    return { table, address, values: toWords(point, toRaw(point, inDeviceUnit / scale)) };
  }
  const places = decimalPlaces(point, scale);
  const values = toWords(point, toRaw(point, shiftDecimal(inDeviceUnit, -places)));
  return {
    table,
    address,
    values,
    scale: { address: scale.register, value: (places - scale.exponent) & 0xffff },
  };
}

/** The device's "no value": its sentinel, or NaN; undefined where it has none. */
export function encodeAbsent(point: Point): EncodedPoint | undefined {
  const sentinel = point.sentinels[0] ?? (point.type === 'float32' ? Number.NaN : undefined);
  if (sentinel === undefined) return undefined;
  return { table: point.table, address: point.address, values: toWords(point, sentinel) };
}

/**
 * The finest decimal point at which the point's whole range fits its mantissa. It depends on the range only, as on
 * meters it depends on the rating, so that points of one quantity can share one register.
 */
function decimalPlaces(point: Point, scale: Exclude<Point['scale'], number>): number {
  const largest = Math.max(Math.abs(point.min), Math.abs(point.max)) / conversions[point.unit].factor;
  const finest = Math.ceil(Math.log10(largest / registerTypeSpecs[point.type].max));
  const { min, max } = registerTypeSpecs[scale.type];
  return clamp(clamp(finest, -SHIFT_MAX, SHIFT_MAX), scale.exponent + min, scale.exponent + max);
}

function toRaw(point: Point, unrounded: number): number {
  const { min, max, of } = registerTypeSpecs[point.type];
  return clamp(of === 'float' ? unrounded : Math.round(unrounded), min, max);
}

function toWords(point: Point, raw: number): number[] {
  const words = mostSignificantFirst(point, raw);
  return point.wordOrder === 'lsw-first' && point.type !== 'bits' ? words.reverse() : words;
}

const scratch = new DataView(new ArrayBuffer(4));

/** Words by rank; only `bits` begins with the lowest, the one of the first coil. */
function mostSignificantFirst(point: Point, raw: number): number[] {
  switch (point.type) {
    case 'bit':
      return [raw & 1];
    case 'uint16':
    case 'int16':
      return [raw & 0xffff];
    case 'uint32':
    case 'int32':
      return halves(raw >>> 0);
    case 'float32':
      scratch.setFloat32(0, raw);
      return halves(scratch.getUint32(0));
    case 'uint64':
    case 'int64':
      return [...halves(Math.floor(raw / 2 ** 32) >>> 0), ...halves(raw >>> 0)];
    case 'bits':
      return Array.from({ length: point.width }, (_, bit) => (raw >> bit) & 1);
  }
}

function halves(word32: number): number[] {
  return [word32 >>> 16, word32 & 0xffff];
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
