/**
 * What the coming night will probably bring, hour by hour, from the nights before it: energy, how loud the equipment gets,
 * for how many minutes power is held back and how much of it. Each figure is given as the 10th, 50th and 90th percentile of
 * past nights, nearer ones and the same kind of day counting more, and evenings as warm as this one where that was better.
 */

import { DAY_MS } from '../../model/duration.ts';
import {
  type ForecastHour,
  type NightFigure,
  type NightHour,
  nightFigures,
  type PastNight,
  type Spread,
} from '../../model/forecast/night-forecast.ts';

/** The weather of the evening that is forecast, and for which figures it counts. */
export interface EveningWeather {
  readonly eveningC: number | null;
  readonly uses: readonly NightFigure[];
}

/** Weather counts for nothing. */
const noWeather: EveningWeather = { eveningC: null, uses: [] };

/**
 * A past night counts half as much for each so many days of age and so many degrees of difference, and a fifth on another kind
 * of day.
 */
const HALF_DAYS = 14;
const OTHER_KIND = 0.2;
const HALF_K = 3;
/** The percentiles that are forecast, and by which a forecast is scored. */
export const SHARES = [0.1, 0.5, 0.9] as const;

/** The night that begins on the evening of `id`; `past` may hold later ones, which are not used. */
export function forecastNight(
  past: readonly PastNight[],
  id: string,
  hours: number,
  weather: EveningWeather = noWeather,
): readonly ForecastHour[] {
  const before = past
    .filter((night) => night.id < id)
    .map((night) => ({ night, weight: weightOf(night.id, id), alike: likeness(night, weather.eveningC) }));
  return Array.from({ length: hours }, (_, hour) =>
    eachFigure((figure) => spreadOf(before, hour, figure, weather.uses.includes(figure))),
  );
}

/** The hours from `fromHour` on as one: sums, and the loudest of them. */
export function forecastRest(
  past: readonly PastNight[],
  id: string,
  fromHour: number,
  weather: EveningWeather = noWeather,
): ForecastHour {
  const rests = past.map((night) => ({ ...night, hours: [restOf(night.hours.slice(fromHour))] }));
  return forecastNight(rests, id, 1, weather)[0] ?? eachFigure(() => null);
}

/** A value for each figure. */
function eachFigure<Value>(of: (figure: NightFigure) => Value): Record<NightFigure, Value> {
  return Object.fromEntries(nightFigures.map((figure) => [figure, of(figure)])) as Record<NightFigure, Value>;
}

/** A figure is null as soon as it is null in one of the hours. */
function restOf(hours: readonly NightHour[]): NightHour {
  return eachFigure((figure) => {
    const known = hours.map((hour) => hour[figure]).filter((value) => value !== null);
    if (known.length < hours.length || known.length === 0) return null;
    return figure === 'overDb' ? Math.max(...known) : known.reduce((sum, value) => sum + value, 0);
  });
}

/** A past night with what it counts for, and that by its weather. */
interface WeightedNight {
  readonly night: PastNight;
  readonly weight: number;
  readonly alike: number;
}

function spreadOf(
  nights: readonly WeightedNight[],
  hour: number,
  figure: NightFigure,
  byWeather: boolean,
): Spread | null {
  const known = nights.flatMap(({ night, weight, alike }) => {
    const value = night.hours[hour]?.[figure] ?? null;
    return value === null ? [] : [{ value, weight: byWeather ? weight * alike : weight }];
  });
  if (known.length === 0) return null;
  const sorted = known.toSorted((a, b) => a.value - b.value);
  const [low, middle, high] = SHARES;
  return [quantile(sorted, low), quantile(sorted, middle), quantile(sorted, high)];
}

/** Evenings before a working day are one kind, Fridays and Saturdays another. */
function weightOf(past: string, id: string): number {
  const ageDays = (Date.parse(id) - Date.parse(past)) / DAY_MS;
  return 0.5 ** (ageDays / HALF_DAYS) * (isWeekend(past) === isWeekend(id) ? 1 : OTHER_KIND);
}

/** A night of which the evening is not known counts as one that was warmer by twice `HALF_K`. */
function likeness({ eveningC: pastC = null }: PastNight, eveningC: number | null): number {
  if (eveningC === null) return 1;
  return 0.5 ** (pastC === null ? 2 : Math.abs(pastC - eveningC) / HALF_K);
}

function isWeekend(id: string): boolean {
  const day = new Date(`${id}T00:00:00Z`).getUTCDay();
  return day === 5 || day === 6;
}

/** Linear between the middles of the weights; beyond them the outermost values hold. */
function quantile(
  sorted: readonly { readonly value: number; readonly weight: number }[],
  share: number,
): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  let last: { value: number; at: number } | undefined;
  for (const { value, weight } of sorted) {
    const at = (before + weight / 2) / total;
    if (at >= share) {
      if (last === undefined || at === last.at) return value;
      return last.value + ((value - last.value) * (share - last.at)) / (at - last.at);
    }
    last = { value, at };
    before += weight;
  }
  return last?.value ?? 0;
}
