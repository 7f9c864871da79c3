/** A change of the world is told from other people's sound by forced steps of the fans. */

import { expect, test } from 'vitest';
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
