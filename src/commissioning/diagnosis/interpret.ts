/**
 * The same registers decoded with words or bytes in another order. Whether a value is plausible is decided by what such
 * quantities usually are, which is narrower than what they can be.
 */

import { conversions } from '../../devices/description/units.ts';
import { type DecodedPoint, decodeBlock, type RatioOf } from '../../devices/modbus/decode.ts';
import type { Point, ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import type { Quantity } from '../../model/quantity.ts';
import { ok, type Result } from '../../model/result.ts';

/** Orders of the bytes of a 32-bit value ABCD (most significant first) in two registers. */
export const byteOrders = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
/** One of `byteOrders`. */
export type ByteOrder = (typeof byteOrders)[number];

/** The order that the definition states for a point. */
export function orderOf(point: Point): ByteOrder {
  return point.wordOrder === 'msw-first' ? 'ABCD' : 'CDAB';
}

/** Decodes `block` as the definition says, or as if the device sent every value in `order`; ratios are taken as 1. */
export function decodeAs(block: ReadBlock, reply: readonly number[], order?: ByteOrder): DecodedPoint[] {
  const isBits = block.table === 'coil' || block.table === 'discrete';
  if (isBits || order === undefined) return decodeBlock(block, reply, one);
  const wordOrder = order === 'ABCD' || order === 'BADC' ? 'msw-first' : 'lsw-first';
  const words = order === 'BADC' || order === 'DCBA' ? reply.map(swapBytes) : reply;
  const points = block.points.map((point): Point => ({ ...point, wordOrder }));
  return decodeBlock({ ...block, points }, words, one);
}

const one: RatioOf = () => ok(1);

/** What a value says about the way it was decoded; `mute`: nothing (zero, a status word, "no value"). */
export type Verdict = 'typical' | 'odd' | 'impossible' | 'mute';

/** The verdict on one decoded value. */
export function verdictOf(point: Point, result: Result<number, Fault>): Verdict {
  if (!result.ok) return result.fault.kind === 'implausible' ? 'impossible' : 'mute';
  const size = Math.abs(result.value);
  if (size === 0 || silentQuantities.includes(point.quantity)) return 'mute';
  // Two words of a float in the wrong order give an exponent far below what anything measures.
  if (point.type === 'float32' && size < 1e-6) return 'impossible';
  if (isSmallNumberSwapped(point, result.value)) return 'odd';
  const [min, max] = usual[point.quantity] ?? [1e-3, Number.POSITIVE_INFINITY];
  return size >= min && size <= max ? 'typical' : 'odd';
}

/** A number below 65536 with its two words swapped: its low word is zero, which a counter's is once in 65536 times. */
function isSmallNumberSwapped({ type, scale, unit }: Point, value: number): boolean {
  if ((type !== 'uint32' && type !== 'int32') || typeof scale !== 'number') return false;
  return Math.round(value / (scale * conversions[unit].factor)) % 0x1_0000 === 0;
}

/** How strongly the values support the way they were decoded; below 0 they contradict it. */
export function creditOf(decoded: readonly DecodedPoint[]): number {
  const sum = decoded.reduce((total, { point, result }) => total + credits[verdictOf(point, result)], 0);
  return sum + (doPhasesAddUp(decoded) ? ADDED_UP_CREDIT : 0);
}

const credits: Readonly<Record<Verdict, number>> = { typical: 1, mute: 0, odd: -1, impossible: -2 };
const ADDED_UP_CREDIT = 2;

/**
 * The total power is the sum of its phases. This tells floats at the right address from floats one register off with
 * their words swapped: these have the low word of a neighbour and are 0.2 % wrong on average.
 */
function doPhasesAddUp(decoded: readonly DecodedPoint[]): boolean {
  const powerW = (id: string) => {
    const result = decoded.find(({ point }) => point.id === id)?.result;
    return result?.ok ? result.value : Number.NaN;
  };
  const totalW = powerW('power.active');
  const phasesW = ['l1', 'l2', 'l3'].reduce((sum, phase) => sum + powerW(`power.active.${phase}`), 0);
  return totalW !== 0 && Math.abs(phasesW - totalW) <= 3e-4 * Math.abs(totalW);
}

/** Quantities for which any value is equally likely. */
const silentQuantities: readonly Quantity[] = [
  'sound.count',
  'device.status',
  'fan.status',
  'relay.coils',
  'rain.amount',
];

/** Magnitudes that a device in use shows, in the unit of the quantity; zero is handled before. */
const usual: Partial<Readonly<Record<Quantity, readonly [min: number, max: number]>>> = {
  'sound.laeq': [20, 125],
  'sound.lafmax': [20, 130],
  'sound.laf': [20, 125],
  'power.active': [0.1, 3e6],
  'power.reactive': [0.1, 3e6],
  'power.apparent': [0.1, 3e6],
  'power.factor': [0.01, 1.001],
  'energy.import': [1, 1e11],
  'energy.export': [1, 1e11],
  voltage: [20, 1100],
  current: [1e-3, 2000],
  frequency: [45, 65],
  temperature: [0.1, 100],
  humidity: [5, 100],
  'fan.speed': [20, 8000],
  'wind.speed': [0.1, 40],
};

function swapBytes(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}
