/** Local wall time of the site; its time zone is looked up once per hour. */

import { HOUR_MS } from '../../src/model/duration.ts';

/** Turns UTC milliseconds into local milliseconds (as if the local clock were UTC), within one hour's offset. */
export function createLocalTime(zone: string): (wallMs: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  let knownHour = Number.NaN;
  let offsetMs = 0;
  return (wallMs) => {
    const hour = Math.floor(wallMs / HOUR_MS);
    if (hour !== knownHour) {
      knownHour = hour;
      offsetMs = localOf(format, hour * HOUR_MS) - hour * HOUR_MS;
    }
    return wallMs + offsetMs;
  };
}

function localOf(format: Intl.DateTimeFormat, wallMs: number): number {
  const field: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(wallMs)) field[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
