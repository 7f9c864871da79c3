import fc from 'fast-check';
import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { nominalHeat } from '../../../../src/control/heat/heat-model.ts';
import { type DemandSpread, spreadStep } from '../../../../src/control/noise/demand-spread.ts';
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
    asked: always(want),
    tempC: 53.5,
    steps: [25, 50, 75, 100],
    limitPct: 100,
    likelyLeastPct: 0,
    relayMoves: 1,
    stillS: 3600,
    moves: 'up and down',
    ...part,
  };
}

/** A cabinet that was never asked for anything else. */
function always(demand: number): DemandSpread {
  return spreadStep(undefined, demand, 1e6);
}

/** A demand for this share of the time, and another one for the rest. */
function mixed(demand: number, share: number, other: number): DemandSpread {
  const [one, two] = [always(demand), always(other)];
  return one.map((weight, index) => share * weight + (1 - share) * (two[index] ?? 0));
}

const listener = (allowedDb: number, fansDb = [48, 48], humsDb = [30, 30]): ReceptorConstraint => ({
  fans: fansDb.map(energyOf),
  converters: humsDb.map(energyOf),
  allowed: energyOf(allowedDb),
});

/** Where better limits have been possible for so long, s; by default for ever. */
const chosen = (
  cabinets: readonly ControlledCabinet[],
  listeners: readonly ReceptorConstraint[],
  betterS = 1e6,
) => chooseLimits(cabinets, listeners, { limitC, betterS, seconds: 1 }).limits;

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
  const free = [listener(52)];
  const at = (demand: number) =>
    chosen([cabinet({ limitPct: 25, tempC: 40, demand }), cabinet({ demand: 0.3 })], free, 0)[0];
  expect([at(0.1), at(0.4), at(0.9)]).toEqual([100, 100, 100]);
});

/** What one cabinet may hum alone, the other is calm and hardly heard. */
const humming = (allowed: number) => [listener(allowed, [30, 30], [41, 30])];
const calm = cabinet({ demand: 0.3, tempC: 40 });
/** A cabinet under 25 % that was busy for a fifth of the last hours and had a lull for the rest. */
const inLull = (part: Partial<ControlledCabinet> = {}) =>
  cabinet({ limitPct: 25, tempC: 40, demand: 0.4, asked: mixed(0.4, 0.8, 1.05), ...part });

test('power comes back no higher than it can stay when the cabinet is busy again', () => {
  const busy = cabinet({ demand: 1.05, tempC: 40 });
  const rises = [
    { allowed: 41, to: 75, notTo: 100 },
    { allowed: 39.9, to: 50, notTo: 75 },
  ];
  for (const { allowed, to, notTo } of rises) {
    expect(judged([busy, calm], [to, 100], humming(allowed)).tempC).toBeLessThan(limitC);
    expect(judged([busy, calm], [notTo, 100], humming(allowed)).tempC).toBeGreaterThan(limitC);
    expect(judged([inLull(), calm], [100, 100], humming(allowed)).tempC).toBeLessThan(limitC);
    expect(chosen([inLull(), calm], humming(allowed))).toEqual([to, 100]);
  }
});

test('a lull of hours opens no further than full use could stay: a limit above what the cars take guards nothing', () => {
  const quiet = inLull({ asked: always(0.4) });
  expect(chosen([quiet, calm], humming(39.9))).toEqual([50, 100]);
  expect(chosen([quiet, calm], humming(41))).toEqual([75, 100]);
  // Where it stands already it stays: nothing has shown that it cannot.
  expect(chosen([inLull({ limitPct: 100, asked: always(0.4) }), calm], humming(39.9))).toEqual([100, 100]);
});

test('better limits must have been possible for ten minutes, in a register for one', () => {
  const at = (betterS: number, part: Partial<ControlledCabinet> = {}) =>
    chosen([inLull(part), calm], humming(39.9), betterS)[0];
  expect([at(598), at(599)]).toEqual([25, 50]);
  const { relayMoves: _, ...register } = inLull();
  const ofRegister = (betterS: number) => chosen([register, calm], humming(39.9), betterS)[0];
  expect([ofRegister(58), ofRegister(59)]).toEqual([25, 50]);
  const { betterS } = chooseLimits([inLull(), calm], humming(39.9), { limitC, betterS: 10, seconds: 2 });
  expect(betterS).toBe(12);
  // Nothing better is possible any more: it begins anew.
  const loud = chooseLimits([inLull(), calm], humming(34), { limitC, betterS: 500, seconds: 1 });
  expect(loud.betterS).toBe(0);
});

test('each move of a night must bring more: half a tenth of the rated power brings a limit back at first, and not after eight moves', () => {
  const after = (moves: number, demand: number) =>
    chosen(
      [cabinet({ limitPct: 25, tempC: 40, demand, relayMoves: moves, stillS: 3600 }), calm],
      humming(39.9),
    )[0];
  // Up to 26 % of rated power flow under the limit of 25 %.
  expect([after(0, 0.275), after(0, 0.33)]).toEqual([25, 50]);
  expect([after(8, 0.31), after(8, 0.34)]).toEqual([25, 50]);
  expect(after(8, 0.3)).toBe(25);
});

test('what its cars needed lately is not taken: the next one would bring it back at once', () => {
  const loud = humming(38);
  const cars = (likelyLeastPct: number) => [inLull({ limitPct: 100, demand: 1, likelyLeastPct }), calm];
  expect(chosen(cars(0), loud)).toEqual([25, 100]);
  expect(chosen([inLull({ limitPct: 100, demand: 1, likelyLeastPct: 40 }), calm], humming(39.9))).toEqual([
    50, 100,
  ]);
});

test('a cut shows before the next: a cabinet that is too hot loses one step in half a minute', () => {
  const quiet = [listener(42)];
  const hot = (sinceS: number) => [
    cabinet({ demand: 0.3, tempC: 54.5, relayMoves: 2, stillS: sinceS }),
    cabinet({ demand: 0.3, tempC: 45 }),
  ];
  expect(chosen(hot(29), quiet)).toEqual([100, 100]);
  expect(chosen(hot(30), quiet)).toEqual([75, 100]);
});

test('where the cars of the hottest cabinet need all it gets, the other makes room for the sound of its fans', () => {
  const quiet = [listener(42)];
  const needed = cabinet({ demand: 0.3, tempC: 54, steps: [100] });
  expect(chosen([needed, cabinet({ demand: 0.9, power: 0.9, tempC: 45 })], quiet)).toEqual([100, 75]);
  expect(chosen([needed, cabinet({ demand: 0.2, tempC: 45 })], quiet)).toEqual([100, 100]);
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

test('the hum falls with the power that is taken: a lower limit may be all that is needed', () => {
  const humming = [listener(42.5, [30, 30], [41, 41])];
  const limits = chosen([cabinet(), cabinet()], humming);
  expect(limits).not.toEqual([100, 100]);
  expect(judged([cabinet(), cabinet()], limits, humming).tempC).toBeLessThanOrEqual(limitC);
});
