import { expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../src/acoustics/level.ts';
import { ditherEstimate, pairEstimate } from '../../../src/control/attribution/dither-estimate.ts';
import { calm, createBench, nightMs, smallPlan } from './small-plan.ts';

const plan = {
  ...smallPlan,
  receptors: smallPlan.receptors.map((one) => ({ ...one, nightDb: 60 })),
  rules: { ...smallPlan.rules, 'fan-dither': { pairsPerNight: 3, every: 60_000 } },
};
const warm = {
  ...calm,
  'temp-a1.temperature': 46,
  'meter-a.power.active': 500_000,
  'temp-b1.temperature': 46,
  'meter-b.power.active': 500_000,
};

test('at night a pair runs faster and slower for 20 s each, one cabinet at a time, at most so many a night', () => {
  const bench = createBench(nightMs, plan);
  let dithered = 0;
  for (let second = 0; second < 900; second += 1) {
    bench.run(warm);
    const a = bench.by('fan-a1') === 'fan-dither';
    const b = bench.by('fan-b1') === 'fan-dither';
    expect(a && b).toBe(false);
    if (a || b) dithered += 1;
  }
  expect(dithered).toBeGreaterThan(80);
  expect(dithered).toBeLessThanOrEqual(120);
});

test('pairs find the level of the fans beside a loud background and voices in a few seconds', () => {
  const [full, rest] = [energyOf(48), energyOf(44)];
  const half = (speed: number) => ({
    speed,
    energies: Array.from(
      { length: 15 },
      (_, second) => rest + full * speed ** 5 + (second % 5 === 0 ? energyOf(60) : 0),
    ),
  });
  const pairs = Array.from({ length: 6 }, () => pairEstimate(half(0.67), half(0.53)) ?? Number.NaN);
  expect(levelOf(ditherEstimate(pairs) ?? 0)).toBeCloseTo(48, 1);
  expect(ditherEstimate(pairs.slice(1))).toBeNull();
});
