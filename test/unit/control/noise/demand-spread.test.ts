import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  busyDemand,
  type DemandSpread,
  isDemandSpread,
  meanServed,
  spreadStep,
} from '../../../../src/control/noise/demand-spread.ts';

const after = (demands: readonly { readonly demand: number; readonly seconds: number }[]): DemandSpread =>
  demands.reduce<DemandSpread | undefined>(
    (spread, { demand, seconds }) => spreadStep(spread, demand, seconds),
    undefined,
  ) ?? [];

test('before anything is seen any demand is as likely as any other', () => {
  const unseen = spreadStep(undefined, 0.5, 0);
  expect(meanServed(unseen, 2)).toBeCloseTo(0.525, 3);
  expect(busyDemand(unseen)).toBeCloseTo(0.9, 2);
});

test('a limit is worth what it lets through of each demand, not of their mean', () => {
  const halves = after([
    { demand: 0.1, seconds: 1e6 },
    { demand: 1, seconds: 2700 * Math.log(2) },
  ]);
  expect(meanServed(halves, 2)).toBeCloseTo((0.125 + 1.025) / 2, 2);
  expect(meanServed(halves, 0.5)).toBeCloseTo((0.125 + 0.5) / 2, 2);
});

test('busy is what one minute in ten passes: an eighth of the time counts, a twelfth does not', () => {
  const with_ = (share: number) =>
    after([
      { demand: 0.2, seconds: 1e6 },
      { demand: 1, seconds: -2700 * Math.log(1 - share) },
    ]);
  expect(busyDemand(with_(1 / 8))).toBeCloseTo(1, 2);
  expect(busyDemand(with_(1 / 12))).toBeCloseTo(0.2, 2);
});

test('three quarters of an hour weigh as much as two thirds of all that was before', () => {
  const spread = after([
    { demand: 1, seconds: 1e6 },
    { demand: 0.1, seconds: 2700 },
  ]);
  expect(meanServed(spread, 2)).toBeCloseTo(0.368 * 1.025 + 0.632 * 0.125, 2);
});

test('steps of a second and of an hour come to the same', () => {
  let spread = spreadStep(undefined, 0.3, 0);
  for (let second = 0; second < 3600; second++) spread = spreadStep(spread, 0.8, 1);
  expect(meanServed(spread, 2)).toBeCloseTo(meanServed(after([{ demand: 0.8, seconds: 3600 }]), 2), 2);
});

test('what was seen a day ago is gone, second by second too', () => {
  let spread = after([{ demand: 1, seconds: 1e6 }]);
  for (let second = 0; second < 24 * 3600; second++)
    spread = spreadStep(spread, second % 2 === 0 ? 0.1 : 0.2, 1);
  expect(spread.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
  expect(meanServed(spread, 2)).toBeCloseTo(0.175, 4);
});

test('weights stay a distribution whatever is asked, and a snapshot knows one', () => {
  const demand = fc.double({ min: -1, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(demand, fc.integer({ min: 0, max: 4000 })), { minLength: 1 }),
      (demands) => {
        const spread = after(demands.map(([one, seconds]) => ({ demand: one, seconds })));
        expect(spread.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3);
        expect(isDemandSpread(JSON.parse(JSON.stringify(spread)))).toBe(true);
      },
    ),
  );
  expect(isDemandSpread([0.5, 0.5])).toBe(false);
  expect(isDemandSpread(Array.from({ length: 21 }, () => 'x'))).toBe(false);
});
