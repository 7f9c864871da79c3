import { expect, test } from 'vitest';
import type { NoiseEvent } from '../../../../src/control/attribution/noise-events.ts';
import { quietLamp } from '../../../../src/control/rules/quiet-lamp.ts';
import { initialState } from '../../../../src/control/tick.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Message } from '../../../../src/model/message.ts';
import { calm, createBench, imageOf, nightMs, planWith, ruleInput, smallPlan } from '../small-plan.ts';

const loud = { ...calm, 'slm-rest.sound.laeq': 66 };

test('lit for twenty minutes in vain the lamp goes dark for five, and asks again', () => {
  const cycleS = 5;
  const bench = createBench(nightMs, planWith({ periodMs: cycleS * 1000 }));
  const lit: string[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    bench.run(loud, 60 / cycleS);
    lit.push(bench.value('lamp') === 100 ? '#' : '.');
  }
  expect(lit.join('')).toMatch(/^\.?#{20}\.{5}#{20}\.{5}#+$/);
});

test('a lamp that had effect goes dark without a quiet time: the next talk lights it after the hold', () => {
  const bench = createBench(nightMs);
  bench.run(loud, 900);
  bench.run(calm, 240);
  expect(bench.value('lamp')).toBe(0);
  bench.run(loud, 130);
  expect(bench.value('lamp')).toBe(100);
});

test('people who talk now and then all night light it at most 6 times an hour and 20 a night; that it rests is told', () => {
  const run = createLamp();
  const changesS: number[] = [];
  let before = false;
  let told = 0;
  for (let second = 0; second < 8 * 3600; second += 10) {
    const { lit, events } = run(10, second % 240 < 60 ? [voice('rest', 'people', 0.9)] : []);
    if (lit !== before) changesS.push(second);
    before = lit;
    told += events;
  }
  const mostOfHour = Math.max(
    ...changesS.map((from) => changesS.filter((s) => s >= from && s < from + 3600).length),
  );
  expect(mostOfHour).toBeLessThanOrEqual(12);
  expect(changesS.length).toBeLessThanOrEqual(40);
  // Not all of them in the first hours.
  expect(changesS.filter((second) => second > 6 * 3600).length).toBeGreaterThan(1);
  expect(told).toBeLessThan(20);
});

test('voices light it at any level, for two minutes and the hold, and the reason says where they were', () => {
  const run = createLamp();
  expect(run(1, [voice('north', 'people', 0.7)])).toEqual({
    lit: true,
    events: 0,
    reason: 'voices heard at north, told from the equipment',
  });
  expect(run(118, []).lit).toBe(true);
  expect(run(5, []).lit).toBe(false);
});

test('voices that are not sure, traffic, and voices by day do not light it', () => {
  expect(createLamp()(1, [voice('rest', 'people', 0.5)]).lit).toBe(false);
  expect(createLamp()(1, [voice('rest', 'traffic', 0.9)]).lit).toBe(false);
  expect(createLamp(false)(1, [voice('rest', 'people', 0.9)]).lit).toBe(false);
});

function voice(level: string, kind: NoiseEvent['kind'], confidence: number): NoiseEvent {
  return { level, kind, confidence, startWallMs: nightMs, seconds: 4, maxDb: 55, aboveDb: 9 };
}

/** The rule alone: runs seconds in each of which `noiseEvents` arrive, gives the lamp after them. */
function createLamp(isNight = true) {
  const plan = smallPlan;
  const field = imageOf(calm, initialState(plan), plan, 0, nightMs);
  let state = quietLamp.initial(plan);
  let nowMs = 0;
  return (seconds: number, noiseEvents: readonly NoiseEvent[]) => {
    let reason: Message | undefined;
    let events = 0;
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1000;
      const image = { ...field, nowMs };
      const out = quietLamp.evaluate(
        ruleInput({ plan, image, isNight, noiseEvents }),
        plan.rules['quiet-lamp'],
        state,
      );
      state = out.state;
      events += out.events.length;
      reason = out.bounds[0]?.reason;
    }
    const lit = { lit: state.lit, events };
    return reason === undefined ? lit : { ...lit, reason: inEnglish(reason) };
  };
}
