/** Time zones, kept out of `tick`. */

import { MINUTE_MS } from '../model/duration.ts';

/** Minutes that local time in `zone` is ahead of UTC at `wallMs`. */
export function utcOffsetMin(zone: string, wallMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(wallMs)) {
    if (type !== 'literal') parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  const localMin = Date.UTC(year, month - 1, day, hour, minute) / MINUTE_MS;
  return localMin - Math.floor(wallMs / MINUTE_MS);
}

/** "2026-11-23 22:00:07", local. */
export function localText(wallMs: number, offsetMin: number): string {
  return new Date(wallMs + offsetMin * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
