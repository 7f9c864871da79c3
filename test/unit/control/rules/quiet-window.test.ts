import { expect, test } from 'vitest';
import { calm, createBench, nightMs, planWith } from '../small-plan.ts';

const plan = planWith({ rules: { 'quiet-window': { after: 3_720_000, length: 120_000, tries: 2 } } });
/** Idle cabinets, so warm that cooling would like some speed. */
const idle = {
  ...calm,
  'temp-a1.temperature': 49,
  'meter-a.power.active': 5000,
  'meter-b.power.active': 5000,
  'gun-a.power.active': 0,
  'gun-b.power.active': 0,
};

test('once a night the fans stand at their slowest for two minutes, and what was heard is told', () => {
  const bench = createBench(nightMs, plan);
  bench.run(idle, 119);
  expect(bench.by('fan-a1')).not.toBe('quiet-window');
  bench.run(idle, 3);
  expect([bench.by('fan-a1'), bench.value('fan-a1'), bench.value('limit-a')]).toEqual([
    'quiet-window',
    0,
    100,
  ]);
  bench.run(idle, 119);
  expect(bench.events).toContain('noted lifecycle north');
  expect(bench.by('fan-a1')).not.toBe('quiet-window');
  bench.run(idle, 2000);
  expect(bench.events.filter((event) => event === 'noted lifecycle north')).toHaveLength(1);
});

test('a car that begins to charge ends the quiet window at once', () => {
  const bench = createBench(nightMs, plan);
  bench.run(idle, 140);
  expect(bench.by('fan-a1')).toBe('quiet-window');
  bench.run({ ...idle, 'meter-a.power.active': 200_000 }, 1);
  expect(bench.by('fan-a1')).not.toBe('quiet-window');
  expect(bench.events).not.toContain('noted lifecycle north');
});

test('with a cabinet that would grow too warm, or without its temperature, there is no quiet window', () => {
  for (const field of [
    { ...idle, 'meter-a.power.active': 600_000 },
    { ...idle, 'temp-a1.temperature': null, 'temp-a2.temperature': null },
  ]) {
    const bench = createBench(nightMs, plan);
    bench.run(idle, 60);
    bench.run(field, 100);
    expect(bench.by('fan-a1')).not.toBe('quiet-window');
  }
});
