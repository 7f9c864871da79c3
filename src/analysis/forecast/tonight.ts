/** The forecast of one night: what the gateway shows, publishes and tells, and what `quietpost forecast` prints. */

import { HOUR_MS } from '../../model/duration.ts';
import type { NightForecast, NightHour, PastNight } from '../../model/forecast/night-forecast.ts';
import { weatherFigures } from './forecast-score.ts';
import { NIGHTS_MAX } from './kept-nights.ts';
import { forecastNight, forecastRest } from './night-forecast.ts';
import { dateBefore, type SiteNight } from './site-night.ts';

/** What a forecast is made of. */
export interface ForecastQuestion {
  readonly times: SiteNight;
  readonly nowMs: number;
  /** Nights as they are kept; those before the last four weeks and after the night are not used. */
  readonly past: readonly PastNight[];
  /** Outdoors on the evening of the night; null: not known. */
  readonly eveningC: number | null;
  /** Hours of the night that are over, oldest first. */
  readonly measured: readonly NightHour[];
}

/** Null where no night before it is known. */
export function nightForecast(question: ForecastQuestion): NightForecast | null {
  const { times, nowMs, eveningC, measured } = question;
  const { id, startMs, hours } = times;
  const past = lately(question.past, id);
  if (past.length === 0) return null;
  const weather = { eveningC, uses: eveningC === null ? [] : weatherFigures(past) };
  const over = Math.min(hours, Math.max(0, Math.floor((nowMs - startMs) / HOUR_MS)));
  return {
    night: id,
    madeWallMs: nowMs,
    nightsBefore: past.length,
    byWeather: weather.uses,
    rest: forecastRest(past, id, over, weather),
    hours: forecastNight(past, id, hours, weather).map((forecast, hour) => ({
      startWallMs: startMs + hour * HOUR_MS,
      forecast,
      measured: measured[hour] ?? null,
    })),
  };
}

/** The nights that a forecast of `id` is made from. */
export function lately(past: readonly PastNight[], id: string): readonly PastNight[] {
  const first = dateBefore(id, NIGHTS_MAX);
  return past.filter((night) => night.id < id && night.id >= first);
}
