/** A forecast as tables and sentences. */

import { keyOf } from '../../analysis/forecast/kept-nights.ts';
import {
  type ForecastScore,
  type NightFigure,
  type NightForecast,
  nightFigures,
  RISK_DB,
  type Spread,
} from '../../model/forecast/night-forecast.ts';
import { message } from '../../model/message.ts';
import { columns } from '../terminal/columns.ts';
import { tell, tellMessage } from '../terminal/tell.ts';

/** A forecast and what it is worth. */
export interface ForecastFound extends NightForecast {
  /** Each with its local time. */
  readonly hours: readonly ({ readonly begins: string } & NightForecast['hours'][number])[];
  /** Outdoors on the evening of the night; null: not known. */
  readonly eveningC: number | null;
  readonly hasOutdoor: boolean;
  /** Every past night, forecast from those before it. */
  readonly scores: readonly ForecastScore[];
  /** As the gateway told them in the mornings, oldest first. */
  readonly told: readonly { readonly night: string; readonly scores: readonly ForecastScore[] }[];
}

/** Mornings that are shown. */
const TOLD_MAX = 7;

function nameOf(figure: NightFigure): string {
  return figure === 'riskMinutes'
    ? tell('forecast-riskMinutes', { riskDb: RISK_DB })
    : tell(`forecast-${figure}`);
}

const digits: Readonly<Record<NightFigure, number>> = {
  servedKwh: 0,
  overDb: 1,
  riskMinutes: 0,
  limitedMinutes: 0,
  withheldKwh: 0,
};

/** For a terminal. */
export function forecastText(found: ForecastFound): string {
  const { night, nightsBefore } = found;
  return [
    tell('forecast-head', { night, count: nightsBefore }),
    ...hourTable(found),
    ...measuredTable(found),
    weatherText(found),
    ...scoreText(found),
    ...toldText(found),
  ].join('\n');
}

function hourTable({ hours, rest }: ForecastFound): readonly string[] {
  const row = (first: string, of: Readonly<Record<NightFigure, Spread | null>>) => [
    first,
    ...nightFigures.map((figure) => spreadText(of[figure], digits[figure])),
  ];
  const rows = hours.map(({ begins, forecast }) => row(begins, forecast));
  return columns(
    [[tell('forecast-from'), ...nightFigures.map(nameOf)], ...rows, row(tell('forecast-all'), rest)],
    [1, 2, 3, 4, 5],
  );
}

function measuredTable({ hours }: ForecastFound): readonly string[] {
  const rows = hours.flatMap(({ begins, measured }) =>
    measured === null
      ? []
      : [[begins, ...nightFigures.map((figure) => measured[figure]?.toFixed(digits[figure]) ?? '--')]],
  );
  return rows.length === 0
    ? []
    : columns([[tell('forecast-measured'), ...nightFigures.map(nameOf)], ...rows], [1, 2, 3, 4, 5]);
}

function weatherText({ hasOutdoor, eveningC, byWeather }: ForecastFound): string {
  if (!hasOutdoor) return tell('forecast-no-outdoor');
  if (eveningC === null) return tell('forecast-no-evening');
  if (byWeather.length === 0) return tell('forecast-no-better', { tempC: eveningC });
  return tell('forecast-by-weather', { tempC: eveningC, figures: byWeather.map(nameOf).join('; ') });
}

function scoreText({ scores }: ForecastFound): readonly string[] {
  if (scores.length === 0) return [tell('forecast-no-score')];
  return [
    tell('forecast-scores'),
    ...scores.map(({ figure, hours, loss, asLastNight, inside }) =>
      tell('forecast-score', {
        ...{ figure: nameOf(figure), hours, loss: loss.toFixed(2) },
        ...{ asLastNight: asLastNight.toFixed(2), insidePct: Math.round(100 * inside) },
      }),
    ),
  ];
}

function toldText({ told }: ForecastFound): readonly string[] {
  if (told.length === 0) return [];
  return [
    tell('forecast-told'),
    ...told.slice(-TOLD_MAX).map(({ night, scores }) => {
      const parts = scores.map(
        ({ figure, loss, asLastNight }) =>
          `${tellMessage(message(keyOf[figure]))} ${loss.toFixed(2)} (${asLastNight.toFixed(2)})`,
      );
      return `${night}: ${parts.join('; ')}`;
    }),
  ];
}

function spreadText(spread: Spread | null, decimals: number): string {
  return spread === null ? '--' : spread.map((value) => value.toFixed(decimals)).join(' / ');
}
