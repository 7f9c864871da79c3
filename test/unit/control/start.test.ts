import { describe, expect, test } from 'vitest';
import type { ClosedLevel } from '../../../src/control/inputs/level-tracks.ts';
import { type ControlState, initialState, tick } from '../../../src/control/tick.ts';
import { calm, type Field, imageOf, nightMs, smallPlan } from './small-plan.ts';

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

describe('what the night is judged by and is not read yet', () => {
  const standing = Object.fromEntries(smallPlan.outputs.map(({ id, rest }) => [id, rest]));
  const cabinet = { capPct: 100, guns: {}, limitPct: 25, leastPct: 10 };
  const nightNoise = {
    allowances: {},
    allowedMs: null,
    isStrict: false,
    alarms: {},
    betterS: 0,
    unprovedS: 0,
  };
  const restored = {
    ...initialState(smallPlan),
    rules: {
      ...initialState(smallPlan).rules,
      'night-noise': { ...nightNoise, cabinets: { a: cabinet, b: cabinet } },
    },
  };
  /** A restart at night: from which cycle on control has begun, and what the noise rule knew just before. */
  function begunWith(fieldAt: (second: number) => Field) {
    let state: ControlState = restored;
    for (let second = 1; second <= 10; second += 1) {
      const before = state.rules['night-noise'];
      const image = { ...imageOf(fieldAt(second), state, smallPlan, second * 1000, nightMs), standing };
      ({ state } = tick(state, image, smallPlan));
      if (state.waitingFor.length === 0) return { second, before };
    }
    throw new Error('control has not begun');
  }

  test.each(['meter-a.power.active', 'fan-b1.fan.speed', 'slm-north.sound.laeq'])(
    '%s is waited for, and until then the noise rule concludes nothing from its absence',
    (channel) => {
      const { second, before } = begunWith((at) => ({
        ...calm,
        [channel]: at < 2 ? null : (calm[channel] ?? 300),
      }));
      expect(second).toBe(2);
      expect(before).toEqual(restored.rules['night-noise']);
    },
  );

  test('it is waited for two seconds, and borne then as if it were lost later', () => {
    expect(begunWith(() => ({ ...calm, 'meter-a.power.active': null })).second).toBe(3);
  });
});
