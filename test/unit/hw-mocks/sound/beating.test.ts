/** Nearly equal fans: their blade tones swell and fade together, and over a while they have the energy that they have alone. */

import { expect, test } from 'vitest';
import {
  createFan,
  type Fan,
  loudnessAt,
  passHzOf,
  stepFan,
  toneNow,
} from '../../../../hw-mocks/cabinets/fans.ts';
import { defaultPhysics, type PhysicsParameters } from '../../../../hw-mocks/inputs/physics-parameters.ts';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { setBeating } from '../../../../hw-mocks/sound/beating.ts';

const physics: PhysicsParameters = { ...defaultPhysics, bladeToneShare: 0.3, bladeToneDb: 0 };

/** Fans whose passes lie so many Hz apart, at their speed. */
function fansApart(...apartHz: readonly number[]): readonly Fan[] {
  return apartHz.map((hz, index) => {
    const setPct = 100 * (0.5 + (60 * hz) / (7 * 1480));
    return createFan(`fan-${index}`, 1480, 1, setPct, physics, createRandom(1, 'fans'));
  });
}

/** The gain of each second over so many of them, by fan. */
function gainsOver(seconds: number, fans: readonly Fan[], beatShare: number): readonly (readonly number[])[] {
  const gains = new Float64Array(fans.length).fill(1);
  return Array.from({ length: seconds }, () => {
    for (const fan of fans) stepFan(fan, physics.fanLagS);
    setBeating(gains, new Float64Array(fans.length).fill(1e6), fans, beatShare);
    return [...gains];
  });
}

const first = (gains: readonly (readonly number[])[]) => gains.map(([gain = 1]) => gain);

test('two fans a tenth of a hertz apart swell to twice their energy and fade to nearly none within ten seconds, again and again', () => {
  const gains = first(gainsOver(100, fansApart(0, 0.1), 1));
  expect(Math.max(...gains)).toBeGreaterThan(1.9);
  expect(Math.min(...gains)).toBeLessThan(0.1);
  expect(Math.min(...gains)).toBeGreaterThanOrEqual(0);
  const isBack = gains
    .slice(0, 90)
    .every((gain, second) => Math.abs(gain - (gains[second + 10] ?? 0)) < 0.02);
  expect(isBack).toBe(true);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  expect(mean).toBeCloseTo(1, 2);
});

test('a beat of a whole hertz is over within the second, one between shows less, and passes far apart do not beat', () => {
  const spread = (hz: number) => {
    const gains = first(gainsOver(60, fansApart(0, hz), 1));
    return Math.max(...gains) - Math.min(...gains);
  };
  expect(spread(1)).toBeLessThan(0.02);
  expect(spread(0.5)).toBeGreaterThan(spread(1.5));
  expect(spread(1.5)).toBeGreaterThan(0.2);
  expect(spread(8)).toBe(0);
});

test('the part that does not add as pressure does not beat, and a third fan beats along without going below nothing', () => {
  const half = first(gainsOver(40, fansApart(0, 0.1), 0.5));
  expect(Math.max(...half)).toBeCloseTo(1.5, 1);
  for (const gains of gainsOver(200, fansApart(0, 0.13, 0.31), 1))
    for (const gain of gains) expect(gain).toBeGreaterThanOrEqual(0);
});

test('motors that are not alike keep their distance in the speed, the same in every run', () => {
  const spread = { ...physics, fanSpeedSpreadShare: 0.005 };
  const fanOf = (device: string) => createFan(device, 1480, 1, 60, spread, createRandom(1, 'fans'));
  const fans = ['fan-a1', 'fan-a2'].map(fanOf);
  for (let second = 0; second < 60; second++) for (const fan of fans) stepFan(fan, physics.fanLagS);
  const [a = 0, b = 0] = fans.map(passHzOf);
  expect(Math.abs(a - b)).toBeGreaterThan(0.05);
  expect(Math.abs(a - b)).toBeLessThan(2);
  expect(fanOf('fan-a1').speedFactor).toBe(fans[0]?.speedFactor);
});

test('a duct lifts the tone at its resonance by its gain, half of that a bandwidth away, and hardly the level', () => {
  const duct = { resonanceHz: 90, q: 12, gainDb: 18 };
  const quiet = { ...physics, bladeToneShare: 0.003 };
  const fan = createFan('fan', 1480, 1, 52, quiet, createRandom(1, 'fans'), { exponent: 5 }, duct);
  const toneDb = (passHz: number) => {
    fan.speed = (60 * passHz) / (7 * 1480);
    const energy = loudnessAt(fan, fan.speed) / fan.speed ** 5;
    return 10 * Math.log10((toneNow(fan).share * energy) / 0.003);
  };
  expect(toneDb(90)).toBeCloseTo(10 * Math.log10(1 + 0.85 * (10 ** 1.8 - 1)), 1);
  expect(toneDb(90) - toneDb(90 * (1 + 1 / 24))).toBeCloseTo(3, 0);
  expect(toneDb(150)).toBeLessThan(1.5);
  // At half the speed twice the pass meets it.
  expect(toneDb(45)).toBeGreaterThan(toneDb(60));
  fan.speed = (60 * 45) / (7 * 1480);
  expect(toneNow(fan).harmonics[1]).toBeGreaterThan(0.5);
  expect(10 * Math.log10(loudnessAt(fan, 0.521) / 0.521 ** 5)).toBeLessThan(1);
});
