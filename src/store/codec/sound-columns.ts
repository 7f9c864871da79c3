/**
 * Sound levels as columns: each sample once, in the second in which it was taken. A cell of the block beside it holds what
 * stood when the cycle froze, and that may be the second before once more. What came too late for its cycle came
 * with the next one; it is put back where nothing stands.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { deviceOf, type Quality, type Sample } from '../../model/reading.ts';
import type { SoundCycle } from '../../ports/history-writer.ts';

/** A column that still grows, one cell for each cycle. */
export interface OpenColumn {
  readonly values: (number | null)[];
  readonly qualities: Quality[];
}

/** What a column takes of a sample: its level or its peak. Undefined for a channel that is no sound of these cycles. */
export type Take = (sample: Sample) => number | null | undefined;

/** How to fill the columns of these cycles from their samples; looked through once for all columns. */
export function takesOf(cycles: readonly SoundCycle[]): (channel: string) => Take | undefined {
  const levels = new Set<string>();
  const peaks = new Set<string>();
  for (const { samples } of cycles) {
    for (const { channel, peakDb } of samples) {
      levels.add(channel);
      if (peakDb !== null) peaks.add(peakChannelOf(channel));
    }
  }
  return (channel) => {
    if (levels.has(channel)) return levelOfChannel(channel);
    return peaks.has(channel) ? peakOfChannel(channel) : undefined;
  };
}

/** Adds the cell of one more cycle; `missing` is what it says without a sample. */
export function addSoundCell(
  column: OpenColumn,
  take: Take,
  samples: readonly Sample[],
  missing: Quality,
): void {
  const cells = samples.flatMap((sample) => {
    const value = take(sample);
    return value === undefined ? [] : [{ value, quality: sample.quality }];
  });
  const last = column.values.length - 1;
  if (cells.length > 1 && column.values[last] === null && column.qualities[last] === 'stale') {
    const late = cells.shift();
    column.values[last] = late?.value ?? null;
    column.qualities[last] = late?.quality ?? 'stale';
  }
  column.values.push(meanOf(cells.map(({ value }) => value)));
  column.qualities.push(cells.at(-1)?.quality ?? missing);
}

function levelOfChannel(channel: string): Take {
  return (sample) => (sample.channel === channel ? sample.value : undefined);
}

function peakOfChannel(channel: string): Take {
  return (sample) => (peakChannelOf(sample.channel) === channel ? sample.peakDb : undefined);
}

function peakChannelOf(level: string): string {
  return `${deviceOf(level)}.sound.lafmax`;
}

/** Mostly one; of a meter that is faster than we are now and then two. */
function meanOf(levelsDb: readonly (number | null)[]): number | null {
  const known = levelsDb.filter((levelDb) => levelDb !== null);
  if (known.length <= 1) return known[0] ?? null;
  return levelOf(known.reduce((sum, levelDb) => sum + energyOf(levelDb), 0) / known.length);
}
