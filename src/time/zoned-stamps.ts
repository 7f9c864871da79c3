/** Stamps without a zone as moments, row after row: in the hour that comes twice the first, then the second. */

import { MINUTE_MS } from '../model/duration.ts';
import { momentOf, type OffsetAt, secondMomentOf } from './local-span.ts';
import { utcOffsetMin } from './local-time.ts';

interface LocalClock {
  /** UTC of a local time that is written as if it were UTC. */
  readonly momentOf: (localMs: number) => number;
  /** Whether there were times that occur twice, or never. */
  readonly oddities: () => ClockOddities;
}

/** Times that a clock of the zone shows twice, or never. */
export interface ClockOddities {
  /** In the hour that comes twice. */
  readonly hasTwice: boolean;
  /** A time in the hour that the clocks skip: such a file is in standard time all year. */
  readonly hasNever: boolean;
}

/** Offsets of zones change at whole quarters of an hour. */
const QUARTER_MS = 900_000;

/** Offsets of a zone; the system is asked once per quarter of an hour. */
export function offsetsOf(zone: string): OffsetAt {
  const known = new Map<number, number>();
  return (wallMs) => {
    const quarter = Math.floor(wallMs / QUARTER_MS);
    let offsetMin = known.get(quarter);
    if (offsetMin === undefined) {
      offsetMin = utcOffsetMin(zone, quarter * QUARTER_MS);
      known.set(quarter, offsetMin);
    }
    return offsetMin;
  };
}

/** True for a zone that the system knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // A RangeError is the only way in which the system says so.
    return false;
  }
}

/** A clock for the rows of one file. They must come in order, or the second of two equal times is not recognised. */
export function localClock(offsetAt: OffsetAt): LocalClock {
  let quarter = Number.NaN;
  let offsetMs = 0;
  let laterMs = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  let hasTwice = false;
  let hasNever = false;
  return {
    momentOf: (localMs) => {
      if (Math.floor(localMs / QUARTER_MS) !== quarter) {
        quarter = Math.floor(localMs / QUARTER_MS);
        const first = momentOf(localMs, offsetAt);
        offsetMs = localMs - first;
        laterMs = (secondMomentOf(localMs, offsetAt) ?? first) - first;
        hasTwice ||= laterMs > 0;
        hasNever ||= offsetAt(first) * MINUTE_MS !== offsetMs;
      }
      let moment = localMs - offsetMs;
      if (laterMs > 0 && moment <= reachedMs && moment + laterMs > reachedMs) moment += laterMs;
      reachedMs = Math.max(reachedMs, moment);
      return moment;
    },
    oddities: () => ({ hasTwice, hasNever }),
  };
}
