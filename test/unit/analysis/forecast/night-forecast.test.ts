import { expect, test } from 'vitest';
import {
  forecastScores,
  nightScores,
  pinballLoss,
  weatherFigures,
} from '../../../../src/analysis/forecast/forecast-score.ts';
import { forecastNight, forecastRest } from '../../../../src/analysis/forecast/night-forecast.ts';
import type { NightHour, PastNight } from '../../../../src/model/forecast/night-forecast.ts';

const hour = (servedKwh: number | null): NightHour => ({
  servedKwh,
  overDb: -2,
  riskMinutes: 0,
  limitedMinutes: null,
  withheldKwh: null,
});

/** Numbers from 0 to 1 that look like chance. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/** Evenings from 2026-07-06, a Monday. */
const nights = (energies: readonly (number | null)[]): readonly PastNight[] =>
  energies.map((servedKwh, index) => ({
    id: new Date(Date.UTC(2026, 6, 6 + index)).toISOString().slice(0, 10),
    hours: [hour(servedKwh)],
  }));

test('the percentiles lie where those of the past nights lie', () => {
  const [forecast] = forecastNight(nights([100, 110, 120, 130]), '2026-07-10', 1);
  const [low = 0, middle = 0, high = 0] = forecast?.servedKwh ?? [];
  expect([low >= 100, low < middle, middle < high, high <= 130]).toEqual([true, true, true, true]);
  expect(middle).toBeGreaterThan(110);
  expect(middle).toBeLessThan(125);
  expect(forecast?.limitedMinutes).toBeNull();
});

test('a Saturday is forecast by the weekends more than by the nights between', () => {
  const weeks = nights([100, 100, 100, 100, 300, 300, 100, 100, 100, 100, 100, 300]);
  const weekend = forecastNight(weeks, '2026-07-18', 1)[0]?.servedKwh;
  const monday = forecastNight(weeks, '2026-07-20', 1)[0]?.servedKwh;
  expect(weekend?.[1]).toBeGreaterThan(200);
  expect(monday?.[1]).toBe(100);
});

test('no night after the one that is forecast is used', () => {
  const past = nights([100, 100, 100, 900]);
  expect(forecastNight(past, '2026-07-09', 1)[0]?.servedKwh).toEqual([100, 100, 100]);
});

test('pinball loss: the 90th percentile pays nine times as much for what lies above it', () => {
  expect(pinballLoss(0.9, 100, 110)).toBeCloseTo(9, 9);
  expect(pinballLoss(0.9, 100, 90)).toBeCloseTo(1, 9);
  expect(pinballLoss(0.5, 100, 100)).toBe(0);
});

test('where nights differ by chance the percentiles beat "as last night", and 80 % lie inside', () => {
  const random = chance(7);
  const past = nights(Array.from({ length: 40 }, () => 100 + 100 * random()));
  const score = forecastScores(past).find(({ figure }) => figure === 'servedKwh');
  expect(score?.hours).toBe(37);
  expect(score?.loss).toBeLessThan(0.8 * (score?.asLastNight ?? 0));
  expect(score?.inside).toBeGreaterThan(0.65);
});

test('a score needs three nights before, and an hour that was not recorded is not scored', () => {
  expect(forecastScores(nights([1, 2, 3]))).toEqual([]);
  expect(forecastScores(nights([1, 2, 3, null])).some(({ figure }) => figure === 'servedKwh')).toBe(false);
});

test('what is still to come is the sum of its hours and the loudest of them, and not known where an hour is not', () => {
  const night = (id: string, second: number | null): PastNight => ({
    id,
    hours: [hour(10), { ...hour(second), overDb: -0.5 }, hour(30)],
  });
  const past = [night('2026-07-06', 20), night('2026-07-07', 20)];
  const rest = forecastRest(past, '2026-07-08', 1);
  expect(rest.servedKwh).toEqual([50, 50, 50]);
  expect(rest.overDb).toEqual([-0.5, -0.5, -0.5]);
  expect(forecastRest([night('2026-07-06', null)], '2026-07-08', 0).servedKwh).toBeNull();
});

/** Warm and cool evenings by chance; on warm ones 300 kWh, on cool ones 100, or no difference. */
function evenings(warmKwh: number): readonly PastNight[] {
  const random = chance(3);
  return nights(Array.from({ length: 24 }, () => 0)).map((night) => {
    const isWarm = random() > 0.5;
    return {
      ...night,
      eveningC: isWarm ? 30 : 20,
      hours: [hour((isWarm ? warmKwh : 100) + 10 * random())],
    };
  });
}

test('where warm evenings cost more, the warmth of the evening counts, and tells tonight better', () => {
  const past = evenings(300);
  expect(weatherFigures(past)).toEqual(['servedKwh']);
  const uses = weatherFigures(past);
  const warm = forecastNight(past, '2026-07-30', 1, { eveningC: 30, uses })[0]?.servedKwh;
  const cool = forecastNight(past, '2026-07-30', 1, { eveningC: 20, uses })[0]?.servedKwh;
  expect(warm?.[1]).toBeGreaterThan(250);
  expect(cool?.[1]).toBeLessThan(150);
});

test('where the evening says nothing of the night, it counts for nothing; nor with few evenings', () => {
  expect(weatherFigures(evenings(100))).toEqual([]);
  expect(weatherFigures(evenings(300).slice(0, 7))).toEqual([]);
  expect(weatherFigures(nights(Array.from({ length: 20 }, (_, index) => index)))).toEqual([]);
});

test('the score of one night is that of its hours alone, and needs three nights before it', () => {
  const past = nights([100, 110, 120, 130, 400]);
  const [score] = nightScores(past, '2026-07-09');
  expect(score).toMatchObject({ figure: 'servedKwh', hours: 1, asLastNight: 5, inside: 0 });
  expect(score?.loss).toBeGreaterThan(0);
  expect(nightScores(past, '2026-07-08')).toEqual([]);
  // The night after it changes nothing.
  expect(nightScores(past.slice(0, 4), '2026-07-09')).toEqual(nightScores(past, '2026-07-09'));
});
