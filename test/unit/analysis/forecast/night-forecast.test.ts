import { expect, test } from 'vitest';
import {
  forecastNight,
  forecastScores,
  type PastHour,
  type PastNight,
  pinballLoss,
} from '../../../../src/analysis/forecast/night-forecast.ts';
import { readPastNight } from '../../../../src/analysis/forecast/past-nights.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../src/model/duration.ts';
import { ok } from '../../../../src/model/result.ts';
import type { DecisionRecord, HistoryReader, MinuteRecord } from '../../../../src/ports/history.ts';
import { smallPlan } from '../../control/small-plan.ts';

const hour = (servedKwh: number | null): PastHour => ({
  servedKwh,
  overDb: -2,
  riskMinutes: 0,
  limitedMinutes: null,
});

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
  let state = 7;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
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

test('a night of the history: energy of the meters, the louder receptor, minutes near the limit, limits in force', async () => {
  const fromMs = Date.UTC(2026, 6, 15, 14);
  const seconds = Array.from({ length: 3600 }, (_, second) => fromMs + second * 1000);
  const minutes = Array.from({ length: 60 }, (_, minute) => ({
    level: 'north',
    startWallMs: fromMs + minute * MINUTE_MS,
    equipmentDb: minute < 10 ? 44.5 : 40,
  }));
  const limited = (output: string, atMin: number, value: number) =>
    ({ output, value, wallMs: fromMs + atMin * MINUTE_MS }) as DecisionRecord;
  const column = (powerW: number) => ({
    values: seconds.map(() => powerW),
    qualities: seconds.map(() => 'good' as const),
  });
  const history: Pick<HistoryReader, 'minutes' | 'seconds' | 'decisions'> = {
    minutes: async () => ok(minutes as unknown as readonly MinuteRecord[]),
    seconds: async () =>
      ok({
        wallMs: seconds,
        columns: {
          'meter-a.power.active': column(100_000),
          'meter-b.power.active': column(50_000),
        },
        samples: [],
      }),
    decisions: async () =>
      ok([
        limited('limit-a', -5, 100),
        limited('limit-b', -5, 100),
        limited('limit-a', 20, 75),
        limited('limit-a', 35, 100),
      ]),
  };
  const span = { fromMs, toMs: fromMs + 2 * HOUR_MS };
  const night = await readPastNight(history, '2026-07-15', span, smallPlan);
  if (!night.ok || night.value === null) throw new Error('there is a night');
  const [first, second] = night.value.hours;
  expect(first?.servedKwh).toBeCloseTo(150, 6);
  expect([first?.riskMinutes, first?.limitedMinutes]).toEqual([10, 15]);
  expect(first?.overDb).toBeCloseTo(41.2 - (smallPlan.receptors[0]?.nightDb ?? 0), 0);
  expect([second?.servedKwh, second?.overDb]).toEqual([null, null]);
});
