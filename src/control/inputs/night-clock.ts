/**
 * Which night it is, how long it has lasted and whether it begins soon: by the local clock, so that a restart changes
 * nothing.
 */

import { isNight, type NightHours } from '../../acoustics/periods/periods.ts';
import { DAY_MIN, MINUTE_MS } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** The night that began last, and how long ago. */
export interface NightClock {
  /** Number of the night; grows by one each evening. */
  readonly night: number;
  /** Time since it began, ms. */
  readonly sinceMs: number;
}

/** The night that began last. */
export function nightClock(
  { wallMs, utcOffsetMin }: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin'>,
  { startMin }: ControlPlan['night'],
): NightClock {
  const localMs = wallMs + (utcOffsetMin - startMin) * MINUTE_MS;
  const night = Math.floor(localMs / (DAY_MIN * MINUTE_MS));
  return { night, sinceMs: localMs - night * DAY_MIN * MINUTE_MS };
}

/** True by day when it will be night in `aheadMs`. */
export function isNightSoon(
  { wallMs, utcOffsetMin }: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin'>,
  night: NightHours,
  aheadMs: number,
): boolean {
  return !isNight(wallMs, utcOffsetMin, night) && isNight(wallMs + aheadMs, utcOffsetMin, night);
}
