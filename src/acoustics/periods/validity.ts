/**
 * How much of a period must be valid to report its level. HJ 906-2017 rules this for official stations; its numbers
 * were not available, so these are ours. Enough for a report is not enough for proof: see worstCaseBound.
 */

import { HOUR_S } from '../../model/duration.ts';
import type { LeastValid } from '../rule-set.ts';

/** Least valid time where a rule set says nothing else, s. */
export const defaultLeastValid: LeastValid = {
  minute: 45,
  hour: 45 * 60,
  day: 12 * HOUR_S,
  evening: 3 * HOUR_S,
  night: 6 * HOUR_S,
};
/** GB 12348-2008 and GB 22337-2008, 5.2: wind below 5 m/s, no rain. */
const WIND_LIMIT_M_PER_S = 5;
/** GB 12348-2008 5.7.3, ISO 1996-2:2017 10.4: below this margin to the background no correction is defensible. */
export const RELIABLE_MARGIN_DB = 3;

/** True when enough of the period is valid to report its level. */
export function isRepresentative(
  period: { readonly kind: keyof LeastValid; readonly validS: number },
  leastValid: LeastValid = defaultLeastValid,
): boolean {
  return period.validS >= leastValid[period.kind];
}

/** True when wind or rain makes a sound level unfit for assessment; an unknown value (null) does not. */
export function isWeatherDisturbed(windMPerS: number | null, rainMm: number | null): boolean {
  return (windMPerS !== null && windMPerS >= WIND_LIMIT_M_PER_S) || (rainMm !== null && rainMm > 0);
}
