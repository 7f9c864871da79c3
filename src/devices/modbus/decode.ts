/**
 * From the words of one answer to values in quietpost's units. A missing or impossible value becomes a fault and is
 * never clamped. Allocates no buffers, because it runs some forty times a simulated second.
 */

import type { Fault } from '../../model/fault.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { conversions, multiply, shiftDecimal } from '../description/units.ts';
import type { Point, ReadBlock } from './definition.ts';
import { registerTypeSpecs } from './register-types.ts';

/** The value of one point, or its fault. */
export interface DecodedPoint {
  readonly point: Point;
  /** In the unit of the point's quantity. */
  readonly result: Result<number, Fault>;
}

/** The latest value of a ratio of the same device, or why there is none. */
export type RatioOf = (pointId: string) => Result<number, Fault>;

const neverRead: RatioOf = () => failed({ kind: 'never-read' });

/**
 * Decodes all points of `block`; `reply` holds exactly `block.count` words (0 or 1 for coils and inputs). A point
 * that is multiplied by a ratio takes it from this block, else from `ratioOf`; without its ratio it has no value.
 */
export function decodeBlock(
  block: ReadBlock,
  reply: readonly number[],
  ratioOf: RatioOf = neverRead,
): DecodedPoint[] {
  if (reply.length !== block.count) {
    throw new Error(`assertion: a block of ${block.count} was answered by ${reply.length} words`);
  }
  const ratioAt: RatioOf = (id) => {
    const ratio = block.points.find((point) => point.id === id);
    return ratio === undefined ? ratioOf(id) : decodePoint(ratio, reply, block.address, neverRead);
  };
  return block.points.map((point) => ({ point, result: decodePoint(point, reply, block.address, ratioAt) }));
}

function decodePoint(
  point: Point,
  reply: readonly number[],
  start: number,
  ratioAt: RatioOf,
): Result<number, Fault> {
  const raw = rawOf(point, reply, point.address - start);
  if (point.sentinels.includes(raw)) return failed({ kind: 'sentinel', raw });
  // NaN and infinities do not survive JSON, so the fault carries the bits of the float.
  if (!Number.isFinite(raw)) return failed({ kind: 'sentinel', raw: float.getUint32(0) });

  const spec = registerTypeSpecs[point.type];
  if (raw < spec.min || raw > spec.max) return failed({ kind: 'implausible', value: raw });

  const factor = conversions[point.unit].factor;
  let value: number;
  if (typeof point.scale === 'number') {
    value = multiply(raw, point.scale * factor);
  } else {
    const word = wordAt(reply, point.scale.register - start);
    const places = (point.scale.type === 'int16' ? signed16(word) : word) + point.scale.exponent;
    value = shiftDecimal(multiply(raw, factor), places);
    if (Number.isNaN(value)) return failed({ kind: 'sentinel', raw: word });
  }
  if (point.factor !== undefined) value = multiply(value, point.factor);
  for (const id of point.times ?? []) {
    // A fan at 0 of its full speed stands still, whatever that speed is.
    if (value === 0) break;
    const ratio = ratioAt(id);
    if (!ratio.ok) return ratio;
    value = multiply(value, ratio.value);
  }
  return value >= point.min && value <= point.max ? ok(value) : failed({ kind: 'implausible', value });
}

const float = new DataView(new ArrayBuffer(4));

/** The raw number in the registers. 64-bit values beyond 2^53 are rounded, and so out of range. */
function rawOf(point: Point, reply: readonly number[], index: number): number {
  switch (point.type) {
    case 'bit':
    case 'uint16':
      return wordAt(reply, index);
    case 'int16':
      return signed16(wordAt(reply, index));
    case 'uint32':
      return doubleWord(point, reply, index, 0);
    case 'int32':
      return doubleWord(point, reply, index, 0) | 0;
    case 'float32':
      float.setUint32(0, doubleWord(point, reply, index, 0));
      return float.getFloat32(0);
    case 'uint64':
      return doubleWord(point, reply, index, 0) * 2 ** 32 + doubleWord(point, reply, index, 2);
    case 'int64':
      return (doubleWord(point, reply, index, 0) | 0) * 2 ** 32 + doubleWord(point, reply, index, 2);
    case 'bits':
      return maskOf(reply, index, point.width);
  }
}

/** 32 bits from the word of rank `rank`; 0 is the most significant word of the value. */
function doubleWord(point: Point, reply: readonly number[], index: number, rank: number): number {
  const isMswFirst = point.wordOrder === 'msw-first';
  const high = isMswFirst ? index + rank : index + point.width - 1 - rank;
  const low = isMswFirst ? high + 1 : high - 1;
  return wordAt(reply, high) * 0x1_0000 + wordAt(reply, low);
}

function maskOf(reply: readonly number[], index: number, count: number): number {
  let mask = 0;
  for (let bit = 0; bit < count; bit++) if (wordAt(reply, index + bit) !== 0) mask += 1 << bit;
  return mask;
}

function signed16(word: number): number {
  return (word << 16) >> 16;
}

function wordAt(reply: readonly number[], index: number): number {
  const word = reply[index];
  if (word === undefined) throw new Error(`assertion: word ${index} is not in the answer`);
  return word;
}
