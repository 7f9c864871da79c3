/**
 * A block of seconds, packed: by channel, because a channel changes little from one second to the next. Values are
 * whole multiples of the resolution of the channel; a channel that does not change costs two or three bytes.
 */

import { qualities } from '../../model/reading.ts';
import type { VarintReader, VarintWriter } from './varints.ts';

/** How a channel is stored: `resolution` 100 means hundredths. */
export interface StoredChannel {
  readonly id: string;
  readonly resolution: number;
}

/** Seconds of all channels. Cell `row * channels + channel`; NaN stands for no value. */
export interface Block {
  readonly wallMs: Float64Array;
  readonly values: Float64Array;
  /** Index in `qualities` of src/model/reading.ts. */
  readonly qualities: Uint8Array;
}

/** What a channel did during the block. */
const STILL = 0;
const MOVED = 1;
const ABSENT = 2;
const MIXED = 3;
const GOOD = qualities.indexOf('good');

/** Writes the block behind what is there. `channels` are its columns, in order. */
export function packBlock(out: VarintWriter, block: Block, channels: readonly StoredChannel[]): void {
  let lastMs = 0;
  for (const wallMs of block.wallMs) {
    out.put(Math.round(wallMs) - lastMs);
    lastMs = Math.round(wallMs);
  }
  channels.forEach(({ resolution }, index) => {
    packChannel(out, columnOf(block, index, channels.length, resolution));
  });
}

/** The block of `count` seconds. */
export function unpackBlock(source: VarintReader, count: number, channels: readonly StoredChannel[]): Block {
  const width = channels.length;
  const block = {
    wallMs: new Float64Array(count),
    values: new Float64Array(count * width).fill(Number.NaN),
    qualities: new Uint8Array(count * width),
  };
  let lastMs = 0;
  for (let row = 0; row < count; row += 1) {
    lastMs += source.take();
    block.wallMs[row] = lastMs;
  }
  channels.forEach(({ resolution }, index) => {
    unpackChannel(source, count, (row, value, quality) => {
      block.values[row * width + index] = value / resolution;
      block.qualities[row * width + index] = quality;
    });
  });
  return block;
}

interface Column {
  /** Multiples of the resolution; NaN for none. */
  readonly steps: readonly number[];
  readonly qualities: readonly number[];
}

function columnOf(block: Block, index: number, width: number, resolution: number): Column {
  const steps: number[] = [];
  const codes: number[] = [];
  for (let at = index; at < block.wallMs.length * width; at += width) {
    steps.push(Math.round((block.values[at] ?? Number.NaN) * resolution));
    codes.push(block.qualities[at] ?? 0);
  }
  return { steps, qualities: codes };
}

function packChannel(out: VarintWriter, { steps, qualities: codes }: Column): void {
  const isAbsent = steps.every(Number.isNaN) && codes.every((code) => code === codes[0]);
  const isGood = codes.every((code) => code === GOOD) && !steps.some(Number.isNaN);
  const isStill = isGood && steps.every((step) => step === steps[0]);
  const kind = isAbsent ? ABSENT : isStill ? STILL : isGood ? MOVED : MIXED;
  out.put(kind);
  if (kind === ABSENT) out.put(codes[0] ?? 0);
  if (kind === MIXED) {
    steps.forEach((step, row) => {
      out.put(2 * (codes[row] ?? 0) + (Number.isNaN(step) ? 0 : 1));
    });
  }
  if (kind === STILL) out.put(steps[0] ?? 0);
  if (kind === STILL || kind === ABSENT) return;
  let last = 0;
  for (const step of steps) {
    if (Number.isNaN(step)) continue;
    out.put(step - last);
    last = step;
  }
}

function unpackChannel(
  source: VarintReader,
  count: number,
  put: (row: number, step: number, quality: number) => void,
): void {
  const kind = source.take();
  if (kind === ABSENT || kind === STILL) {
    const same = source.take();
    for (let row = 0; row < count; row += 1) {
      if (kind === ABSENT) put(row, Number.NaN, same);
      else put(row, same, GOOD);
    }
    return;
  }
  const marks = Array.from({ length: count }, () => (kind === MIXED ? source.take() : 2 * GOOD + 1));
  let last = 0;
  marks.forEach((mark, row) => {
    const hasValue = mark % 2 === 1;
    if (hasValue) last += source.take();
    put(row, hasValue ? last : Number.NaN, Math.floor(mark / 2));
  });
}
