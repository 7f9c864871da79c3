/**
 * Which minute, hour, night or day a moment belongs to. GB 12348-2008 3.6 and GB 22337-2008 3.8: day 06:00-22:00, night
 * 22:00-06:00, other hours by local rule; half-open, the first second included. The caller gives local time minus UTC
 * for that moment, so nights of 7 or 9 hours need no special case.
 */

import { DAY_MIN, HOUR_MS, MINUTE_MS } from '../../model/duration.ts';

/** Minutes since local midnight; `startMin` after `endMin` means across midnight, equal means no night at all. */
export interface NightHours {
  readonly startMin: number;
  readonly endMin: number;
}

/** The two parts of a day that these hours divide. */
export type PeriodKind = 'night' | 'day';

/** A night or a day. */
export interface Period {
  readonly kind: PeriodKind;
  /** Local date on which the period begins: the night from 23 to 24 November is `2026-11-23`. */
  readonly id: string;
  /** Start by the offset given, UTC. */
  readonly startWallMs: number;
}

/** The night or day that `wallMs` lies in. */
export function periodAt(wallMs: number, utcOffsetMin: number, night: NightHours): Period {
  const kind = isNight(wallMs, utcOffsetMin, night) ? 'night' : 'day';
  const beginMin = kind === 'night' ? night.startMin : night.endMin;
  const minute = localMinute(wallMs, utcOffsetMin);
  const ofDay = minuteOfDay(minute);
  const begin = minute - ofDay + beginMin - (ofDay < beginMin ? DAY_MIN : 0);
  return { kind, id: isoLocal(begin).slice(0, 10), startWallMs: (begin - utcOffsetMin) * MINUTE_MS };
}

/** True from the first second of `startMin` to the last before `endMin`. */
export function isNight(wallMs: number, utcOffsetMin: number, night: NightHours): boolean {
  const ofDay = minuteOfDay(localMinute(wallMs, utcOffsetMin));
  return night.startMin <= night.endMin
    ? ofDay >= night.startMin && ofDay < night.endMin
    : ofDay >= night.startMin || ofDay < night.endMin;
}

/** Local calendar date of `wallMs`. */
export function dayId(wallMs: number, utcOffsetMin: number): string {
  return isoLocal(localMinute(wallMs, utcOffsetMin)).slice(0, 10);
}

/** Start of the minute of `wallMs`, UTC. */
export function minuteStart(wallMs: number): number {
  return Math.floor(wallMs / MINUTE_MS) * MINUTE_MS;
}

/** Start of the local hour of `wallMs`, UTC; zones with half-hour offsets have their own. */
export function hourStart(wallMs: number, utcOffsetMin: number): number {
  const offsetMs = utcOffsetMin * MINUTE_MS;
  return Math.floor((wallMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
}

/** A minute as local time with its offset, `2026-11-23T22:00+08:00`: unique even in the hour that comes twice. */
export function minuteId(wallMs: number, utcOffsetMin: number): string {
  const size = Math.abs(utcOffsetMin);
  const offset = `${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${isoLocal(localMinute(wallMs, utcOffsetMin)).slice(0, 16)}${utcOffsetMin < 0 ? '-' : '+'}${offset}`;
}

/** Minutes since 1970 on the local clock. */
function localMinute(wallMs: number, utcOffsetMin: number): number {
  return Math.floor(wallMs / MINUTE_MS) + utcOffsetMin;
}

function minuteOfDay(localMin: number): number {
  return ((localMin % DAY_MIN) + DAY_MIN) % DAY_MIN;
}

function isoLocal(localMin: number): string {
  return new Date(localMin * MINUTE_MS).toISOString();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
