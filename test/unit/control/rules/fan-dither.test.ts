import { expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import { ditherEstimate, pairEstimate } from '../../../../src/control/dither/dither-estimate.ts';
import { type Bench, calm, createBench, nightMs, planWith, smallPlan } from '../small-plan.ts';

const plan = planWith({
  receptors: smallPlan.receptors.map((one) => ({ ...one, nightDb: 60 })),
  rules: { 'fan-dither': { pairsPerNight: 5, every: 60_000, measureEvery: 0 } },
});
/** A cabinet of one node with the nominal numbers of the plan, so that its fans find a speed and keep it. */
function heatedNight(
  powerShare: number,
  seconds: number,
  onSecond: (bench: Bench, second: number) => void,
): void {
  const bench = createBench(nightMs, plan);
  let tempC = 46;
  const air = 0.92 / 180;
  for (let second = 0; second < seconds; second += 1) {
    const speed = (bench.value('fan-a1') ?? 60) / 100;
    tempC += (22 / 180) * powerShare - (0.08 / 180 + air * speed) * (tempC - 30);
    const [power, gun] = [powerShare * 720_000, powerShare * 690_000];
    bench.run({
      ...calm,
      'temp-a1.temperature': tempC,
      'meter-a.power.active': power,
      'gun-a.power.active': gun,
    });
    onSecond(bench, second);
  }
}

test('steady fans run faster and slower by turns for 20 s each, at most so many pairs a night', () => {
  const speeds = new Set<number | undefined>();
  let dithered = 0;
  heatedNight(0.6, 1800, (bench, second) => {
    if (bench.by('fan-a1') !== 'fan-dither') return;
    expect(second).toBeGreaterThan(60);
    expect(bench.by('fan-b1')).not.toBe('fan-dither');
    speeds.add(bench.value('fan-a1'));
    dithered += 1;
  });
  expect(dithered).toBeGreaterThanOrEqual(40);
  expect(dithered).toBeLessThanOrEqual(120);
  expect(speeds.size).toBeGreaterThanOrEqual(2);
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
