/**
 * What the coming night will probably bring, hour by hour, from the nights before it: energy, how loud the equipment gets
 * and for how many minutes power is held back. Each figure is given as the 10th, 50th and 90th percentile of past nights,
 * nearer ones and the same kind of day counting more. What it is worth is measured, not claimed: every past night is
 * forecast from the nights before it alone, and scored by the pinball loss beside "as last night".
 */

import { DAY_MS } from '../../model/duration.ts';

/** One hour of a past night; null where too little was recorded. */
export interface PastHour {
  readonly servedKwh: number | null;
  /** LAeq of the equipment above the limit at the worst receptor, dB. */
  readonly overDb: number | null;
  /** Minutes in which the equipment was less than `RISK_DB` below the limit, or above it. */
  readonly riskMinutes: number | null;
  /** Minutes in which a power limit was in force. */
  readonly limitedMinutes: number | null;
}

/** One past night, oldest hour first. */
export interface PastNight {
  /** Date of the evening. */
  readonly id: string;
  readonly hours: readonly PastHour[];
}

/** Percentiles 10, 50 and 90. */
export type Spread = readonly [low: number, middle: number, high: number];

/** An hour that is forecast; null where no past night says anything. */
export type ForecastHour = { readonly [Figure in keyof PastHour]: Spread | null };

/** How good past forecasts of one figure were. */
export interface ForecastScore {
  readonly figure: keyof PastHour;
  /** Hours that were forecast and then measured. */
  readonly hours: number;
  /** Mean pinball loss of the three percentiles, in the unit of the figure, and that of "as last night". */
  readonly loss: number;
  readonly asLastNight: number;
  /** Share of hours between the 10th and the 90th percentile: 0.8 is right. */
  readonly inside: number;
}

/** This near to the limit a minute is at risk, dB. */
export const RISK_DB = 1;
/** Nights before a forecast is worth a score. */
const LEAST_NIGHTS = 3;
const SHARES = [0.1, 0.5, 0.9] as const;
/** A night counts half after so many days, and another kind of day a fifth. */
const HALF_DAYS = 14;
const OTHER_KIND = 0.2;
const figures = ['servedKwh', 'overDb', 'riskMinutes', 'limitedMinutes'] as const;

/** The night that begins on the evening of `id`; `past` may hold later ones, which are not used. */
export function forecastNight(
  past: readonly PastNight[],
  id: string,
  hours: number,
): readonly ForecastHour[] {
  const before = past.filter((night) => night.id < id);
  return Array.from({ length: hours }, (_, hour) => ({
    servedKwh: spreadOf(before, id, hour, 'servedKwh'),
    overDb: spreadOf(before, id, hour, 'overDb'),
    riskMinutes: spreadOf(before, id, hour, 'riskMinutes'),
    limitedMinutes: spreadOf(before, id, hour, 'limitedMinutes'),
  }));
}

/** Every night that had at least three before it, forecast from these and held against what came. */
export function forecastScores(past: readonly PastNight[]): readonly ForecastScore[] {
  const nights = past.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return figures.flatMap((figure) => {
    const hours = nights.slice(LEAST_NIGHTS).flatMap((night, index) => {
      const forecast = forecastNight(nights, night.id, night.hours.length);
      const last = nights[index + LEAST_NIGHTS - 1];
      return night.hours.flatMap((hour, place) =>
        scoredHour(hour[figure], forecast[place]?.[figure] ?? null, last?.hours[place]?.[figure] ?? null),
      );
    });
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

/** The loss of a forecast percentile `share`: what lies above it costs `share`, what lies below `1 - share`. */
export function pinballLoss(share: number, forecast: number, measured: number): number {
  return measured >= forecast ? share * (measured - forecast) : (1 - share) * (forecast - measured);
}

interface ScoredHour {
  readonly loss: number;
  readonly asLastNight: number;
  readonly isInside: boolean;
}

function scoredHour(measured: number | null, forecast: Spread | null, last: number | null): ScoredHour[] {
  if (measured === null || forecast === null || last === null) return [];
  const mean = (of: (place: number) => number) =>
    SHARES.reduce((sum, share, place) => sum + pinballLoss(share, of(place), measured), 0) / SHARES.length;
  return [
    {
      loss: mean((place) => forecast[place] ?? 0),
      asLastNight: mean(() => last),
      isInside: measured >= forecast[0] && measured <= forecast[2],
    },
  ];
}

function spreadOf(
  nights: readonly PastNight[],
  id: string,
  hour: number,
  figure: keyof PastHour,
): Spread | null {
  const known = nights.flatMap((night) => {
    const value = night.hours[hour]?.[figure] ?? null;
    return value === null ? [] : [{ value, weight: weightOf(night.id, id) }];
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

function isWeekend(id: string): boolean {
  const day = new Date(`${id}T00:00:00Z`).getUTCDay();
  return day === 5 || day === 6;
}

/** Between the middles of the weights, straight; the outermost values hold beyond. */
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
