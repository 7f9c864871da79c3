/**
 * Images from the seconds of the history. They are coarser than a recording: values are rounded to the stored
 * resolution, a second of sound counts as measured when its value was read, and operators' requests are missing.
 */

import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { ChannelId, Reading, Sample } from '../../model/reading.ts';
import { type ControlPlan, type LevelPlan, levelsOf } from '../../plan/control-plan.ts';
import type { SecondsTable } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';

/** Makes the images of tables that follow each other. Their monotonic time is the wall time. */
export function createSecondsReader(
  plan: ControlPlan,
  offsetAt: OffsetAt,
): (table: SecondsTable) => Generator<ProcessImage> {
  const levels = levelsOf(plan);
  let cycle = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  return function* ({ wallMs: times, columns }) {
    const ids = Object.keys(columns);
    for (const [row, wallMs] of times.entries()) {
      // A clock that was set back repeats times: the first reading counts.
      if (wallMs <= reachedMs) continue;
      reachedMs = wallMs;
      cycle += 1;
      const channels: Record<ChannelId, Reading> = {};
      for (const id of ids) channels[id] = readingOf(columns[id], row, wallMs);
      const samples = levels.map((level) => sampleOf(level, channels, plan, wallMs));
      const utcOffsetMin = offsetAt(wallMs);
      yield {
        cycle,
        nowMs: wallMs,
        wallMs,
        utcOffsetMin,
        clockSynced: true,
        channels,
        samples,
        requests: [],
      };
    }
  };
}

function readingOf(
  column: SecondsTable['columns'][string] | undefined,
  row: number,
  takenMs: number,
): Reading {
  const value = column?.values[row] ?? null;
  const quality = column?.qualities[row] ?? 'stale';
  return value === null
    ? { value, takenMs, quality, fault: { kind: 'rejected', detail: message('kept-as', { quality }) } }
    : { value, takenMs, quality };
}

function sampleOf(
  { level, peak }: LevelPlan,
  channels: Readonly<Record<ChannelId, Reading>>,
  { periodMs }: ControlPlan,
  takenMs: number,
): Sample {
  const { value, quality } = channels[level] ?? { value: null, quality: 'stale' };
  const peakDb = peak === undefined ? null : (channels[peak]?.value ?? null);
  return { channel: level, value, peakDb, seconds: periodMs / 1000, takenMs, quality };
}
