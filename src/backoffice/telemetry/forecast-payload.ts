/** The forecast of the night in the form of the contract, rounded. */

import type { ForecastPayload } from '../../contract/standing/forecast.ts';
import type {
  ForecastHour,
  NightFigure,
  NightForecast,
  NightHour,
} from '../../model/forecast/night-forecast.ts';
import { rounded } from './number-text.ts';

/** Null where nothing is forecast. */
export function forecastPayload(forecast: NightForecast | null): ForecastPayload | null {
  if (forecast === null) return null;
  const { night, madeWallMs, nightsBefore, byWeather, rest, hours } = forecast;
  return {
    night,
    made: Math.round(madeWallMs),
    nights: nightsBefore,
    by_weather: byWeather.map((figure) => nameOf[figure]),
    rest: spreadsOf(rest),
    hours: hours.map(({ startWallMs, forecast: expected, measured }) => ({
      from: startWallMs,
      ...spreadsOf(expected),
      measured: measured === null ? null : valuesOf(measured),
    })),
  };
}

const nameOf = {
  servedKwh: 'kwh',
  overDb: 'over_db',
  riskMinutes: 'risk_min',
  limitedMinutes: 'limited_min',
  withheldKwh: 'withheld_kwh',
} as const satisfies Readonly<Record<NightFigure, string>>;

type Spreads = ForecastPayload['rest'];

function spreadsOf(hour: ForecastHour): Spreads {
  const of = (figure: NightFigure): Spreads['kwh'] => {
    const spread = hour[figure];
    return spread === null ? null : [tenths(spread[0]), tenths(spread[1]), tenths(spread[2])];
  };
  return {
    kwh: of('servedKwh'),
    over_db: of('overDb'),
    risk_min: of('riskMinutes'),
    limited_min: of('limitedMinutes'),
    withheld_kwh: of('withheldKwh'),
  };
}

function valuesOf({ servedKwh, overDb, riskMinutes, limitedMinutes, withheldKwh }: NightHour) {
  return {
    kwh: servedKwh,
    over_db: overDb,
    risk_min: riskMinutes,
    limited_min: limitedMinutes,
    withheld_kwh: withheldKwh,
  };
}

function tenths(value: number): number {
  return rounded(value, 10);
}
