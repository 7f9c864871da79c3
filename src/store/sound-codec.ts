/** The sound samples of a block as deflated JSON: exact, because ledgers are made again from them, bit by bit. */

import { qualities, type Sample } from '../model/reading.ts';
import type { KeptCycle } from '../ports/history.ts';
import { deflated, inflatedText } from './deflated.ts';

/** Channel, level, peak, seconds, taken before the cycle by ms, quality. */
type SampleRow = readonly [string, number | null, number | null, number, number, number];
/** Wall time, UTC offset, samples. */
type CycleRow = readonly [number, number, ...SampleRow[]];

export function packSound(cycles: readonly KeptCycle[]): Uint8Array {
  const rows = cycles.map(({ wallMs, utcOffsetMin, samples }): CycleRow => {
    return [wallMs, utcOffsetMin, ...samples.map(rowOf)];
  });
  return deflated(JSON.stringify(rows));
}

/** The cycles, or null when the bytes are damaged. */
export function unpackSound(bytes: Uint8Array): readonly KeptCycle[] | null {
  const text = inflatedText(bytes);
  if (text === null) return null;
  const rows = JSON.parse(text) as readonly CycleRow[];
  return rows.map(([wallMs, utcOffsetMin, ...samples]) => {
    return { wallMs, utcOffsetMin, samples: samples.map(sampleOf) };
  });
}

function rowOf({ channel, value, peakDb, seconds, takenMs, quality }: Sample): SampleRow {
  return [channel, value, peakDb, seconds, -takenMs, qualities.indexOf(quality)];
}

function sampleOf([channel, value, peakDb, seconds, ageMs, quality]: SampleRow): Sample {
  return { channel, value, peakDb, seconds, takenMs: -ageMs, quality: qualities[quality] ?? 'stale' };
}
