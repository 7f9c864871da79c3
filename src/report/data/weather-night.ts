/** The weather of the night, hour by hour, by the station's own sensors. Seconds are kept for two weeks. */

import { HOUR_MS } from '../../model/duration.ts';
import type { WeatherPlan } from '../../plan/control-plan.ts';
import type { SecondsTable } from '../../ports/history.ts';
import type { WeatherHour, WeatherNight } from './shape/equipment-data.ts';

/** One entry an hour from the begin of the night; none without a sensor or without seconds. */
export function weatherNight(
  { wallMs, columns }: SecondsTable,
  { temperature, wind, rain }: WeatherPlan,
  { startMs, pastToMs }: { readonly startMs: number; readonly pastToMs: number },
): WeatherNight {
  const values = (channel: string | undefined): readonly (number | null)[] =>
    channel === undefined ? [] : (columns[channel]?.values ?? []);
  const [temperatures, winds, rains] = [values(temperature), values(wind), values(rain)];
  if (temperatures.length + winds.length + rains.length === 0) return { hours: [] };
  const hours: WeatherHour[] = [];
  for (let atMs = startMs; atMs < pastToMs; atMs += HOUR_MS) {
    const within = (all: readonly (number | null)[]): number[] =>
      all.filter((value, row): value is number => {
        const takenMs = wallMs[row] ?? 0;
        return value !== null && takenMs >= atMs && takenMs < atMs + HOUR_MS;
      });
    const [warm, windy, wet] = [within(temperatures), within(winds), within(rains)];
    hours.push({
      startMs: atMs,
      temperatureC: warm.length === 0 ? null : warm.reduce((sum, value) => sum + value, 0) / warm.length,
      windMaxMPerS: windy.length === 0 ? null : windy.reduce((most, value) => Math.max(most, value), 0),
      rainS: wet.length === 0 ? null : wet.filter((amount) => amount > 0).length,
    });
  }
  return { hours };
}
