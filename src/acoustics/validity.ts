/**
 * When is enough of a period heard to speak of it? HJ 906-2017 rules this for official stations; its numbers were not
 * to be had, so these are ours. Enough for a report is not enough for proof: worstCaseBound says what is proved.
 */

import type { ClosedPeriod } from './open-period.ts';

/** Least valid time of each kind of period, s. */
const leastValidS: Readonly<Record<ClosedPeriod['kind'], number>> = {
  minute: 45,
  hour: 45 * 60,
  night: 6 * 3600,
  day: 12 * 3600,
};
/** GB 12348-2008 and GB 22337-2008, 5.2: wind below 5 m/s, no rain. */
const WIND_LIMIT_M_PER_S = 5;

/** True when enough of the period is valid to report its level. */
export function isRepresentative(period: Pick<ClosedPeriod, 'kind' | 'validS'>): boolean {
  return period.validS >= leastValidS[period.kind];
}

/** True when wind or rain makes a sound level unfit for assessment; an unknown does not (null). */
export function isWeatherDisturbed(windMPerS: number | null, rainMm: number | null): boolean {
  return (windMPerS !== null && windMPerS >= WIND_LIMIT_M_PER_S) || (rainMm !== null && rainMm > 0);
}
