/** Reads a night hour by hour as its hours end, one question to the history at a time. */

import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { NightHour, PastNight } from '../../model/forecast/night-forecast.ts';
import { ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { type HourSource, isUnknown, readOutdoorC, readPastHour } from './past-nights.ts';
import type { SiteNight } from './site-night.ts';

/** A night as far as it is read. */
export interface NightReading {
  readonly times: SiteNight;
  /** Undefined: not read yet. */
  readonly eveningC: number | null | undefined;
  readonly hours: readonly NightHour[];
}

/** From the end of an hour until it is in the history. */
const SETTLED_MS = MINUTE_MS;

/** A night of which nothing is read. */
export function beginReading(times: SiteNight): NightReading {
  return { times, eveningC: undefined, hours: [] };
}

/** When the next part of it can be read; null: all of it is. */
export function nextPartMs({ times, eveningC, hours }: NightReading): number | null {
  if (eveningC === undefined) return times.startMs - HOUR_MS + SETTLED_MS;
  if (hours.length === times.hours) return null;
  return times.startMs + (hours.length + 1) * HOUR_MS + SETTLED_MS;
}

/** The reading with its next part. */
export async function readPart(
  history: HourSource,
  reading: NightReading,
  plan: ControlPlan,
): Promise<Result<NightReading, string>> {
  const { times, hours } = reading;
  if (reading.eveningC === undefined) {
    const evening = await readOutdoorC(history, times.startMs - 2 * HOUR_MS, plan);
    return evening.ok ? ok({ ...reading, eveningC: evening.value }) : evening;
  }
  const hour = await readPastHour(history, times.startMs + hours.length * HOUR_MS, plan);
  return hour.ok ? ok({ ...reading, hours: [...hours, hour.value] }) : hour;
}

/** As much of the night at once as can be read at `untilMs`, for a command. */
export async function readNight(
  history: HourSource,
  times: SiteNight,
  plan: ControlPlan,
  untilMs: number = Number.POSITIVE_INFINITY,
): Promise<Result<NightReading, string>> {
  let reading = beginReading(times);
  for (let atMs = nextPartMs(reading); atMs !== null && atMs <= untilMs; atMs = nextPartMs(reading)) {
    const read = await readPart(history, reading, plan);
    if (!read.ok) return read;
    reading = read.value;
  }
  return ok(reading);
}

/** What is kept of it; null where nothing was recorded. */
export function pastNightOf({ times, eveningC = null, hours }: NightReading): PastNight | null {
  return hours.every(isUnknown) ? null : { id: times.id, hours, eveningC };
}
