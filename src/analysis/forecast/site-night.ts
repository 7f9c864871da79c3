/** Which nights there are around a moment, by the local clock, and the hours of each. */

import type { NightHours } from '../../acoustics/periods/periods.ts';
import { DAY_MS, HOUR_MS } from '../../model/duration.ts';
import { localSpan, nextDate, type OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';

/** One night of the site; where the clocks change it has an hour more or less. */
export interface SiteNight {
  /** Date of the evening. */
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Whole hours. */
  readonly hours: number;
}

/** The night that begins on the evening of `id`; null where the site has none. */
export function siteNight(
  id: string,
  { startMin, endMin }: NightHours,
  offsetAt: OffsetAt,
): SiteNight | null {
  if (startMin === endMin) return null;
  const { startMs, endMs } = localSpan(id, startMin, endMin, offsetAt);
  return { id, startMs, endMs, hours: Math.floor((endMs - startMs) / HOUR_MS) };
}

/** The night that is, or else the next one; null where the site has none. */
export function nightNow(wallMs: number, night: NightHours, offsetAt: OffsetAt): SiteNight | null {
  const today = localText(wallMs, offsetAt(wallMs)).slice(0, 10);
  for (const id of [dateBefore(today, 1), today, nextDate(today)]) {
    const found = siteNight(id, night, offsetAt);
    if (found === null || found.endMs > wallMs) return found;
  }
  return null;
}

/** The date so many days before. */
export function dateBefore(id: string, days: number): string {
  return new Date(Date.parse(`${id}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
