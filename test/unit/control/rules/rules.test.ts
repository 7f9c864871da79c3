import { expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import { calm, createBench, nightMs, noonMs, planWith } from '../small-plan.ts';

test('the system stays in fail-safe until every input a rule needs has been good once', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-b2.temperature': null }, 5);
  expect(bench.value('fan-a1')).toBe(60);
  expect(bench.value('limit-a')).toBe(50);
  expect(bench.by('limit-a')).toBe('start');
  bench.run(calm, 1);
  expect([bench.value('limit-a'), bench.by('limit-a')]).toEqual([100, 'rest']);
  // The relays have moved: from the next cycle on their hold keeps them there.
  bench.run(calm, 1);
  expect([bench.value('limit-a'), bench.by('limit-a')]).toEqual([100, 'relay-hold']);
});

test('fans follow the hottest temperature of their own cabinet, no faster than the slew', () => {
  const bench = createBench(noonMs);
  bench.run(calm, 3);
  bench.run({ ...calm, 'temp-a1.temperature': 41 }, 1);
  expect(bench.value('fan-a1')).toBe(20);
  bench.run({ ...calm, 'temp-a1.temperature': 41 }, 20);
  expect(bench.value('fan-a1')).toBe(50);
  expect(bench.value('fan-b1')).toBe(20);
});

test('a fan slows only after the temperature fell by the hysteresis', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-a1.temperature': 41 }, 30);
  bench.run({ ...calm, 'temp-a1.temperature': 40.2 }, 30);
  expect(bench.value('fan-a1')).toBe(50);
  bench.run({ ...calm, 'temp-a1.temperature': 37.8 }, 30);
  expect(bench.value('fan-a1')).toBeLessThan(45);
});

test('at the trip temperature fans go full and power to the least, and stay so until the reset', () => {
  const bench = createBench(noonMs);
  bench.run(calm, 3);
  bench.run({ ...calm, 'temp-a1.temperature': 62.5 }, 2);
  expect([bench.value('fan-a1'), bench.value('limit-a'), bench.value('limit-b')]).toEqual([100, 25, 100]);
  bench.run({ ...calm, 'temp-a1.temperature': 53 }, 95);
  expect(bench.value('limit-a')).toBe(25);
  bench.run({ ...calm, 'temp-a1.temperature': 49 }, 2);
  // The trip is left, but the relays have just moved.
  expect([bench.value('limit-a'), bench.by('limit-a')]).toEqual([25, 'relay-hold']);
  bench.run({ ...calm, 'temp-a1.temperature': 49 }, 300);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.events).toContain('raised interlock cabinet-a');
  expect(bench.events).toContain('cleared interlock cabinet-a');
});

test('the warning band raises fans whatever the noise and takes half the power half way to the trip', () => {
  const bench = createBench(nightMs);
  bench.run(calm, 3);
  bench.run({ ...calm, 'temp-a1.temperature': 55 }, 2);
  expect(bench.value('fan-a1')).toBe(60);
  bench.run({ ...calm, 'temp-a1.temperature': 60 }, 2);
  expect(bench.value('fan-a1')).toBeGreaterThan(85);
  expect(bench.by('fan-a1')).toBe('over-temperature');
  expect(bench.value('limit-a')).toBe(50);
});

test('one lost temperature sensor costs no power; both lost cool by the fastest rise there can be, then limit', () => {
  const bench = createBench(noonMs);
  const loaded = { ...calm, 'temp-a1.temperature': 45, 'meter-a.power.active': 700_000 };
  bench.run(loaded, 30);
  const usual = bench.value('fan-a1') ?? 0;
  bench.run({ ...loaded, 'temp-a1.temperature': null }, 3);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.value('fan-a1')).toBeGreaterThanOrEqual(usual);
  const blind = { ...loaded, 'temp-a1.temperature': null, 'temp-a2.temperature': null };
  bench.run(blind, 20);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.value('fan-a1')).toBeGreaterThan(usual);
  bench.run(blind, 120);
  expect([bench.value('limit-a'), bench.value('limit-b')]).toEqual([50, 100]);
  expect(bench.value('fan-a1')).toBeGreaterThanOrEqual(60);
  bench.run(loaded, 305);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.events.filter((event) => event.endsWith('cabinet-a'))).toEqual([
    'raised fault cabinet-a',
    'cleared fault cabinet-a',
  ]);
});

test('a fan that stands still although commanded limits its cabinet after the run-up time', () => {
  const bench = createBench(noonMs);
  const hot = { ...calm, 'temp-a1.temperature': 40 };
  bench.run(hot, 30);
  bench.run({ ...hot, 'fan-a1.fan.speed': 0 }, 15);
  expect(bench.value('limit-a')).toBe(100);
  bench.run({ ...hot, 'fan-a1.fan.speed': 0 }, 10);
  expect(bench.value('limit-a')).toBe(50);
  bench.run(hot, 305);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.events.filter((event) => event.endsWith('fan-a1'))).toContain('raised fault fan-a1');
  expect(bench.events.filter((event) => event.endsWith('fan-a1'))).toContain('cleared fault fan-a1');
});

test('a fan whose speed is unknown is not taken for a stopped one', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-a1.temperature': 40 }, 5);
  bench.run({ ...calm, 'temp-a1.temperature': 40, 'fan-a1.fan.speed': null }, 60);
  expect(bench.value('limit-a')).toBe(100);
});

/** At full load and warm: more air is wanted than the night allows. */
const warmNight = { ...calm, 'temp-a1.temperature': 52, 'temp-b1.temperature': 52, ...fullLoad() };

function fullLoad() {
  return {
    'meter-a.power.active': 700_000,
    'meter-b.power.active': 700_000,
    'gun-a.power.active': 665_000,
    'gun-b.power.active': 665_000,
  };
}

test('at night the fans are capped so that the equipment stays below the limit less margin or doubt', () => {
  const bench = createBench(nightMs);
  bench.run({ ...warmNight, 'slm-north.sound.laeq': 60 }, 60);
  const share = (bench.value('fan-a1') ?? 0) / 100;
  // Four fans of 39 dB and two hums of 34 dB: with them the nominal equipment is more than the margin below 45 dB.
  expect(4 * 10 ** 3.9 * share ** 5 + 2 * 10 ** 3.4).toBeLessThan(10 ** 4.4);
  expect(share).toBeGreaterThan(0.4);
  expect(bench.by('fan-a1')).toBe('night-noise');
});

test('by day the same heat is cooled without a cap', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-a1.temperature': 52 }, 60);
  expect(bench.value('fan-a1')).toBe(100);
});

test('a meter lost at night moves the fans by its doubt alone and derates nothing', () => {
  const heard = createBench(nightMs);
  const lost = createBench(nightMs);
  const mild = { ...calm, 'temp-a1.temperature': 47, 'meter-a.power.active': 300_000 };
  for (const bench of [heard, lost]) bench.run(mild, 60);
  heard.run(mild, 600);
  lost.run({ ...mild, 'slm-north.sound.laeq': null }, 600);
  expect(lost.value('limit-a')).toBe(100);
  expect(Math.abs((lost.value('fan-a1') ?? 0) - (heard.value('fan-a1') ?? 0))).toBeLessThan(5);
});

test('power steps down only when capped fans would let the cabinet get too warm, stays for the hold, and comes back', () => {
  const bench = createBench(nightMs);
  const field = { ...warmNight, 'slm-north.sound.laeq': 60 };
  bench.run(
    { ...field, 'temp-a1.temperature': 47, 'temp-b1.temperature': 30, 'meter-b.power.active': 50_000 },
    310,
  );
  expect([bench.value('limit-a'), bench.value('limit-b')]).toEqual([100, 100]);
  const hot = {
    ...field,
    'temp-a1.temperature': 54.6,
    'temp-b1.temperature': 30,
    'meter-b.power.active': 50_000,
  };
  bench.run(hot, 30);
  const limited = bench.value('limit-a') ?? 100;
  expect(limited).toBeLessThan(100);
  expect(bench.by('limit-a')).toBe('night-noise');
  expect(bench.value('limit-b')).toBe(100);
  const cool = { ...calm, 'temp-a1.temperature': 40 };
  bench.run(cool, 200);
  expect(bench.value('limit-a')).toBe(limited);
  bench.run(cool, 700);
  expect(bench.value('limit-a')).toBe(100);
});

test('people who talk at the receptor cost no power and no fan speed', () => {
  const quiet = createBench(nightMs);
  const loud = createBench(nightMs);
  const warm = { ...calm, 'temp-a1.temperature': 45 };
  for (let minute = 0; minute < 10; minute += 1) {
    quiet.run(warm, 60);
    loud.run({ ...warm, 'slm-north.sound.laeq': 66, 'slm-rest.sound.laeq': 70 }, 60);
  }
  for (const output of ['fan-a1', 'fan-b1', 'limit-a', 'limit-b']) {
    expect(loud.value(output)).toBe(quiet.value(output));
  }
  expect(loud.value('lamp')).toBe(100);
  expect(loud.events).not.toContain('raised exceedance north');
});

test('the lamp asks for quiet only at night and keeps its state for the hold', () => {
  const bench = createBench(nightMs);
  bench.run({ ...calm, 'slm-rest.sound.laeq': 65 }, 70);
  expect(bench.value('lamp')).toBe(100);
  bench.run(calm, 45);
  expect(bench.value('lamp')).toBe(100);
  bench.run(calm, 70);
  expect(bench.value('lamp')).toBe(0);
  const day = createBench(noonMs);
  day.run({ ...calm, 'slm-rest.sound.laeq': 75 }, 120);
  expect(day.value('lamp')).toBe(0);
});

test('an operator limit tightens, a manual value holds, and neither moves an interlock', () => {
  const bench = createBench(noonMs);
  bench.run(calm, 3);
  const request = {
    id: 'r1',
    output: 'limit-a',
    value: 60,
    untilMs: 1e9,
    issuer: 'ops',
    reason: 'complaint',
  };
  bench.run(calm, 2, [{ ...request, mode: 'limit' }]);
  expect(bench.value('limit-a')).toBe(50);
  bench.run(calm, 2, [{ ...request, id: 'r2', output: 'fan-a1', mode: 'manual', value: 80 }]);
  expect(bench.value('fan-a1')).toBe(80);
  bench.run({ ...calm, 'temp-a1.temperature': 63 }, 2, [{ ...request, mode: 'manual', value: 100 }]);
  expect(bench.value('limit-a')).toBe(25);
  bench.run(calm, 1);
  expect(bench.events).toContain('cleared audit r2');
});

test('manual mode ends after its longest time even when the request goes on', () => {
  const cycleS = 5;
  const bench = createBench(noonMs, planWith({ periodMs: cycleS * 1000 }));
  bench.run(calm, 3);
  const manual = {
    id: 'm',
    output: 'fan-a1',
    mode: 'manual',
    value: 90,
    untilMs: 1e12,
    issuer: 'tech',
    reason: 'test',
  } as const;
  bench.run(calm, 3600 / cycleS - 1, [manual]);
  expect(bench.value('fan-a1')).toBe(90);
  bench.run(calm, 5, [manual]);
  expect(bench.value('fan-a1')).toBe(20);
});

test('a manual value ends at its end time, and the audit has who asked for what, and the end', () => {
  const bench = createBench(noonMs);
  bench.run(calm, 3);
  const manual = {
    id: 'm2',
    output: 'fan-a1',
    mode: 'manual',
    value: 90,
    untilMs: bench.nowMs() + 60_000,
    issuer: 'tech',
    reason: 'filter change',
  } as const;
  const begun = bench.run(calm, 1, [manual]);
  expect(begun.events.find((event) => event.class === 'audit')).toMatchObject({
    subject: 'fan-a1',
    state: 'raised',
    message: message('asked-manual', {
      issuer: 'tech',
      value: 90,
      output: 'fan-a1',
      reason: 'filter change',
    }),
  });
  bench.run(calm, 58, [manual]);
  expect([bench.value('fan-a1'), bench.by('fan-a1')]).toEqual([90, 'operator-request']);
  bench.run(calm, 2, [manual]);
  expect(bench.by('fan-a1')).not.toBe('operator-request');
  bench.run(calm, 1);
  expect(bench.events.at(-1)).toBe('cleared audit m2');
});
