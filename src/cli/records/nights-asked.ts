/** Which nights a report is asked for: one, or those of a span, a week, a month or a year. */

import { DAY_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { tell } from '../terminal/tell.ts';

/** Dates of the first and the last evening. */
export interface NightsOptions {
  readonly first: string;
  readonly last: string;
}

/** The options as typed. */
export interface NightsAsked {
  readonly night?: string;
  readonly from?: string;
  readonly to?: string;
  /** Any date of it, or `2026-W29`. */
  readonly week?: string;
  readonly month?: string;
  readonly year?: string;
}

/** More is more than is kept. */
const NIGHTS_MAX = 400;

/** A fault says what to write. `isSpan` is false for one night by `--night`. */
export function nightsAsked(
  asked: NightsAsked,
): Result<NightsOptions & { readonly isSpan: boolean }, string> {
  const ways = [asked.night, asked.from ?? asked.to, asked.week, asked.month, asked.year];
  if (ways.filter((way) => way !== undefined).length !== 1) return failed(tell('nights-once'));
  if (asked.night !== undefined) {
    if (!isDate(asked.night)) return failed(notADate('--night', asked.night));
    return ok({ first: asked.night, last: asked.night, isSpan: false });
  }
  const span = spanOf(asked);
  if (!span.ok) return span;
  const days = (Date.parse(span.value.last) - Date.parse(span.value.first)) / DAY_MS + 1;
  if (days < 1) return failed(tell('nights-backwards'));
  if (days > NIGHTS_MAX) return failed(tell('nights-too-many', { days, most: NIGHTS_MAX }));
  return ok({ ...span.value, isSpan: true });
}

function spanOf({ from, to, week, month, year }: NightsAsked): Result<NightsOptions, string> {
  if (week !== undefined) return weekOf(week);
  if (month !== undefined) {
    if (!/^\d{4}-\d\d$/.test(month) || !isDate(`${month}-01`))
      return failed(tell('takes-month', { given: month }));
    const [years = 0, months = 0] = month.split('-').map(Number);
    return ok({ first: `${month}-01`, last: dateOf(Date.UTC(years, months, 0)) });
  }
  if (year !== undefined)
    return /^\d{4}$/.test(year)
      ? ok({ first: `${year}-01-01`, last: `${year}-12-31` })
      : failed(tell('takes-year', { given: year }));
  if (from === undefined || to === undefined) return failed(tell('nights-together'));
  for (const [name, date] of [
    ['--from', from],
    ['--to', to],
  ] as const)
    if (!isDate(date)) return failed(notADate(name, date));
  return ok({ first: from, last: to });
}

/** ISO 8601: a week begins on a Monday, and the first one has the fourth of January. */
function weekOf(week: string): Result<NightsOptions, string> {
  const [, years, number] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
  const inWeekOne = Date.UTC(Number(years), 0, 4);
  const atMs =
    years === undefined ? Date.parse(`${week}T00:00:00Z`) : inWeekOne + (Number(number) - 1) * 7 * DAY_MS;
  if (years === undefined ? !isDate(week) : Number(number) < 1 || Number(number) > 53)
    return failed(tell('takes-week', { given: week }));
  const monday = atMs - ((Math.floor(atMs / DAY_MS) + 3) % 7) * DAY_MS;
  return ok({ first: dateOf(monday), last: dateOf(monday + 6 * DAY_MS) });
}

function isDate(text: string): boolean {
  const dayMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(dayMs) && dateOf(dayMs) === text;
}

function dateOf(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10);
}

function notADate(name: string, text: string): string {
  return tell('takes-evening', { option: name, given: text });
}
