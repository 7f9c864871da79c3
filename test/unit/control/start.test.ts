import { expect, test } from 'vitest';
import type { ClosedLevel } from '../../../src/control/inputs/level-tracks.ts';
import { initialState, tick } from '../../../src/control/tick.ts';
import { calm, imageOf, smallPlan } from './small-plan.ts';

test.each([
  ['with a meter that answers a second later', 2],
  ['with a silent meter', Number.POSITIVE_INFINITY],
])('a start at six in the morning %s closes no night that it did not hear', (_how, heardFromS) => {
  const sixMs = Date.UTC(2026, 10, 23, 22);
  const closed: ClosedLevel[] = [];
  let state = initialState(smallPlan);
  for (let second = 1; second < 130; second += 1) {
    const image = imageOf(calm, state, smallPlan, second * 1000, sixMs);
    const samples = second < heardFromS ? [] : image.samples;
    const result = tick(state, { ...image, samples }, smallPlan);
    state = result.state;
    closed.push(...result.closed.filter(({ level }) => level === 'north'));
  }
  expect(closed.map(({ period }) => [period.kind, period.id])).toEqual([
    ['minute', '2026-11-24T06:00+08:00'],
    ['minute', '2026-11-24T06:01+08:00'],
  ]);
});
