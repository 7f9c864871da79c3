/** A forecast as tables and sentences. */

import { keyOf } from '../../analysis/forecast/kept-nights.ts';
import { inEnglish } from '../../language/say.ts';
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

const names: Readonly<Record<NightFigure, string>> = {
  servedKwh: 'energy, kWh',
  overDb: 'equipment above limit, dB',
  riskMinutes: `minutes above limit - ${RISK_DB} dB`,
  limitedMinutes: 'minutes with limited power',
  withheldKwh: 'withheld at most, kWh',
};
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
    `night of ${night}, from ${nightsBefore} nights before it: 10th, 50th and 90th percentile of each hour`,
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
  return columns([['from', ...Object.values(names)], ...rows, row('all to come', rest)], [1, 2, 3, 4, 5]);
}

function measuredTable({ hours }: ForecastFound): readonly string[] {
  const rows = hours.flatMap(({ begins, measured }) =>
    measured === null
      ? []
      : [[begins, ...nightFigures.map((figure) => measured[figure]?.toFixed(digits[figure]) ?? '--')]],
  );
  return rows.length === 0 ? [] : columns([['measured', ...Object.values(names)], ...rows], [1, 2, 3, 4, 5]);
}

function weatherText({ hasOutdoor, eveningC, byWeather }: ForecastFound): string {
  if (!hasOutdoor) return 'weather: the site has no outdoor temperature';
  if (eveningC === null) return 'weather: the temperature of this evening is not known';
  if (byWeather.length === 0)
    return `weather: ${eveningC} C this evening; evenings as warm told past nights no better, so it counts for nothing`;
  return `weather: evenings as warm as this one (${eveningC} C) count more, because past nights were told better so: ${byWeather.map((figure) => names[figure]).join('; ')}`;
}

function scoreText({ scores }: ForecastFound): readonly string[] {
  if (scores.length === 0) return ['no score yet: it takes four nights'];
  return [
    'past nights, each forecast from those before it:',
    ...scores.map(
      ({ figure, hours, loss, asLastNight, inside }) =>
        `${names[figure]}: mean pinball loss ${loss.toFixed(2)} over ${hours} hours, "as last night" ${asLastNight.toFixed(2)}; ${Math.round(100 * inside)} % between the outer figures (80 are right)`,
    ),
  ];
}

function toldText({ told }: ForecastFound): readonly string[] {
  if (told.length === 0) return [];
  return [
    'scored by the gateway in the mornings ("as last night" in brackets):',
    ...told.slice(-TOLD_MAX).map(({ night, scores }) => {
      const parts = scores.map(
        ({ figure, loss, asLastNight }) =>
          `${inEnglish(message(keyOf[figure]))} ${loss.toFixed(2)} (${asLastNight.toFixed(2)})`,
      );
      return `${night}: ${parts.join('; ')}`;
    }),
  ];
}

function spreadText(spread: Spread | null, decimals: number): string {
  return spread === null ? '--' : spread.map((value) => value.toFixed(decimals)).join(' / ');
}
