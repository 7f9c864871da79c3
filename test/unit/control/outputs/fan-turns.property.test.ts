/** Whatever the field shows, no fan runs up and down: people hear a turn, and one real blower was complained of. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ControlState, initialState, tick } from '../../../../src/control/tick.ts';
import { sampleSize } from '../../../sample-size.ts';
import { calm, type Field, imageOf, nightMs, noonMs, smallPlan as plan } from '../small-plan.ts';

/** Near the thresholds more often than by chance. */
const tempC = fc.option(
  fc.oneof(fc.double({ min: 54, max: 56, noNaN: true }), fc.double({ min: 10, max: 80, noNaN: true })),
  { freq: 8 },
);
const powerW = fc.option(fc.double({ min: 0, max: 800_000, noNaN: true }), { freq: 6 });
const levelDb = fc.option(fc.double({ min: 25, max: 90, noNaN: true }), { freq: 6 });

const field: fc.Arbitrary<Field> = fc
  .record({
    'slm-north.sound.laeq': levelDb,
    'temp-a1.temperature': tempC,
    'temp-a2.temperature': tempC,
    'temp-b1.temperature': tempC,
    'meter-a.power.active': powerW,
    'meter-b.power.active': powerW,
  })
  .map((shown) => ({ ...calm, ...shown }));

/** Two fields by turns, each for some seconds: what makes a threshold chatter. */
const pattern = fc.record({
  one: field,
  other: field,
  oneS: fc.integer({ min: 1, max: 50 }),
  otherS: fc.integer({ min: 1, max: 50 }),
  startWallMs: fc.constantFrom(nightMs, noonMs),
});

const MINUTES = 6;
const TURN_PCT = 5;

test('under any input a fan turns round fewer than twice a minute', () => {
  fc.assert(
    fc.property(pattern, ({ one, other, oneS, otherS, startWallMs }) => {
      const speeds = run((second) => (second % (oneS + otherS) < oneS ? one : other), startWallMs);
      for (const [output, ofFan] of Object.entries(speeds)) {
        expect(turns(ofFan), `${output}: ${ofFan.join(' ')}`).toBeLessThan(2 * MINUTES);
      }
    }),
    { numRuns: sampleSize({ sample: 6, full: 100 }) },
  );
});

test('a temperature that goes up and down around warnC moves the fans at most once in a hold', () => {
  const at = (shownC: number): Field => ({
    ...calm,
    'slm-north.sound.laeq': 60,
    'temp-a1.temperature': shownC,
    'meter-a.power.active': 600_000,
  });
  const speeds = run((second) => at(second % 40 < 20 ? 55.2 : 54.6), nightMs);
  expect(turns(speeds['fan-a1'] ?? [])).toBeLessThanOrEqual(1);
  expect(Math.max(...(speeds['fan-a1'] ?? []))).toBeGreaterThanOrEqual(60);
});

test('a fan that has just slowed for noise is fast at once when the cabinet gets too hot', () => {
  const hot: Field = { ...calm, 'temp-a1.temperature': 63 };
  const speeds = run(
    (second) => (second < 30 ? { ...calm, 'temp-a1.temperature': 50 } : second < 40 ? calm : hot),
    noonMs,
  );
  expect(speeds['fan-a1']?.[40]).toBe(100);
});

function run(shown: (second: number) => Field, startWallMs: number): Record<string, number[]> {
  let state: ControlState = initialState(plan);
  const speeds: Record<string, number[]> = {};
  // The first good values end the fail-safe.
  for (let second = -5; second < 60 * MINUTES; second += 1) {
    const now = second < 0 ? calm : shown(second);
    const { state: next, decisions } = tick(
      state,
      imageOf(now, state, plan, (second + 6) * 1000, startWallMs),
      plan,
    );
    state = next;
    if (second < 0) continue;
    for (const { output, value } of decisions) {
      if (output.startsWith('fan')) speeds[output] = [...(speeds[output] ?? []), value];
    }
  }
  return speeds;
}

/** How often it turns round after a way of more than 5 %. */
function turns(speeds: readonly number[]): number {
  let [count, direction] = [0, 0];
  let extreme = speeds[0] ?? 0;
  for (const speed of speeds) {
    const way = speed - extreme;
    if (way * direction > 0) extreme = speed;
    else if (Math.abs(way) > TURN_PCT) {
      if (direction !== 0) count += 1;
      [direction, extreme] = [Math.sign(way), speed];
    }
  }
  return count;
}
