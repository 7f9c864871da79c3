import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fastestRise,
  fullAir,
  type HeatInput,
  type HeatModel,
  heatStep,
  nominalHeat,
  settledC,
  speedToHold,
  temperatureAfter,
} from '../../../../src/control/heat/heat-model.ts';

const nominal = { riseK: 22, settleS: 180, fans: 2 };
const outdoorC = 25;

/** A cabinet of one node that is nothing like the site file says. */
const truth: HeatModel = {
  ...nominalHeat(nominal),
  coefficients: nominalHeat(nominal).coefficients.map(
    (own, index) => own * ([1.35, 0.7, 0.65, 1.2][index] ?? 1),
  ),
};

/** Six hours of changing load; gives what the model has learnt and where it ended. */
function learned(hours: number): HeatModel {
  let model = nominalHeat(nominal);
  let tempC = outdoorC;
  for (let second = 0; second < hours * 3600; second++) {
    const power = 0.5 + 0.4 * Math.sin(second / 700);
    const drive: HeatInput = {
      seconds: 1,
      power,
      speeds: [0.3 + 0.3 * Math.sin(second / 1900 + 1), 0.5],
      outdoorC,
    };
    tempC = temperatureAfter(truth, tempC, drive);
    model = heatStep(model, nominal, tempC, drive);
  }
  return model;
}

test('a cabinet that warms a third more and is cooled a third less than its site file says is learned in hours', () => {
  const model = learned(6);
  for (const [power, speeds] of [
    [0.9, [0.6, 0.6]],
    [0.4, [0.3, 0.5]],
  ] as const) {
    const wanted = settledC(truth, power, speeds, outdoorC);
    expect(Math.abs(settledC(model, power, speeds, outdoorC) - wanted)).toBeLessThan(1);
    expect(Math.abs(settledC(nominalHeat(nominal), power, speeds, outdoorC) - wanted)).toBeGreaterThan(3);
  }
});

test('time without a temperature teaches nothing and breaks no stretch', () => {
  const before = nominalHeat(nominal);
  let model = before;
  const drive: HeatInput = { seconds: 1, power: 1, speeds: [1, 1], outdoorC };
  for (let second = 0; second < 600; second++)
    model = heatStep(model, nominal, second % 30 === 0 ? null : 40, drive);
  expect(model.coefficients).toEqual(before.coefficients);
});

test('the speed that holds a temperature settles there', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      fc.double({ min: 35, max: 60, noNaN: true }),
      (power, tempC) => {
        const model = nominalHeat(nominal);
        const speed = speedToHold(model, power, tempC, outdoorC);
        if (speed <= 0 || speed > 3) return;
        expect(settledC(model, power, [speed, speed], outdoorC)).toBeCloseTo(tempC, 6);
      },
    ),
  );
  expect(speedToHold(nominalHeat(nominal), 0.5, outdoorC - 1, outdoorC)).toBe(Number.POSITIVE_INFINITY);
});

test('the fastest rise is never slower than what the model says of any cooling', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1.2, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: outdoorC, max: 70, noNaN: true }),
      fc.integer({ min: 1, max: 900 }),
      (power, speed, fromC, seconds) => {
        const model = nominalHeat(nominal);
        const drive = { seconds, power, speeds: [speed, speed], outdoorC };
        expect(temperatureAfter(model, fromC, drive)).toBeLessThanOrEqual(
          fromC + seconds * fastestRise(model, power) + 1e-9,
        );
      },
    ),
  );
});

test('the air of a clogged cabinet is seen to fall', () => {
  const clean = nominalHeat(nominal);
  const clogged = {
    ...clean,
    coefficients: clean.coefficients.map((own, index) => (index < 2 ? own : 0.6 * own)),
  };
  let model = clean;
  let tempC = 40;
  for (let second = 0; second < 8 * 3600; second++) {
    const drive: HeatInput = {
      seconds: 1,
      power: 0.6,
      speeds: [0.5, 0.3 + 0.2 * Math.sin(second / 900)],
      outdoorC,
    };
    tempC = temperatureAfter(clogged, tempC, drive);
    model = heatStep(model, nominal, tempC, drive);
  }
  expect(fullAir(model) / fullAir(clean)).toBeLessThan(0.85);
});
