import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/level.ts';
import { nominalHeat } from '../../../../src/control/heat/heat-model.ts';
import type { Listener } from '../../../../src/control/noise/operating-point.ts';
import { chooseLimits, type Steered } from '../../../../src/control/noise/power-steps.ts';

const modules = { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 };
const cabinet = (change: Partial<Steered> = {}): Steered => ({
  load: {
    model: nominalHeat({ riseK: 22, settleS: 180, fans: 2 }),
    outdoorC: 30,
    modules,
    leastSpeed: 0.2,
  },
  want: 1,
  power: 1,
  tempC: 53,
  steps: [25, 50, 75, 100],
  limitPct: 100,
  leave: 'up and down',
  ...change,
});
const listener = (allowedDb: number): Listener => ({
  fans: [energyOf(48), energyOf(48)],
  hums: [energyOf(34), energyOf(34)],
  allowed: energyOf(allowedDb),
});
const limits = { limitC: 54 };
const chosen = (cabinets: readonly Steered[], allowedDb: number) =>
  chooseLimits(cabinets, [listener(allowedDb)], limits).limits;

test('where the receptors allow enough air nothing is limited', () => {
  expect(chosen([cabinet(), cabinet()], 52)).toEqual([100, 100]);
});

test('where capped fans would let a cabinet pass the limit soon, power goes down until they would not', () => {
  const after = chosen([cabinet(), cabinet()], 42);
  expect(Math.min(...after)).toBeLessThan(100);
  const { now } = chooseLimits(
    after.map((limitPct) => cabinet({ limitPct })),
    [listener(42)],
    limits,
  );
  expect(now.tempC).toBeLessThanOrEqual(limits.limitC);
});

test('a cabinet that is still cold gets time: heat lags', () => {
  expect(chosen([cabinet({ tempC: 35 }), cabinet({ tempC: 35 })], 42)).toEqual([100, 100]);
});

test('power is taken where it is least missed', () => {
  const [idle, busy] = chosen([cabinet({ want: 0.3, power: 0.3 }), cabinet()], 40.5);
  expect(idle).toBe(100);
  expect(busy).toBeLessThan(100);
});

test('relays that may not move do not, until a cabinet is past the limit', () => {
  expect(chosen([cabinet({ leave: 'nothing' }), cabinet({ leave: 'nothing' })], 42)).toEqual([100, 100]);
  const late = chosen([cabinet({ leave: 'nothing', tempC: 54.5 }), cabinet({ leave: 'nothing' })], 42);
  expect(late[0]).toBeLessThan(100);
  expect(late[1]).toBe(100);
});

test('power comes back only to where it can stay, and only where relays may go up', () => {
  const low = { limitPct: 50, power: 0.525, tempC: 48 };
  for (const allowedDb of [38, 40, 41, 42, 43]) {
    const next = chosen([cabinet(low), cabinet(low)], allowedDb);
    if (next.every((limitPct) => limitPct === 50)) continue;
    const raised = next.map((limitPct) => cabinet({ limitPct }));
    expect(chooseLimits(raised, [listener(allowedDb)], limits).now.tempC).toBeLessThan(limits.limitC - 0.5);
  }
  expect(
    chosen([cabinet({ ...low, want: 0.3, power: 0.3 }), cabinet({ ...low, want: 0.3, power: 0.3 })], 46)[0],
  ).toBe(100);
  const down = { ...low, want: 0.3, power: 0.3, leave: 'down' as const };
  expect(chosen([cabinet(down), cabinet(down)], 46)).toEqual([50, 50]);
});
