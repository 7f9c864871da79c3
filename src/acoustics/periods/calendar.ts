/** Days that a rule set treats apart: days of rest, and seasons. Dates are local, `2026-12-24`. */

import { DAY_MS } from '../../model/duration.ts';
import type { RestDays, Season } from '../rule-set.ts';

/** Whether a date is a day of rest. */
export function isRestDay(date: string, { sundays, dates }: RestDays): boolean {
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  if (sundays && new Date(dayMs).getUTCDay() === 0) return true;
  const fromEaster = (dayMs - easterMs(Number(date.slice(0, 4)))) / DAY_MS;
  return dates.some((one) => {
    const [, days] = /^easter([+-]\d{1,2})?$/.exec(one) ?? [];
    return one.startsWith('easter') ? Number(days ?? 0) === fromEaster : one === date.slice(5);
  });
}

/** Whether a date lies in a season. */
export function isInSeason(date: string, { from, to }: Season): boolean {
  const day = date.slice(5);
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

/** Easter Sunday of the Gregorian calendar, UTC midnight (Meeus, Astronomical Algorithms, chapter 8). */
function easterMs(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const day = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(day / 31) - 1, (day % 31) + 1);
}
