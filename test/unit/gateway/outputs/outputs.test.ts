import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import { coilWrites, createOutputsBench, fan, fanWrites, limit, patterns } from './outputs-bench.ts';

test('nothing is written before the far end has said how it stands, so a restart causes no pulse', () => {
  const bench = createOutputsBench(limit);
  bench.run(100, 4);
  expect(bench.writes).toEqual([]);
  bench.show(patterns[100]);
  bench.run(100, 5);
  // Only the lease of what stands already is renewed.
  expect(coilWrites(bench.writes)).toBe('on 1, on 2');
});

test('a far end that never reads back is written blind after five seconds', () => {
  const bench = createOutputsBench(fan);
  bench.obeys = false;
  bench.run(40, 4);
  expect(bench.writes).toEqual([]);
  bench.run(40, 2);
  expect(fanWrites(bench.writes)).toEqual([40]);
});

test('only a difference is written', () => {
  const bench = createOutputsBench(fan);
  bench.show(20);
  bench.run(20, 60);
  expect(bench.writes).toEqual([]);
  bench.run(35, 60);
  expect(fanWrites(bench.writes)).toEqual([35]);
});

test('a set value in EEPROM moves at least minStep and at most every minInterval', () => {
  const bench = createOutputsBench(fan);
  bench.show(20);
  bench.run(20);
  bench.run(21.5, 30);
  expect(bench.writes).toEqual([]);
  for (let second = 0; second < 60; second += 1) bench.run(30 + second);
  const gaps = bench.writes.slice(1).map((write, index) => write.atMs - (bench.writes[index]?.atMs ?? 0));
  expect(bench.writes.length).toBeGreaterThan(10);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5000);
});

test('the ends of the range are reached however small the last step', () => {
  const bench = createOutputsBench(fan);
  bench.show(99);
  bench.run(99);
  bench.run(100, 6);
  expect(fanWrites(bench.writes)).toEqual([100]);
});

test('the lease of a traffic-watched fan costs no write: its polls renew it', () => {
  const bench = createOutputsBench(fan);
  bench.show(40);
  bench.run(40, 600);
  expect(bench.writes).toEqual([]);
});

test('energised relays are renewed three times per lease, and one missed renewal does no harm', () => {
  const bench = createOutputsBench(limit);
  bench.show(patterns[100]);
  bench.run(100, 61);
  const times = [...new Set(bench.writes.map((write) => write.atMs))];
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(limit.leaseMs / 3);
  expect(coilWrites(bench.writes.slice(-2))).toBe('on 1, on 2');
});

test('a step without energised relays needs no renewal', () => {
  const bench = createOutputsBench(limit);
  bench.show(patterns[50]);
  bench.run(50, 120);
  expect(bench.writes).toEqual([]);
});

test('relays that open go before relays that close', () => {
  const bench = createOutputsBench(limit);
  bench.show(patterns[75]);
  bench.run(75);
  bench.forget();
  bench.run(25);
  expect(coilWrites(bench.writes)).toBe('off 1, on 2');
  bench.run(100);
  bench.forget();
  bench.run(50);
  expect(coilWrites(bench.writes)).toBe('off 1, off 2');
});

test('relays found in a pattern that no step has are all brought to the wanted one', () => {
  const bench = createOutputsBench({ ...limit, steps: { 100: [1, 2], 50: [] } } as typeof limit);
  bench.show(0b10);
  bench.run(50, 6);
  expect(coilWrites(bench.writes)).toBe('off 1, off 2');
});

test('a relay moved behind our back is told and set again at once', () => {
  const bench = createOutputsBench(limit);
  bench.show(patterns[100]);
  bench.run(100, 3);
  bench.forget();
  bench.show(patterns[50]);
  bench.run(100, 1);
  expect(coilWrites(bench.writes)).toBe('on 1, on 2');
  expect(bench.events.map((event) => inEnglish(event.message))).toEqual([
    expect.stringContaining('reads back 50 %'),
  ]);
  bench.forget();
  bench.run(100, 5);
  expect(bench.events).toEqual([]);
});

test('a fan that ignores its set value is told once and written ever more seldom, for its EEPROM', () => {
  const bench = createOutputsBench(fan);
  bench.obeys = false;
  bench.show(60);
  bench.run(30, 24 * 3600);
  expect(bench.events.map((event) => event.severity)).toEqual(['warning', 'alarm']);
  expect(bench.writes.length).toBeLessThan(40);
  const gaps = bench.writes.slice(1).map((write, index) => write.atMs - (bench.writes[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5000);
  bench.forget();
  bench.run(100, 6);
  expect(fanWrites(bench.writes)).toEqual([100]);
  bench.obeys = true;
  bench.run(30, 10);
  expect(bench.events.map((event) => inEnglish(event.message))).toEqual([
    'fan-a1 follows its set value again.',
  ]);
  bench.forget();
  bench.run(50, 10);
  expect(fanWrites(bench.writes)).toEqual([50]);
});

test('relays that read back otherwise keep being renewed within their lease', () => {
  const bench = createOutputsBench(limit);
  bench.obeys = false;
  bench.show(patterns[50]);
  bench.run(100, 3600);
  const times = [...new Set(bench.writes.map((write) => write.atMs))];
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(limit.leaseMs / 3);
  expect(bench.events.length).toBe(2);
});

test('a write that fails is tried again slowly, reported after the lease, and again when it is back', () => {
  const bench = createOutputsBench(limit);
  bench.show(patterns[50]);
  bench.run(50);
  bench.takesWrites = false;
  bench.show(null);
  bench.run(100, 29);
  expect(bench.events).toEqual([]);
  const tries = new Set(bench.writes.map((write) => write.atMs)).size;
  expect(tries).toBeGreaterThanOrEqual(5);
  expect(tries).toBeLessThanOrEqual(7);
  bench.run(100, 60);
  expect(bench.events.map((event) => [event.severity, event.state])).toEqual([['alarm', 'raised']]);
  bench.forget();
  bench.takesWrites = true;
  bench.run(100, 6);
  expect(bench.events.map((event) => [event.severity, event.state])).toEqual([['info', 'cleared']]);
  expect(coilWrites(bench.writes.slice(-2))).toBe('on 1, on 2');
});

test.each([
  ['a fan', fan, 60],
  ['a limit', limit, 50],
] as const)(
  'at the stop %s is written to its fail-safe value whatever stands there',
  (_what, output, value) => {
    const bench = createOutputsBench(output);
    expect(bench.failSafe()).toBe(true);
    if (output.kind === 'register') expect(fanWrites(bench.writes)).toEqual([value]);
    else expect(coilWrites(bench.writes)).toBe('off 1, off 2');
  },
);

test('the stop is settled also when the field does not take it, and knows which output is not confirmed', () => {
  const bench = createOutputsBench(limit);
  bench.takesWrites = false;
  expect(bench.failSafe()).toBe(true);
  expect(bench.unconfirmed()).toEqual(['limit-a']);
  bench.takesWrites = true;
  bench.failSafe();
  expect(bench.unconfirmed()).toEqual([]);
});
