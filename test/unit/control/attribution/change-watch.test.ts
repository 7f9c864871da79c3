/** A change of the world is told from other people's sound by forced steps of the fans. */

import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import {
  ageChangeWatch,
  type ChangeWatch,
  isLouder,
  newChangeWatch,
  STEPS_S,
  stepFactors,
  stepResult,
  watchSecond,
} from '../../../../src/control/attribution/change-watch.ts';

const FANS = [6000, 4000];
const REST = 5000;

/** One second while group `slow` (or none) is slow: `factors` on the fans of each group, `other` on what is not ours. */
function second(slow: number | null, factors: readonly number[], other: number, noise: number) {
  const fans = FANS.map((energy, group) => (group === slow ? 0.2 : 1) * energy);
  const own = fans.reduce((sum, energy, group) => sum + energy * (factors[group] ?? 1), 0);
  const modelled = REST + fans.reduce((sum, energy) => sum + energy, 0);
  return { energy: (own + REST * other) * noise, modelled, fans };
}

/** Half an hour or until a suspicion has had its steps. */
function watchFor(factors: readonly number[], other: number, seconds = 1800, bursts = 0): ChangeWatch {
  let watch = newChangeWatch();
  for (let at = 0; at < seconds; at += 1) {
    watch = ageChangeWatch(watch, 1);
    const phase = watch.suspectedS === null ? 0 : Math.floor(watch.suspectedS / 20) % 3;
    const wobble = 1 + 0.04 * Math.sin(at * 2.3) + 0.03 * Math.sin(at * 0.71);
    // Words: 3 s of 7, ten times as loud.
    const noise = at % 7 < bursts ? 10 : 1;
    watch = watchSecond(watch, second(phase === 0 ? null : phase - 1, factors, other, wobble * noise), true);
    if (stepResult(watch) !== null) break;
  }
  return watch;
}

test('without a change nothing is suspected, nor with people who talk', () => {
  expect(watchFor([1, 1], 1).suspectedS).toBeNull();
  expect(watchFor([1, 1], 1, 1800, 3).suspectedS).toBeNull();
});

test('a way that carries 3 dB more is suspected within two minutes, and the steps show it for both groups', () => {
  const suspected = watchFor([2, 2], 1, 120);
  expect(suspected.suspectedS).not.toBeNull();
  const result = stepResult(watchFor([2, 2], 1));
  if (result === null) throw new Error('no result');
  expect(result.factors[0]).toBeCloseTo(2, 0);
  expect([isLouder(result, 0), isLouder(result, 1)]).toEqual([true, true]);
});

test('one cover that opens is found at its own fans', () => {
  const result = stepResult(watchFor([4, 1], 1));
  if (result === null) throw new Error('no result');
  expect(result.factors[0]).toBeCloseTo(4, 0);
  expect([isLouder(result, 0), isLouder(result, 1)]).toEqual([true, false]);
});

test.each([2, 4, 8])('a truck that idles, %s times the background, is not ours', (other) => {
  const result = stepResult(watchFor([1, 1], other));
  if (result === null) throw new Error('no result');
  expect([isLouder(result, 0), isLouder(result, 1)]).toEqual([false, false]);
  expect(result.rest).toBeGreaterThan(0.8 * REST * other);
});

test('the steps say the same while people talk', () => {
  const talk = { ...watchFor([2, 2], 1, 1800, 2) };
  const result = stepResult(talk);
  if (result === null) throw new Error('no result');
  expect([isLouder(result, 0), isLouder(result, 1)]).toEqual([true, true]);
});

test('steps that were not made say nothing', () => {
  const still = Array.from({ length: 20 }, () => second(null, [2, 2], 1, 1));
  expect(stepFactors(still).factors).toEqual([null, null]);
  expect(stepResult({ ...newChangeWatch(), suspectedS: STEPS_S - 1, blocks: still })).toBeNull();
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
function evening(factor: number, seed: number) {
  const { next } = createRandom(seed, 'evening');
  const energyOf = (levelDb: number): number => 10 ** (levelDb / 10);
  return EVENING_DB.map((levels, index) => {
    const fans = levels.map(energyOf);
    const own = fans.reduce((sum, energy) => sum + energy, 0);
    const lorry = index < LORRY_DB.length ? energyOf(LORRY_DB[index] ?? 0) : 0;
    const background = energyOf(BACKGROUND_DB) * (0.95 + 0.1 * next());
    return { energy: factor * own + background + lorry, modelled: own + energyOf(BACKGROUND_DB), fans };
  });
}

test('a lorry that leaves as the fans go slower for the first time is not taken for louder fans', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const result = stepFactors(evening(1, seed));
    expect([isLouder(result, 0), isLouder(result, 1)], `seed ${seed}`).toEqual([false, false]);
  }
});

test.each([3, 8])('fans that are %s times as loud are found beside that lorry', (factor) => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const result = stepFactors(evening(factor, seed));
    expect([isLouder(result, 0), isLouder(result, 1)], `seed ${seed}`).toEqual([true, true]);
    for (const found of result.factors) expect(Math.abs((found ?? 0) / factor - 1)).toBeLessThan(0.4);
  }
});
