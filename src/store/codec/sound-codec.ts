/**
 * The sound samples of a block: exact, because the ledgers are rebuilt from them bit by bit. They are written by channel
 * and in differences of hundredths of a dB, like the block beside them (block-codec.ts): the same second is in both, so
 * deflate finds the same bytes twice and the samples cost almost nothing.
 */

import { qualities, type Sample } from '../../model/reading.ts';
import type { SoundCycle } from '../../ports/history-writer.ts';
import { putText, takeText } from './text-codec.ts';
import type { VarintReader, VarintWriter } from './varints.ts';

/** How a level is written. */
const ABSENT = 0;
const HUNDREDTHS = 1;
const EXACT = 2;

/** Writes the samples behind what is there; `unpackSound` gives the same numbers back. */
export function packSound(out: VarintWriter, cycles: readonly SoundCycle[]): void {
  const samples = cycles.flatMap((cycle) => cycle.samples);
  const channels = [...new Set(samples.map(({ channel }) => channel))];
  putText(out, JSON.stringify(channels));
  putDifferences(
    out,
    cycles.map(({ wallMs }) => wallMs),
  );
  for (const { utcOffsetMin } of cycles) out.put(utcOffsetMin);
  for (const cycle of cycles) out.put(cycle.samples.length);
  for (const { channel } of samples) out.put(channels.indexOf(channel));
  for (const channel of channels) {
    const ofChannel = samples.filter((sample) => sample.channel === channel);
    putLevels(
      out,
      ofChannel.map(({ value }) => value),
    );
    putLevels(
      out,
      ofChannel.map(({ peakDb }) => peakDb),
    );
    putDifferences(
      out,
      ofChannel.map(({ takenMs }) => takenMs),
    );
    for (const { seconds } of ofChannel) out.put(seconds * 1000);
    for (const { quality } of ofChannel) out.put(qualities.indexOf(quality));
  }
}

/** The sound of `count` cycles. */
export function unpackSound(source: VarintReader, count: number): readonly SoundCycle[] {
  const channels = JSON.parse(takeText(source)) as readonly string[];
  const wallMs = takeDifferences(source, count);
  const offsets = takeMany(source, count);
  const lengths = takeMany(source, count);
  const order = takeMany(
    source,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  const queues = channels.map((channel, index) => {
    return takeSamples(source, channel, order.filter((channelIndex) => channelIndex === index).length);
  });
  let at = 0;
  return wallMs.map((cycleMs, cycle) => {
    const indexes = order.slice(at, at + (lengths[cycle] ?? 0));
    at += indexes.length;
    const samples = indexes.flatMap((index) => queues[index]?.shift() ?? []);
    return { wallMs: cycleMs, utcOffsetMin: offsets[cycle] ?? 0, samples };
  });
}

function takeSamples(source: VarintReader, channel: string, count: number): Sample[] {
  const values = takeLevels(source, count);
  const peaks = takeLevels(source, count);
  const times = takeDifferences(source, count);
  const durations = takeMany(source, count);
  const codes = takeMany(source, count);
  return times.map((takenMs, index) => ({
    channel,
    value: values[index] ?? null,
    peakDb: peaks[index] ?? null,
    seconds: (durations[index] ?? 0) / 1000,
    takenMs,
    quality: qualities[codes[index] ?? 0] ?? 'stale',
  }));
}

function putLevels(out: VarintWriter, levelsDb: readonly (number | null)[]): void {
  const kinds = levelsDb.map((levelDb) => {
    if (levelDb === null) return ABSENT;
    return Math.round(100 * levelDb) / 100 === levelDb ? HUNDREDTHS : EXACT;
  });
  for (const kind of kinds) out.put(kind);
  let last = 0;
  levelsDb.forEach((levelDb, index) => {
    if (levelDb === null) return;
    if (kinds[index] === EXACT) {
      for (const byte of new Uint8Array(Float64Array.of(levelDb).buffer)) out.put(byte);
      return;
    }
    const hundredths = Math.round(100 * levelDb);
    out.put(hundredths - last);
    last = hundredths;
  });
}

function takeLevels(source: VarintReader, count: number): readonly (number | null)[] {
  let last = 0;
  return takeMany(source, count).map((kind) => {
    if (kind === ABSENT) return null;
    if (kind === EXACT) return new Float64Array(Uint8Array.from(takeMany(source, 8)).buffer)[0] ?? null;
    last += source.take();
    return last / 100;
  });
}

function putDifferences(out: VarintWriter, values: readonly number[]): void {
  let last = 0;
  for (const value of values) {
    out.put(value - last);
    last = value;
  }
}

function takeDifferences(source: VarintReader, count: number): readonly number[] {
  let last = 0;
  return takeMany(source, count).map((step) => {
    last += step;
    return last;
  });
}

function takeMany(source: VarintReader, count: number): readonly number[] {
  return Array.from({ length: count }, () => source.take());
}
