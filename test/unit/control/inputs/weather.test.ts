import { expect, test } from 'vitest';
import { initialRain, type RainState, weatherNow } from '../../../../src/control/inputs/weather.ts';

const plan = { weather: { wind: 'wind', rain: 'gauge' } };
const MINUTES = 60_000;

/** The weather after looks at wind and gauge, one a minute. */
function after(looks: readonly { readonly windMPerS?: number; readonly gaugeMm?: number }[]) {
  let state: RainState = initialRain();
  let weather = weatherNow(state, { nowMs: 0 }, plan, () => null).weather;
  looks.forEach(({ windMPerS, gaugeMm }, index) => {
    const values: Record<string, number | undefined> = { wind: windMPerS, gauge: gaugeMm };
    const now = weatherNow(state, { nowMs: index * MINUTES }, plan, (channel) => values[channel] ?? null);
    state = JSON.parse(JSON.stringify(now.state)) as RainState;
    weather = now.weather;
  });
  return weather;
}

test('wind disturbs from 5 m/s on', () => {
  expect(after([{ windMPerS: 4.99 }])).toMatchObject({ windMPerS: 4.99, isDisturbed: false });
  expect(after([{ windMPerS: 5 }])).toMatchObject({ isDisturbed: true });
});

test('it rains from a tip of the gauge until ten minutes have passed without another one', () => {
  const dry = { gaugeMm: 10.2 };
  expect(after([{ gaugeMm: 10 }])).toMatchObject({ rainMm: 0, isDisturbed: false });
  expect(after([{ gaugeMm: 10 }, dry]).rainMm).toBeCloseTo(0.2, 9);
  const wait = (minutes: number) =>
    after([{ gaugeMm: 10 }, dry, ...Array.from({ length: minutes }, () => dry)]);
  expect(wait(9)).toMatchObject({ isDisturbed: true });
  expect(wait(10)).toMatchObject({ rainMm: 0, isDisturbed: false });
});

test('a gauge that was reset begins again and tells no rain', () => {
  expect(after([{ gaugeMm: 10 }, { gaugeMm: 0 }])).toMatchObject({ rainMm: 0, isDisturbed: false });
  expect(after([{ gaugeMm: 10 }, { gaugeMm: 0 }, { gaugeMm: 0.2 }])).toMatchObject({ isDisturbed: true });
});

test('without a value nothing is known, and what is not known does not disturb', () => {
  expect(after([{}])).toEqual({ windMPerS: null, rainMm: null, isDisturbed: false });
  expect(weatherNow(undefined, { nowMs: 0 }, { weather: {} }, () => 9).weather.isDisturbed).toBe(false);
});
