/** A change of the world is told from other people's sound by forced steps of the fans. */

import { expect, test } from 'vitest';
import {
  isLouder,
  PHASE_S,
  type StepResult,
  stepFactors,
} from '../../../../src/acoustics/estimation/step-factors.ts';
import {
  ageChangeWatch,
  type ChangeWatch,
  endSuspicion,
  isSuspected,
  measureFans,
  newChangeWatch,
  STEPS_S,
  stepResult,
  watchSecond,
} from '../../../../src/control/attribution/change-watch.ts';

const FANS = [6000, 4000];
const REST = 5000;
/** Background, and fans of either cabinet. */
const FIT = [REST, 30_000, 20_000];

/** One second while group `slow` (or none) is slow: `factors` on the fans of each group, `other` on what is not ours. */
function second(slow: number | null, factors: readonly number[], other: number, noise: number) {
  const fans = FANS.map((energy, group) => (group === slow ? 0.2 : 1) * energy);
  const own = fans.reduce((sum, energy, group) => sum + energy * (factors[group] ?? 1), 0);
  const modelled = fans.reduce((sum, energy) => sum + energy, 0);
  return { energy: (own + REST * other) * noise, modelled, deviation: 0.2 * modelled, fans };
}

/** As before for a quarter of an hour, then so for half an hour or until a suspicion has had its steps. */
function watchFor(factors: readonly number[], other: number, seconds = 1800, bursts = 0): ChangeWatch {
  let watch = newChangeWatch();
  for (let at = -900; at < seconds; at += 1) {
    watch = ageChangeWatch(watch, 1);
    const phase = watch.stepsS === null ? 0 : Math.floor(watch.stepsS / PHASE_S) % 3;
    const wobble = 1 + 0.04 * Math.sin(at * 2.3) + 0.03 * Math.sin(at * 0.71);
    // Words: 3 s of 7, ten times as loud.
    const noise = (at + 900) % 7 < bursts ? 10 : 1;
    const now = at < 0 ? ([1, 1] as const) : factors;
    const heard = second(phase === 0 ? null : phase - 1, now, at < 0 ? 1 : other, wobble * noise);
    watch = watchSecond(watch, heard, at > -600, FIT);
    if (stepResult(watch, 1) !== null) break;
  }
  return watch;
}

function resultOf(watch: ChangeWatch): StepResult {
  const result = stepResult(watch, 1);
  if (result === null) throw new Error('no result');
  return result;
}

const louder = ({ groups }: StepResult) => groups.map(isLouder);

test('without a change nothing is suspected, nor with people who talk', () => {
  expect(watchFor([1, 1], 1).stepsS).toBeNull();
  expect(watchFor([1, 1], 1, 1800, 3).stepsS).toBeNull();
});

test('a way that carries 3 dB more is suspected within a minute, and the steps show it for both groups', () => {
  expect(watchFor([2, 2], 1, 60).stepsS).not.toBeNull();
  const result = resultOf(watchFor([2, 2], 1));
  expect(result.groups[0]?.factor).toBeCloseTo(2, 0);
  expect(louder(result)).toEqual([true, true]);
});

test('a change while it rests after steps is suspected when the rest is over: the calm does not follow it', () => {
  let watch = endSuspicion({ ...newChangeWatch(), stepsS: STEPS_S }, false, REST, []);
  for (let at = 0; at < 100; at += 1) {
    watch = watchSecond(ageChangeWatch(watch, 1), second(null, at < 10 ? [1, 1] : [3, 3], 1, 1), true, FIT);
  }
  expect(watch.stepsS).not.toBeNull();
});

test('a car that passed in the steps does not deafen it: the calm after them is that of the quiet second', () => {
  const blocks = Array.from({ length: 24 }, (_, at) => {
    const { energy, modelled, fans } = second(null, [1, 1], at > 12 && at < 20 ? 20 : 1, 1);
    return { atS: 5 * at, energy, modelled, fans };
  });
  const after = endSuspicion({ ...newChangeWatch(), stepsS: STEPS_S, blocks }, false, null, []);
  expect(after.calm).toBeCloseTo(REST, 6);
});

test('a calm that has risen slowly is no change', () => {
  let watch = newChangeWatch();
  for (let at = 0; at < 7200; at += 1) {
    const other = 1 + Math.max(0, at - 600) / 6600;
    watch = watchSecond(ageChangeWatch(watch, 1), second(null, [1, 1], other, 1), at > 600, FIT);
  }
  expect(watch.stepsS).toBeNull();
});

test('what the model itself doubts of these speeds is no suspicion', () => {
  const doubted = (deviation: number) => {
    let watch = newChangeWatch();
    for (let at = 0; at < 600; at += 1) {
      const heard = second(null, at < 300 ? [1, 1] : [1.5, 1.5], 1, 1);
      watch = watchSecond(ageChangeWatch(watch, 1), { ...heard, deviation }, at > 60, FIT);
    }
    return watch.stepsS;
  };
  expect(doubted(1000)).not.toBeNull();
  expect(doubted(6000)).toBeNull();
});

test('one cover that opens is found at its own fans', () => {
  const result = resultOf(watchFor([4, 1], 1));
  expect(result.groups[0]?.factor).toBeCloseTo(4, 0);
  expect(louder(result)).toEqual([true, false]);
});

test.each([2, 4, 8])('a truck that idles, %s times the background, is not ours', (other) => {
  const result = resultOf(watchFor([1, 1], other));
  expect(louder(result)).toEqual([false, false]);
  expect(isLouder(result.together)).toBe(false);
});

test('the steps say the same while people talk', () => {
  expect(louder(resultOf(watchFor([2, 2], 1, 1800, 2)))).toEqual([true, true]);
});

test('steps that were not made say nothing', () => {
  const still = Array.from({ length: 20 }, (_, at) => ({ ...second(null, [2, 2], 1, 1), atS: 5 * at }));
  expect(stepFactors(still)).toMatchObject({ groups: [null, null], together: null });
  expect(stepResult({ ...newChangeWatch(), stepsS: STEPS_S - 1, blocks: still }, 1)).toBeNull();
});

test('fans are measured by steps at first and then as often as asked for, or never', () => {
  const first = measureFans(newChangeWatch(), FIT, 5400);
  expect([first.stepsS, first.begun, isSuspected(first)]).toEqual([0, FIT, false]);
  expect(measureFans(newChangeWatch(), FIT, 0).stepsS).toBeNull();
  const known = [{ energy: 30_000, deviation: 6000 }, null];
  expect([begins(first, known, 5399), begins(first, known, 5400)]).toEqual([false, true]);
});

test('fans that steps have hardly heard, or that have changed, are measured again sooner', () => {
  const first = measureFans(newChangeWatch(), FIT, 5400);
  const known = [{ energy: 30_000, deviation: 6000 }, null];
  const vague = [{ energy: 30_000, deviation: 7600 }, null];
  expect([begins(first, [null, null], 899), begins(first, [null, null], 900)]).toEqual([false, true]);
  expect([begins(first, vague, 1799), begins(first, vague, 1800)]).toEqual([false, true]);
  expect([begins(first, known, 899, true), begins(first, known, 900, true)]).toEqual([false, true]);
});

test('fans that steps never hear are measured less and less often, and at once again as often when they were heard', () => {
  const quarter = 900;
  let watch = newChangeWatch();
  const pausesS: number[] = [];
  const endedWith = (known: ChangeWatch['known']) => {
    watch = endSuspicion({ ...measureFans(watch, FIT, 5400), stepsS: STEPS_S }, false, null, known ?? []);
    let pauseS = quarter;
    while (measureFans(ageChangeWatch(watch, pauseS), FIT, 5400).stepsS === null) pauseS += quarter;
    watch = ageChangeWatch(watch, pauseS);
    return pauseS / quarter;
  };
  for (let at = 0; at < 11; at += 1) pausesS.push(endedWith([null, null]));
  expect(pausesS).toEqual([1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6]);
  expect(endedWith([{ energy: 30_000, deviation: 9000 }, null])).toBe(2);
  expect(endedWith([null, null])).toBe(1);
});

/** Whether steps begin so long after others that have said `known`. */
function begins(steps: ChangeWatch, known: ChangeWatch['known'], afterS: number, isChanged = false): boolean {
  const ended = endSuspicion({ ...steps, stepsS: STEPS_S }, isChanged, null, known ?? []);
  return measureFans(ageChangeWatch(ended, afterS), FIT, 5400).stepsS === 0;
}

test('a suspicion is no measurement, and steps that run are not begun again', () => {
  const suspected = watchFor([2, 2], 1, 60);
  expect(isSuspected(suspected)).toBe(true);
  expect(suspected.begun).toEqual(FIT);
  expect(measureFans(suspected, [], 5400)).toBe(suspected);
});

/** How long steps go on that find the fans so many times louder, while others add up to so much of what is not ours. */
function stepsGoOn(factor: number, others: number, over: Partial<ChangeWatch> = {}): number {
  for (let stepsS = STEPS_S; ; stepsS += 1) {
    const blocks = Array.from({ length: Math.floor(stepsS / 5) }, (_, at) => {
      const phase = Math.floor((5 * at) / PHASE_S) % 3;
      const { energy, modelled, fans } = second(phase === 0 ? null : phase - 1, [factor, factor], 1, 1);
      return {
        atS: 5 * at,
        energy: energy + others * REST * Math.abs(Math.sin(17 * at + 1)),
        modelled,
        fans,
      };
    });
    if (stepResult({ ...newChangeWatch(), stepsS, blocks, ...over }, 1) !== null) return stepsS;
  }
}

test('steps go on for as long again where two minutes decide nothing, and once more where they may yet show a change', () => {
  const noises = [0, 1, 2, 3, 4, 6, 8];
  const lengths = (factor: number, over?: Partial<ChangeWatch>) =>
    new Set(noises.map((others) => stepsGoOn(factor, others, over)));
  expect(stepsGoOn(2, 0)).toBe(STEPS_S);
  expect(lengths(1)).toEqual(new Set([STEPS_S, 2 * STEPS_S]));
  expect(lengths(2)).toContain(3 * STEPS_S);
  // To measure the fans nobody waits so long.
  expect(lengths(2, { isRoutine: true })).not.toContain(3 * STEPS_S);
});

test.each([0.5, 1, 2, 7])('cycles of %s s, and one that came late, miss no look at the steps', (cycleS) => {
  const watch = { ...newChangeWatch(), isRoutine: true };
  const blocks = Array.from({ length: 24 }, (_, at) => {
    const phase = Math.floor((5 * at) / PHASE_S) % 3;
    return { ...second(phase === 0 ? null : phase - 1, [1, 1], 1, 1), atS: 5 * at };
  });
  for (const beganS of [0, 0.3]) {
    let stepsS = beganS;
    while (stepResult({ ...watch, stepsS, blocks }, cycleS) === null) stepsS += cycleS;
    expect(stepsS).toBeLessThan(STEPS_S + cycleS);
  }
  expect(stepResult({ ...watch, stepsS: STEPS_S + 9, blocks }, 12)).not.toBeNull();
});
