import { expect, test } from 'vitest';
import { calm, createBench, nightMs, noonMs } from './small-plan.ts';

test('the system stays in fail-safe until every input a rule needs has been good once', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-b2.temperature': null }, 5);
  expect(bench.value('fan-a1')).toBe(60);
  expect(bench.value('limit-a')).toBe(50);
  expect(bench.by('limit-a')).toBe('start');
  bench.run(calm, 2);
  expect(bench.value('limit-a')).toBe(100);
  expect(bench.by('limit-a')).toBe('rest');
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
  bench.run({ ...calm, 'temp-a1.temperature': 53 }, 60);
  expect(bench.value('limit-a')).toBe(25);
  bench.run({ ...calm, 'temp-a1.temperature': 49 }, 2);
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

test('one lost temperature sensor changes nothing, both lost put the cabinet into its lost-input values', () => {
  const bench = createBench(noonMs);
  bench.run(calm, 3);
  bench.run({ ...calm, 'temp-a1.temperature': null }, 3);
  expect(bench.value('limit-a')).toBe(100);
  bench.run({ ...calm, 'temp-a1.temperature': null, 'temp-a2.temperature': null }, 3);
  expect([bench.value('fan-a1'), bench.value('limit-a'), bench.value('limit-b')]).toEqual([60, 50, 100]);
  bench.run(calm, 3);
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
  bench.run(hot, 2);
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

test('at night the fans are capped so that the equipment stays below the limit less the margin', () => {
  const bench = createBench(nightMs);
  bench.run({ ...calm, 'temp-a1.temperature': 50, 'temp-b1.temperature': 50 }, 60);
  // Four fans of 39 dB and two hums of 34 dB at 14 % power: 44 dB leaves the fans 43.9 dB, so n = 10^(-1.1/50).
  expect(bench.value('fan-a1')).toBeLessThan(96);
  expect(bench.value('fan-a1')).toBeGreaterThan(85);
  expect(bench.by('fan-a1')).toMatch(/thermal-fan|night-noise/);
});

test('by day the same heat is cooled without a cap', () => {
  const bench = createBench(noonMs);
  bench.run({ ...calm, 'temp-a1.temperature': 52 }, 60);
  expect(bench.value('fan-a1')).toBe(100);
});

test('a meter lost at night caps the fans at the blind value and derates nothing', () => {
  const bench = createBench(nightMs);
  bench.run({ ...calm, 'temp-a1.temperature': 48 }, 30);
  bench.run({ ...calm, 'temp-a1.temperature': 48, 'slm-north.sound.laeq': null }, 90);
  expect(bench.value('fan-a1')).toBe(50);
  expect(bench.value('limit-a')).toBe(100);
});

test('power steps down only when capped fans let the cabinet get warm, one step per hold, and comes back when cool', () => {
  const bench = createBench(nightMs);
  const warm = { ...calm, 'temp-a1.temperature': 53.5, 'meter-a.power.active': 700_000 };
  bench.run(warm, 60);
  expect(bench.value('limit-a')).toBe(75);
  bench.run(warm, 200);
  expect(bench.value('limit-a')).toBe(75);
  bench.run(warm, 120);
  expect(bench.value('limit-a')).toBe(50);
  bench.run({ ...calm, 'temp-a1.temperature': 44 }, 301);
  expect(bench.value('limit-a')).toBe(75);
  expect(bench.value('limit-b')).toBe(100);
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
  expect(loud.events).toContain('raised exceedance north');
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
  const bench = createBench(noonMs);
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
  bench.run(calm, 3599, [manual]);
  expect(bench.value('fan-a1')).toBe(90);
  bench.run(calm, 5, [manual]);
  expect(bench.value('fan-a1')).toBe(20);
});
