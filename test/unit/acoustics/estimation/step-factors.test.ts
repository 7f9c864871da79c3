/** The factor of the fans out of forced steps: what others sound beside them must not be taken for it. */

import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import {
  isDecided,
  isLouder,
  PHASE_S,
  type SteppedSecond,
  type StepResult,
  stepFactors,
} from '../../../../src/acoustics/estimation/step-factors.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { sampleSize } from '../../../sample-size.ts';

const TRIALS = sampleSize({ sample: 25, full: 2000 });
const FANS = [6000, 4000];
const HUM = 4000;
const CALM = 10_000;
const LOOKS_S = [124, 248];

interface Scene {
  /** How loud the fans are against their model. */
  readonly factor: number;
  /** The true exponent of the fans; the model has 5. */
  readonly exponent: number;
  /** Cars that pass in an hour. */
  readonly passes: number;
  /** Share of the time in which somebody talks. */
  readonly talk: number;
}

/** Four minutes of steps: a calm and reflections that wander, fans that need seconds to settle, cars that pass, people who talk. */
function steps({ factor, exponent, passes, talk }: Scene, seed: number): readonly SteppedSecond[] {
  const { next, normal } = createRandom(seed, 'steps');
  const cars = Array.from({ length: Math.round((passes / 3600) * 248 + next() - 0.5) }, () => ({
    atS: 248 * next(),
    peak: energyOf(54 + 4 * normal()),
  }));
  let [calmDb, pathDb] = [1.5 * normal(), 0.6 * normal()];
  const speeds = FANS.map(() => 1);
  const heard: { energy: number; fans: number[] }[] = [];
  for (let s = 0; s < 248; s += 1) {
    calmDb += -calmDb / 600 + 1.5 * Math.sqrt(2 / 600) * normal();
    pathDb += -pathDb / 600 + 0.6 * Math.sqrt(2 / 600) * normal();
    const slow = (Math.floor(s / PHASE_S) % 3) - 1;
    speeds.forEach((speed, group) => {
      speeds[group] = speed + ((group === slow ? 0.72 : 1) - speed) / 3;
    });
    const fans = FANS.map((energy, group) => energy * (speeds[group] ?? 1) ** 5);
    const own = FANS.reduce((sum, energy, group) => sum + energy * (speeds[group] ?? 1) ** exponent, HUM);
    const passing = cars.reduce((sum, car) => sum + car.peak / (1 + ((s - car.atS) / 2) ** 2), 0);
    const words = next() < talk ? energyOf(48 + 3 * normal()) : 0;
    const calm = CALM * energyOf(calmDb + 0.6 * normal());
    heard.push({ energy: factor * own * energyOf(pathDb) + calm + passing + words, fans });
  }
  return quietOnes(heard);
}

/** The second quietest of each 5 s, where the fans keep their speed. */
function quietOnes(heard: readonly { energy: number; fans: number[] }[]): readonly SteppedSecond[] {
  return Array.from({ length: Math.floor(heard.length / 5) }, (_, block) =>
    heard.slice(5 * block, 5 * block + 5),
  ).flatMap((five, block) => {
    const all = five.map(({ fans }) => fans.reduce((sum, energy) => sum + energy, 0));
    const quiet = five.toSorted((a, b) => a.energy - b.energy)[1];
    const isSteady =
      Math.max(...all) - Math.min(...all) <= 0.06 * Math.min(...five.map(({ energy }) => energy));
    return quiet === undefined || !isSteady ? [] : [{ ...quiet, atS: 5 * block + 5 }];
  });
}

/** As the watch looks: after two minutes, and after four where these have not decided it. */
function looked(seconds: readonly SteppedSecond[]): StepResult {
  const [half = 0] = LOOKS_S;
  const first = stepFactors(seconds.filter(({ atS }) => atS <= half));
  return isDecided(first) ? first : stepFactors(seconds);
}

function shareLouder(scene: Scene): number {
  let louder = 0;
  for (let seed = 1; seed <= TRIALS; seed += 1) {
    const { groups, together } = looked(steps(scene, seed));
    if ([...groups, together].some(isLouder)) louder += 1;
  }
  return louder / TRIALS;
}

const STREET = { factor: 1, exponent: 5, passes: 11, talk: 0 };

test.each([
  ['cars that pass', STREET],
  ['many cars and people who talk', { ...STREET, passes: 60, talk: 0.6 }],
  ['fans that follow 45 lg n', { ...STREET, exponent: 4.5 }],
  ['fans that follow 55 lg n', { ...STREET, exponent: 5.5 }],
])('steps beside %s are not taken for louder fans: once in fifty at most', (_, scene) => {
  expect(shareLouder(scene)).toBeLessThanOrEqual(0.02);
});

test.each([
  ['3 dB', { ...STREET, factor: 2 }, 0.75],
  ['5 dB', { ...STREET, factor: 3.16 }, 0.95],
  ['5 dB, while people talk,', { ...STREET, factor: 3.16, talk: 0.4 }, 0.9],
])('fans that have become louder by %s are found by their steps', (_, scene, least) => {
  expect(shareLouder(scene)).toBeGreaterThanOrEqual(least);
});

test('what two steps of a stranger make, 12 dB and more, is no change of ours', () => {
  const factor = { factor: 11, deviation: 0.5, least: 9, most: 12 };
  expect(isLouder({ ...factor, factor: 17 })).toBe(false);
  expect(isLouder({ ...factor, factor: 6, least: 5 })).toBe(true);
});

test('a factor that hangs on one phase is not sure', () => {
  expect(isLouder({ factor: 2, deviation: 0.2, least: 1.1, most: 2.1 })).toBe(false);
});

/**
 * Two minutes of steps on a summer evening, dB: the fans of both groups by the model. A lorry is leaving in the first four blocks; only
 * then, and in three later ones, are both groups fast.
 */
const EVENING_DB = [
  ...[
    [39.4, 40],
    [39.4, 40],
    [39.4, 40],
    [39.4, 39.9],
    [33.3, 38.8],
    [32.7, 38.6],
    [32.7, 38.6],
  ],
  ...[
    [35.2, 36.8],
    [38.5, 32.5],
    [38.6, 31.9],
    [38.6, 31.5],
    [38.6, 38.2],
    [38.5, 38.6],
    [38.4, 38.8],
  ],
  ...[
    [33.7, 37.3],
    [32.7, 36.8],
    [32.6, 36.7],
    [36.3, 33.5],
    [36.9, 32.5],
    [37.2, 31.4],
    [37.2, 31.4],
  ],
];
const LORRY_DB = [55.7, 52.7, 50.3, 47.7];
const BACKGROUND_DB = 46.6;

/** The steps of that evening with fans so many times as loud as the model has them. */
function evening(factor: number, seed: number): readonly SteppedSecond[] {
  const { next } = createRandom(seed, 'evening');
  const energyOf = (levelDb: number): number => 10 ** (levelDb / 10);
  return EVENING_DB.map((levels, index) => {
    const fans = levels.map(energyOf);
    const own = fans.reduce((sum, energy) => sum + energy, 0);
    const lorry = index < LORRY_DB.length ? energyOf(LORRY_DB[index] ?? 0) : 0;
    const background = energyOf(BACKGROUND_DB) * (0.95 + 0.1 * next());
    return { atS: 5 * index + 5, energy: factor * own + background + lorry, fans };
  });
}

test('a lorry that leaves as the fans go slower for the first time is not taken for louder fans', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const result = stepFactors(evening(1, seed));
    expect(result.groups.map(isLouder), `seed ${seed}`).toEqual([false, false]);
  }
});

test.each([3, 8])(
  'fans that are %s times as loud are found beside that lorry within four minutes',
  (factor) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const later = evening(factor, seed + 100).slice(LORRY_DB.length);
      const result = stepFactors([
        ...evening(factor, seed),
        ...later.map((second) => ({ ...second, atS: second.atS + 6 * PHASE_S })),
      ]);
      expect(result.groups.map(isLouder), `seed ${seed}`).toEqual([true, true]);
      for (const found of result.groups)
        expect(Math.abs((found?.factor ?? 0) / factor - 1)).toBeLessThan(0.4);
    }
  },
);
