/** The weather of a cycle, evaluated once for the rules, the attribution and the record of a minute. */

import { isWeatherDisturbed } from '../../acoustics/periods/validity.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { isNumber, objectOf, orNull } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import type { Read } from './fresh-reader.ts';

/** Wind and rain of one cycle. */
export interface Weather {
  /** Null without a good value. */
  readonly windMPerS: number | null;
  /** Rise of the gauge at its last tip while it still counts as raining, else 0; null without a good value. */
  readonly rainMm: number | null;
  /** Wind or rain makes the sound of this cycle unfit for assessment. */
  readonly isDisturbed: boolean;
}

/** Plain JSON: what the rain gauge has shown. */
export interface RainState {
  /** Latest sum of the gauge; null before the first. */
  readonly gaugeMm: number | null;
  readonly risenMm: number;
  /** Time of the last tip, monotonic; null before the first. */
  readonly tippedMs: number | null;
}

/** A rain gauge tips now and then; it rains until it has not tipped for this long. */
const RAIN_MS = 600_000;

/** Rain that fell during a restart shows as a tip at the first reading. */
export const rainPart = partOf(
  objectOf<RainState>({ gaugeMm: orNull(isNumber), risenMm: isNumber, tippedMs: orNull(isNumber) }),
);

/** Before the first cycle. */
export function initialRain(): RainState {
  return { gaugeMm: null, risenMm: 0, tippedMs: null };
}

/** One cycle. `before` is undefined in a state that an older version recorded. */
export function weatherNow(
  before: RainState = initialRain(),
  { nowMs }: Pick<ProcessImage, 'nowMs'>,
  { weather }: Pick<ControlPlan, 'weather'>,
  read: Read,
): { readonly state: RainState; readonly weather: Weather } {
  const windMPerS = weather.wind === undefined ? null : read(weather.wind);
  const gaugeMm = weather.rain === undefined ? null : read(weather.rain);
  const state = gaugeMm === null ? before : rainAfter(before, gaugeMm, nowMs);
  const isRaining = state.tippedMs !== null && nowMs < state.tippedMs + RAIN_MS;
  const rainMm = gaugeMm === null ? null : isRaining ? state.risenMm : 0;
  return { state, weather: { windMPerS, rainMm, isDisturbed: isWeatherDisturbed(windMPerS, rainMm) } };
}

/** A gauge counts up. One that falls was reset and begins again at 0: no rain. */
function rainAfter(before: RainState, gaugeMm: number, nowMs: number): RainState {
  if (before.gaugeMm === null || gaugeMm <= before.gaugeMm) return { ...before, gaugeMm };
  return { gaugeMm, risenMm: gaugeMm - before.gaugeMm, tippedMs: nowMs };
}
