import fc from 'fast-check';
import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { nominalHeat } from '../../../../src/control/heat/heat-model.ts';
import {
  canHold,
  coolestPoint,
  type Load,
  powerAt,
  type ReceptorConstraint,
} from '../../../../src/control/noise/operating-point.ts';

const modules = { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 };
const load = (power: number, outdoorC = 25): Load => ({
  model: nominalHeat({ riseK: 22, settleS: 180, fans: 2 }),
  outdoorC,
  modules,
  power,
  converters: power,
  leastSpeed: 0.2,
});
const listener = (allowedDb: number, fansDb = [48, 48], humsDb = [36, 36]): ReceptorConstraint => ({
  fans: fansDb.map(energyOf),
  converters: humsDb.map(energyOf),
  allowed: energyOf(allowedDb),
});

function energyAt(
  { fans, converters: hums }: ReceptorConstraint,
  loads: readonly Load[],
  speeds: readonly number[],
): number {
  return loads.reduce(
    (sum, { converters: humming }, index) =>
      sum + (fans[index] ?? 0) * (speeds[index] ?? 0) ** 5 + (hums[index] ?? 0) * humming,
    0,
  );
}

const power = fc.double({ min: 0.05, max: 1, noNaN: true });
const allowedDb = fc.double({ min: 40, max: 55, noNaN: true });

test('whatever the loads, no receptor gets more than its allowance', () => {
  fc.assert(
    fc.property(power, power, allowedDb, allowedDb, (a, b, north, east) => {
      const loads = [load(a), load(b)];
      const listeners = [listener(north), listener(east, [44, 50])];
      const { tempC, speeds } = coolestPoint(loads, listeners);
      if (tempC === Number.POSITIVE_INFINITY) return;
      for (const one of listeners)
        expect(energyAt(one, loads, speeds)).toBeLessThanOrEqual(one.allowed * 1.000001);
    }),
  );
});

test('a temperature can be held where the coolest point is no warmer, and none at or below that outdoors', () => {
  const tempC = fc.double({ min: 20, max: 90, noNaN: true });
  fc.assert(
    fc.property(power, power, allowedDb, tempC, (a, b, db, heldC) => {
      const [loads, listeners] = [[load(a), load(b)], [listener(db)]];
      const { tempC: coolestC } = coolestPoint(loads, listeners);
      if (Math.abs(coolestC - heldC) < 0.02) return;
      expect(canHold(loads, listeners, heldC)).toBe(coolestC < heldC);
    }),
  );
  expect(canHold([load(0.01, 55)], [listener(70)], 55)).toBe(false);
});

test('a larger allowance never makes it warmer', () => {
  fc.assert(
    fc.property(power, power, allowedDb, fc.double({ min: 0, max: 5, noNaN: true }), (a, b, db, more) => {
      const loads = [load(a), load(b)];
      const tight = coolestPoint(loads, [listener(db)]).tempC;
      expect(coolestPoint(loads, [listener(db + more)]).tempC).toBeLessThanOrEqual(tight + 0.02);
    }),
  );
});

test('equal cabinets share the air: none is fast while the other is slow', () => {
  const { speeds } = coolestPoint([load(0.8), load(0.8)], [listener(44)]);
  expect(speeds[0]).toBeCloseTo(speeds[1] ?? 0, 6);
});

test('the cabinet with more to cool gets more air', () => {
  const { speeds } = coolestPoint([load(0.9), load(0.3)], [listener(44)]);
  expect(speeds[0]).toBeGreaterThan(2 * (speeds[1] ?? 1));
});

test('a hum that is too loud by itself leaves no point at all', () => {
  const { tempC, speeds } = coolestPoint([load(1), load(1)], [listener(35, [48, 48], [40, 40])]);
  expect(tempC).toBe(Number.POSITIVE_INFINITY);
  expect(speeds).toEqual([0.2, 0.2]);
});

test('hot modules take less by themselves, and nothing from the temperature on at which they give none', () => {
  expect(powerAt(load(1), 55)).toBe(1);
  expect(powerAt(load(1), 65)).toBeCloseTo(0.525, 6);
  expect(powerAt(load(1), 80)).toBe(0);
  expect(powerAt(load(0.3), 60)).toBe(0.3);
});
