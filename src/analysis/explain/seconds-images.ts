/**
 * Images from the seconds of the history. They are coarser than a recording: values are rounded to the stored resolution,
 * and the requests of operators are missing. The sound is exact: each sample once, under its own time.
 */

import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { ChannelId, Reading } from '../../model/reading.ts';
import { type ControlPlan, levelsOf } from '../../plan/control-plan.ts';
import type { SecondsTable } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';

/** Makes the images of tables that follow each other. Their monotonic time is the wall time and `monotonicMs`. */
export function createSecondsReader(
  plan: ControlPlan,
  offsetAt: OffsetAt,
  monotonicMs = 0,
): (table: SecondsTable) => Generator<ProcessImage> {
  const sound = soundChannels(plan);
  /** The last reading of each sound channel: between two samples it stands as it did. */
  const held = new Map<ChannelId, Reading>();
  let cycle = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  return function* ({ wallMs: times, columns, samples }) {
    const ids = Object.keys(columns);
    let next = 0;
    for (const [row, wallMs] of times.entries()) {
      const first = next;
      while ((samples[next]?.takenMs ?? Number.POSITIVE_INFINITY) <= wallMs) next += 1;
      // A clock that was set back brings the same time again: what came first counts.
      if (wallMs <= reachedMs) continue;
      reachedMs = wallMs;
      cycle += 1;
      const channels: Record<ChannelId, Reading> = {};
      for (const id of ids) {
        const reading = readingOf(columns[id], row, wallMs + monotonicMs);
        const isBetween = sound.has(id) && reading.value === null && reading.quality === 'stale';
        channels[id] = isBetween ? (held.get(id) ?? reading) : reading;
        if (sound.has(id) && !isBetween) held.set(id, reading);
      }
      const utcOffsetMin = offsetAt(wallMs);
      yield {
        cycle,
        nowMs: wallMs + monotonicMs,
        wallMs,
        utcOffsetMin,
        clockSynced: true,
        channels,
        samples: samples
          .slice(first, next)
          .map((sample) => ({ ...sample, takenMs: sample.takenMs + monotonicMs })),
        requests: [],
      };
    }
  };
}

function soundChannels(plan: ControlPlan): ReadonlySet<ChannelId> {
  return new Set(levelsOf(plan).flatMap(({ level, peak }) => (peak === undefined ? [level] : [level, peak])));
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
