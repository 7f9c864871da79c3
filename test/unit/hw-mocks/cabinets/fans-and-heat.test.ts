import { expect, test } from 'vitest';
import { humShareAt } from '../../../../hw-mocks/cabinets/cabinets.ts';
import { createFan, fanBlockedStatus, showFan, stepFan } from '../../../../hw-mocks/cabinets/fans.ts';
import { createCabinetHeat, efficiency, selfDerating, stepHeat } from '../../../../hw-mocks/cabinets/heat.ts';
import { defaultPhysics } from '../../../../hw-mocks/inputs/physics-parameters.ts';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';

function runFan(setPct: number, seconds: number) {
  const fan = createFan('fan', 1480, 0.5, 0, defaultPhysics, createRandom(1, 'fan'));
  fan.setPct = setPct;
  for (let second = 0; second < seconds; second++) stepFan(fan, 2);
  return fan;
}

/** Module temperature after `seconds` at this output and fan speed. */
function runHeat(outputW: number, speed: number, seconds: number, fromC = 25): number {
  const heat = createCabinetHeat(['sensor'], 25);
  heat.moduleC = fromC;
  heat.airC = fromC;
  const lossW = outputW * (1 / efficiency(outputW / 720_000, defaultPhysics) - 1);
  const flow = speed * defaultPhysics.fullFlowM3PerS * defaultPhysics.coverFlowFactor;
  for (let second = 0; second < seconds; second++) stepHeat(heat, lossW, flow, 25, defaultPhysics);
  return heat.moduleC;
}

test('a fan follows its set value with a time constant of 2 s', () => {
  expect(runFan(100, 2).speed).toBeCloseTo(1 - Math.exp(-1), 6);
  expect(runFan(100, 30).speed).toBeCloseTo(1, 5);
});

test('a fan runs down slower than it runs up', () => {
  const fan = runFan(100, 60);
  fan.setPct = 0;
  for (let second = 0; second < 3; second++) stepFan(fan, 2, 1.5);
  expect(fan.speed).toBeCloseTo(Math.exp(-1), 6);
});

test('the hum follows power with its own exponent above what is always there', () => {
  const physics = { ...defaultPhysics, humStandbyShare: 0.1, humExponent: 1.5 };
  expect([0, 0.25, 1].map((share) => humShareAt(share, physics))).toEqual([0.1, 0.1 + 0.9 * 0.125, 1]);
});

test('half the speed takes an eighth of the power and about 15 dB', () => {
  const full = runFan(100, 60);
  const half = runFan(50, 60);
  expect(full.powerW / half.powerW).toBeCloseTo(8, 3);
  const quieterDb = 10 * Math.log10(full.loudness / half.loudness);
  expect(quieterDb).toBeGreaterThan(13.5);
  expect(quieterDb).toBeLessThan(16.6);
});

test('a stalled fan stands still and says so', () => {
  const fan = runFan(100, 30);
  fan.stalled = true;
  for (let second = 0; second < 30; second++) stepFan(fan, 2);
  const shown = showFan(fan, () => 30);
  expect([fan.speed, fan.powerW, fan.loudness]).toEqual([0, 0, 0]);
  expect([shown['fan.speed']?.(), shown['fan.status']?.()]).toEqual([0, fanBlockedStatus]);
});

test('more air makes the modules cooler, more load hotter', () => {
  const steadyC = [0.2, 0.4, 0.7, 1].map((speed) => runHeat(500_000, speed, 3600));
  expect(steadyC).toEqual([...steadyC].sort((left, right) => right - left));
  expect(runHeat(700_000, 1, 3600)).toBeGreaterThan(runHeat(350_000, 1, 3600) + 5);
});

test('full load at full fans stays below the modules own derating on a mild day', () => {
  const steadyC = runHeat(720_000, 1, 7200);
  expect(steadyC).toBeGreaterThan(40);
  expect(steadyC).toBeLessThan(55);
});

test('half the load lets the temperature fall within minutes', () => {
  const hotC = runHeat(600_000, 0.6, 7200);
  const laterC = runHeat(300_000, 0.6, 300, hotC);
  expect(laterC).toBeLessThan(hotC - 5);
});

test('modules give all up to 55 C, half at 65 C, nothing from 75 C', () => {
  expect([20, 55, 60, 65, 75, 90].map(selfDerating)).toEqual([1, 1, 0.75, 0.5, 0, 0]);
});

test('efficiency falls at low load and stays between 85 and 97 %', () => {
  const at = (share: number) => efficiency(share, defaultPhysics);
  expect(at(0.02)).toBeLessThan(at(0.1));
  expect(at(0.1)).toBeLessThan(at(0.5));
  expect(at(0)).toBeGreaterThan(0.85);
  expect(at(0.5)).toBeLessThan(0.97);
});
