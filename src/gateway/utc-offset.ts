/** The site's offset from UTC, asked of the time zone database only once a minute: the question is slow. */

import { MINUTE_MS } from '../model/duration.ts';
import { utcOffsetMin } from '../time/local-time.ts';

/**
 * Gives the offset in minutes for monotonic `nowMs` and wall time `wallMs`. It is asked anew with the first cycle of a
 * wall minute, so that a change of summer time counts at once.
 */
export function createUtcOffset(zone: string, periodMs: number): (nowMs: number, wallMs: number) => number {
  let offsetMin = 0;
  let askedMs = Number.NEGATIVE_INFINITY;
  return (nowMs, wallMs) => {
    if (nowMs - askedMs >= MINUTE_MS || wallMs % MINUTE_MS < periodMs) {
      offsetMin = utcOffsetMin(zone, wallMs);
      askedMs = nowMs;
    }
    return offsetMin;
  };
}
