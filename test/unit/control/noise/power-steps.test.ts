import fc from 'fast-check';
import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { nominalHeat } from '../../../../src/control/heat/heat-model.ts';
import type { ControlledCabinet } from '../../../../src/control/noise/limit-outlook.ts';
import {
  coolestPoint,
  type OperatingPoint,
  powerAt,
  type ReceptorConstraint,
} from '../../../../src/control/noise/operating-point.ts';
import { chooseLimits } from '../../../../src/control/noise/power-steps.ts';

const limitC = 54;
const outdoorC = 30;
const modules = { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 };
const model = nominalHeat({ riseK: 22, settleS: 180, fans: 2 });
/** Input power over output power, as the data sheet says it. */
const inputPerOutput = 1.05;

/** Warm enough that the heat no longer lags, unless a test says otherwise. */
function cabinet(part: Partial<ControlledCabinet> = {}): ControlledCabinet {
  const want = part.demand ?? 1;
  return {
    load: { model, outdoorC, modules, leastSpeed: 0.2 },
    demand: want,
    power: want,
    tempC: 53.5,
    steps: [25, 50, 75, 100],
    limitPct: 100,
    moves: 'up and down',
    ...part,
  };
}

const listener = (allowedDb: number, fansDb = [48, 48], humsDb = [30, 30]): ReceptorConstraint => ({
  fans: fansDb.map(energyOf),
  converters: humsDb.map(energyOf),
  allowed: energyOf(allowedDb),
});

const chosen = (cabinets: readonly ControlledCabinet[], listeners: readonly ReceptorConstraint[]) =>
  chooseLimits(cabinets, listeners, { limitC }).limits;

/** Where cabinets settle under these limits, and what they take then; written down anew, to judge by. */
function judged(
  cabinets: readonly ControlledCabinet[],
  limits: readonly number[],
  listeners: readonly ReceptorConstraint[],
): OperatingPoint & { served: number } {
  const loads = cabinets.map(({ load, demand: want }, index) => {
    const power = Math.min(want, (inputPerOutput * (limits[index] ?? 100)) / 100);
    return { ...load, power, converters: power };
  });
  const point = coolestPoint(loads, listeners);
  const served = loads.reduce((sum, load) => sum + powerAt(load, point.tempC), 0);
  return { ...point, served };
}

test('where the caps leave every cabinet cool enough no limit changes', () => {
  expect(chosen([cabinet({ demand: 0.5 }), cabinet({ demand: 0.5 })], [listener(48)])).toEqual([100, 100]);
});

test('while the heat lags nothing is taken, and once it would pass the limit within minutes something is', () => {
  const loud = [listener(45)];
  expect(judged([cabinet(), cabinet()], [100, 100], loud).tempC).toBeGreaterThan(limitC);
  expect(chosen([cabinet({ tempC: 35 }), cabinet({ tempC: 35 })], loud)).toEqual([100, 100]);
  expect(chosen([cabinet(), cabinet()], loud)).not.toEqual([100, 100]);
});

test('power is taken where least of it is lost: from the cabinet that the receptor hears', () => {
  const near = listener(43, [49, 38], [30, 30]);
  expect(chosen([cabinet(), cabinet()], [near])).toEqual([75, 100]);
  const other = listener(43, [38, 49], [30, 30]);
  expect(chosen([cabinet(), cabinet()], [other])).toEqual([100, 75]);
});

test('where one step is not enough the next is taken from the same cabinet, if the other hardly sounds', () => {
  expect(chosen([cabinet(), cabinet()], [listener(40, [49, 38])])).toEqual([50, 100]);
  expect(chosen([cabinet(), cabinet()], [listener(40, [38, 49])])).toEqual([100, 50]);
});

/** The largest allowance, to a hundredth of a decibel, at which these cabinets get warmer than this. */
function justTooQuiet(cabinets: readonly ControlledCabinet[], tempC: number): readonly ReceptorConstraint[] {
  for (let db = 60; db > 30; db -= 0.01) {
    const listeners = [listener(db)];
    if (judged(cabinets, [100, 100], listeners).tempC > tempC) return listeners;
  }
  throw new Error('assertion: there is an allowance that is too small');
}

test('where either of two equally loud cabinets would do, the one gives way that loses least', () => {
  const hungry = cabinet({ demand: 1, tempC: limitC });
  const modest = cabinet({ demand: 0.84, tempC: limitC });
  expect(chosen([hungry, modest], justTooQuiet([hungry, modest], limitC))).toEqual([100, 75]);
  expect(chosen([modest, hungry], justTooQuiet([modest, hungry], limitC))).toEqual([75, 100]);
});

test.each([0.1, 1, 2, 2.9])('a point %s K above the limit is too warm', (aboveK) => {
  const cabinets = [cabinet({ tempC: 53.95 }), cabinet({ tempC: 53.95 })];
  const limits = chosen(cabinets, justTooQuiet(cabinets, limitC + aboveK));
  expect(Math.min(...limits)).toBeLessThan(100);
});

const want = fc.double({ min: 0.1, max: 1.05, noNaN: true });
const allowedDb = fc.double({ min: 36, max: 52, noNaN: true });
const fansDb = fc.tuple(
  fc.double({ min: 40, max: 50, noNaN: true }),
  fc.double({ min: 40, max: 50, noNaN: true }),
);

test('where one step of one cabinet is enough, it is the one that leaves most power', () => {
  fc.assert(
    fc.property(want, want, allowedDb, fansDb, (a, b, db, levels) => {
      const cabinets = [cabinet({ demand: a }), cabinet({ demand: b })];
      const listeners = [listener(db, [...levels])];
      const limits = chosen(cabinets, listeners);
      if (limits.every((limit) => limit === 100)) return;
      const enough = [
        [75, 100],
        [100, 75],
      ]
        .map((candidate) => judged(cabinets, candidate, listeners))
        .filter(({ tempC }) => tempC <= limitC);
      if (enough.length === 0) return;
      const most = Math.max(...enough.map(({ served }) => served));
      const now = judged(cabinets, limits, listeners);
      expect(now.tempC).toBeLessThanOrEqual(limitC);
      expect(now.served).toBeGreaterThanOrEqual(most - 1e-6);
    }),
  );
});

test('a step down goes as far as it must: the new point is cool enough, or nothing is left to take', () => {
  fc.assert(
    fc.property(want, want, allowedDb, fansDb, (a, b, db, levels) => {
      const cabinets = [cabinet({ demand: a }), cabinet({ demand: b, steps: [50, 75, 100] })];
      const listeners = [listener(db, [...levels])];
      const limits = chosen(cabinets, listeners);
      if (limits.every((limit) => limit === 100)) return;
      const isLeast = limits[0] === 25 && limits[1] === 50;
      expect(isLeast || judged(cabinets, limits, listeners).tempC <= limitC).toBe(true);
    }),
  );
});

test('however loud it is, no cabinet gets less than the least its cars need', () => {
  const hopeless = [listener(20)];
  const floored = [cabinet({ steps: [50, 75, 100] }), cabinet({ steps: [75, 100] })];
  expect(chosen(floored, hopeless)).toEqual([50, 75]);
});

test('a cabinet whose relays may not move keeps its limit, until it is past the limit of its temperature', () => {
  const loud = [listener(40, [49, 30], [30, 20])];
  const held = (tempC: number) => [
    cabinet({ moves: 'nothing', tempC }),
    cabinet({ moves: 'nothing', demand: 0.2, tempC: 45 }),
  ];
  expect(chosen(held(54.3), loud)).toEqual([100, 100]);
  const late = chosen(held(54.4), loud);
  expect(late[0]).toBeLessThan(100);
  expect(late[1]).toBe(100);
});

test('the way down is open where only the way up is closed', () => {
  const loud = [listener(43, [49, 38])];
  expect(chosen([cabinet({ moves: 'down' }), cabinet()], loud)).toEqual([75, 100]);
});

test('a cabinet hotter than the model says it can be at this sound loses a step; at full fans it does not', () => {
  const calm = cabinet({ demand: 0.3, tempC: 45 });
  const quiet = [listener(42)];
  expect(judged([cabinet({ demand: 0.3 }), calm], [100, 100], quiet).speeds[0]).toBeLessThan(1);
  expect(chosen([cabinet({ demand: 0.3, tempC: 54 }), calm], quiet)).toEqual([75, 100]);
  expect(chosen([cabinet({ demand: 0.3, tempC: 53.9 }), calm], quiet)).toEqual([100, 100]);
  expect(chosen([cabinet({ demand: 0.3, tempC: 54 }), calm], [listener(70)])).toEqual([100, 100]);
});

test('power comes back at once to the highest limit that can stay, and only where relays may go up', () => {
  const free = [listener(50)];
  expect(chosen([cabinet({ limitPct: 25, tempC: 40 }), cabinet({ demand: 0.3 })], free)).toEqual([100, 100]);
  expect(
    chosen([cabinet({ limitPct: 25, tempC: 40, moves: 'down' }), cabinet({ demand: 0.3 })], free),
  ).toEqual([25, 100]);
});

test('where full use of the highest step could stay, power comes back to it at once, also for nobody', () => {
  const free = [listener(50)];
  const at = (demand: number, expected = demand) =>
    chosen(
      [cabinet({ limitPct: 25, tempC: 40, demand, expected, isRationed: true }), cabinet({ demand: 0.3 })],
      free,
    )[0];
  expect([at(0.1), at(0.4), at(0.9), at(0.3, 0.7)]).toEqual([100, 100, 100, 100]);
});

test('where it could not, power comes back to the step that covers what is asked, and no further', () => {
  const humming = [listener(41.2, [30, 30], [41, 30])];
  const calm = cabinet({ demand: 0.3, tempC: 40 });
  const at = (demand: number) => cabinet({ limitPct: 25, tempC: 40, demand, isRationed: true });
  expect(judged([at(1.05), calm], [75, 100], humming).tempC).toBeLessThan(limitC);
  expect(judged([at(1.05), calm], [100, 100], humming).tempC).toBeGreaterThan(limitC);
  expect(chosen([at(0.4), calm], humming)[0]).toBe(75);
  const louder = [listener(39.6, [30, 30], [41, 30])];
  expect(judged([at(1.05), calm], [75, 100], louder).tempC).toBeGreaterThan(limitC);
  expect(judged([at(1.05), calm], [50, 100], louder).tempC).toBeLessThan(limitC);
  expect(chosen([at(0.4), calm], louder)[0]).toBe(50);
  const loudest = [listener(36, [30, 30], [41, 30])];
  expect(judged([at(1.05), calm], [50, 100], loudest).tempC).toBeGreaterThan(limitC);
  expect(chosen([at(0.2), calm], loudest)[0]).toBe(25);
});

test('what a lull allows and the next car would close again stays closed', () => {
  const humming = [listener(42.5, [30, 30], [41, 41])];
  const before = (demand: number, expected: number) => [
    cabinet({ limitPct: 75, demand, expected, tempC: 40, isRationed: true }),
    cabinet({ limitPct: 50, demand: 0.5, expected: 0.5, tempC: 40 }),
  ];
  expect(chosen(before(0.75, 0.75), humming)).toEqual([75, 50]);
  // Alone in a lull it may have all it wants, and with what comes back it could not keep it.
  expect(judged(before(0.3, 1), [100, 50], humming).tempC).toBeLessThan(limitC);
  expect(judged(before(1, 1), [100, 50], humming).tempC).toBeGreaterThan(limitC);
  expect(chosen(before(0.3, 1), humming)).toEqual([75, 50]);
  // The first moves of a night are free.
  const fresh = before(0.3, 1).map((one) => ({ ...one, isRationed: false }));
  expect(chosen(fresh, humming)).not.toEqual([75, 50]);
});

test('what comes back can stay: it is cool enough with room to spare, and is not taken again', () => {
  const limit = fc.constantFrom(25, 50, 75);
  fc.assert(
    fc.property(want, want, limit, allowedDb, fansDb, (a, b, from, db, levels) => {
      const before = [cabinet({ demand: a, limitPct: from, tempC: 45 }), cabinet({ demand: b, tempC: 45 })];
      const listeners = [listener(db, [...levels])];
      const limits = chosen(before, listeners);
      if ((limits[0] ?? 0) <= from) return;
      const { tempC } = judged(before, limits, listeners);
      expect(tempC).toBeLessThanOrEqual(limitC - 0.7);
      const settled = before.map((one, index) => ({ ...one, limitPct: limits[index] ?? 100, tempC }));
      chosen(settled, listeners).forEach((next, index) => {
        expect(next).toBeGreaterThanOrEqual(limits[index] ?? 100);
      });
    }),
  );
});

test('for next to nothing the relays do not move: a hundredth of the rated power brings no limit back', () => {
  const free = [listener(50)];
  const stuck = cabinet({ limitPct: 50, moves: 'down', tempC: 45 });
  expect(chosen([cabinet({ demand: 0.8, limitPct: 75, tempC: 45 }), stuck], free)).toEqual([75, 50]);
  expect(chosen([cabinet({ demand: 0.85, limitPct: 75, tempC: 45 }), stuck], free)).toEqual([100, 50]);
});

test('the hum falls with the power that is taken: a lower limit may be all that is needed', () => {
  const humming = [listener(42.5, [30, 30], [41, 41])];
  const limits = chosen([cabinet(), cabinet()], humming);
  expect(limits).not.toEqual([100, 100]);
  expect(judged([cabinet(), cabinet()], limits, humming).tempC).toBeLessThanOrEqual(limitC);
});
