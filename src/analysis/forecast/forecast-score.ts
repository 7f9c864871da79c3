/**
 * What a forecast is worth is measured, not claimed: every past night is forecast from the nights before it alone, and
 * scored by the pinball loss beside "as last night". A forecast follows from the nights that are kept, so it need not be kept
 * itself: the morning finds the same one again.
 */

import {
  type ForecastHour,
  type ForecastScore,
  type NightFigure,
  type NightHour,
  nightFigures,
  type PastNight,
  type Spread,
} from '../../model/forecast/night-forecast.ts';
import { forecastNight, SHARES } from './night-forecast.ts';

/** Nights before a forecast is worth a score. */
const LEAST_NIGHTS = 3;
/** Scored nights before the weather may count, how many of the last ones are looked at, and how much better it must have been. */
const LEAST_WEATHER_NIGHTS = 5;
const MOST_WEATHER_NIGHTS = 14;
const BETTER_SHARE = 0.98;

/** Every night that had at least three before it, forecast from these and held against what came. */
export function forecastScores(
  past: readonly PastNight[],
  uses: readonly NightFigure[] = [],
): readonly ForecastScore[] {
  const nights = inOrder(past);
  return scoresOf(nights.slice(LEAST_NIGHTS), nights, uses);
}

/** The night of `id` alone; empty before the fourth night, and where nothing of it was measured. */
export function nightScores(past: readonly PastNight[], id: string): readonly ForecastScore[] {
  const nights = inOrder(past).filter((night) => night.id <= id);
  const before = nights.filter((night) => night.id < id);
  if (before.length < LEAST_NIGHTS) return [];
  return scoresOf(
    nights.filter((night) => night.id === id),
    nights,
    weatherFigures(before),
  );
}

/** Figures that evenings as warm as the one forecast would have told better. */
export function weatherFigures(past: readonly PastNight[]): readonly NightFigure[] {
  const nights = inOrder(past);
  const known = nights.filter(({ eveningC = null }) => eveningC !== null);
  if (known.length < LEAST_NIGHTS + LEAST_WEATHER_NIGHTS) return [];
  const scored = nights.slice(LEAST_NIGHTS).slice(-MOST_WEATHER_NIGHTS);
  const without = scoresOf(scored, nights, []);
  const withWeather = scoresOf(scored, nights, nightFigures);
  return nightFigures.filter((figure) => {
    const lossOf = (scores: readonly ForecastScore[]) => scores.find((one) => one.figure === figure)?.loss;
    return (lossOf(withWeather) ?? 0) < BETTER_SHARE * (lossOf(without) ?? 0);
  });
}

/** The loss of a forecast percentile `share`: what lies above it costs `share`, what lies below `1 - share`. */
export function pinballLoss(share: number, forecast: number, measured: number): number {
  return measured >= forecast ? share * (measured - forecast) : (1 - share) * (forecast - measured);
}

function inOrder(past: readonly PastNight[]): readonly PastNight[] {
  return past.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Of the nights `scored`, each forecast from those of `nights` that come before it. */
function scoresOf(
  scored: readonly PastNight[],
  nights: readonly PastNight[],
  uses: readonly NightFigure[],
): readonly ForecastScore[] {
  const held = scored.map((night) => heldAgainst(night, nights, uses));
  return nightFigures.flatMap((figure) => {
    const hours = held.flatMap((one) => one.flatMap((hour) => scoredHour(hour, figure)));
    if (hours.length === 0) return [];
    const mean = (of: (hour: ScoredHour) => number) =>
      hours.reduce((sum, hour) => sum + of(hour), 0) / hours.length;
    return [
      {
        figure,
        hours: hours.length,
        loss: mean(({ loss }) => loss),
        asLastNight: mean(({ asLastNight }) => asLastNight),
        inside: mean(({ isInside }) => (isInside ? 1 : 0)),
      },
    ];
  });
}

/** An hour as it came, as it was forecast and as it was in the night before. */
interface HeldHour {
  readonly measured: NightHour;
  readonly forecast: ForecastHour | undefined;
  readonly last: NightHour | undefined;
}

function heldAgainst(
  night: PastNight,
  nights: readonly PastNight[],
  uses: readonly NightFigure[],
): readonly HeldHour[] {
  const { id, hours, eveningC = null } = night;
  const forecast = forecastNight(nights, id, hours.length, { eveningC, uses });
  const last = nights.findLast((one) => one.id < id);
  return hours.map((measured, place) => ({
    measured,
    forecast: forecast[place],
    last: last?.hours[place],
  }));
}

interface ScoredHour {
  readonly loss: number;
  readonly asLastNight: number;
  readonly isInside: boolean;
}

function scoredHour({ measured, forecast, last }: HeldHour, figure: NightFigure): ScoredHour[] {
  const value = measured[figure];
  const spread: Spread | null = forecast?.[figure] ?? null;
  const before = last?.[figure] ?? null;
  if (value === null || spread === null || before === null) return [];
  const mean = (of: (place: number) => number) =>
    SHARES.reduce((sum, share, place) => sum + pinballLoss(share, of(place), value), 0) / SHARES.length;
  return [
    {
      loss: mean((place) => spread[place] ?? 0),
      asLastNight: mean(() => before),
      isInside: value >= spread[0] && value <= spread[2],
    },
  ];
}
