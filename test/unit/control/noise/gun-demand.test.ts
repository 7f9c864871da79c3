import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GunDemand, gunDemand } from '../../../../src/control/noise/gun-demand.ts';

const guns = ['gun-1', 'gun-2'];
type Powers = Readonly<Record<string, number | null>>;

function wantsAfter(before: GunDemand, powers: Powers, isHeld: boolean, seconds: number, cycles = 1) {
  let wants = gunDemand(before, guns, (gun) => powers[gun] ?? null, isHeld, seconds);
  for (let cycle = 1; cycle < cycles; cycle++)
    wants = gunDemand(wants.guns, guns, (gun) => powers[gun] ?? null, isHeld, seconds);
  return wants;
}

test('a car that nothing holds back wants what it takes', () => {
  const { guns: own, totalW } = wantsAfter(
    { 'gun-1': 200_000 },
    { 'gun-1': 80_000, 'gun-2': 40_000 },
    false,
    1,
  );
  expect(own).toEqual({ 'gun-1': 80_000, 'gun-2': 40_000 });
  expect(totalW).toBe(120_000);
});

test('a car that is held back still wants what it took before, and less the fuller it gets', () => {
  const held = { 'gun-1': 60_000, 'gun-2': 60_000 };
  const before = { 'gun-1': 150_000, 'gun-2': 100_000 };
  const soon = wantsAfter(before, held, true, 1).guns;
  expect(soon['gun-1']).toBeGreaterThan(149_000);
  const later = wantsAfter(before, held, true, 1, 900).guns;
  expect(later['gun-1']).toBeGreaterThan(50_000);
  expect(later['gun-1']).toBeLessThan(65_000);
});

test('a car that gets less than the largest share gets what it asks for, within a minute or two', () => {
  const powers = { 'gun-1': 120_000, 'gun-2': 30_000 };
  const { guns: own } = wantsAfter({ 'gun-1': 150_000, 'gun-2': 150_000 }, powers, true, 1, 180);
  expect(own['gun-2']).toBe(30_000);
  expect(own['gun-1']).toBeGreaterThan(120_000);
});

test('a car that came under the limit is taken for one in the middle of its charge', () => {
  expect(wantsAfter({}, { 'gun-1': 20_000 }, true, 1).guns['gun-1']).toBeCloseTo(90_000, -3);
});

test('a gun without a car, or that was never read, wants nothing and is forgotten', () => {
  const { guns: own, totalW } = wantsAfter({ 'gun-1': 150_000 }, { 'gun-1': 400, 'gun-2': null }, true, 1);
  expect(own).toEqual({});
  expect(totalW).toBe(0);
});

test('a meter that is silent does not take the car away: what it asked for fades, also in the first seconds after a restart', () => {
  const soon = wantsAfter({ 'gun-1': 150_000 }, { 'gun-1': null, 'gun-2': null }, true, 1, 5);
  expect(soon.guns['gun-1']).toBeGreaterThan(149_000);
  expect(soon.totalW).toBeCloseTo(soon.guns['gun-1'] ?? 0, -1);
  const later = wantsAfter({ 'gun-1': 150_000 }, { 'gun-1': null, 'gun-2': null }, true, 60, 90);
  expect(later).toEqual({ guns: {}, totalW: 0 });
});

test('nobody wants less than it takes', () => {
  const powerW = fc.double({ min: 500, max: 400_000, noNaN: true });
  fc.assert(
    fc.property(powerW, powerW, powerW, fc.boolean(), (a, b, before, isHeld) => {
      const { guns: own, totalW } = wantsAfter({ 'gun-1': before }, { 'gun-1': a, 'gun-2': b }, isHeld, 1);
      expect(own['gun-1']).toBeGreaterThanOrEqual(Math.round(a));
      expect(own['gun-2']).toBeGreaterThanOrEqual(Math.round(b));
      expect(totalW).toBeGreaterThanOrEqual(a + b - 1e-6);
    }),
  );
});
