import { expect, test } from 'vitest';
import {
  createModuleFans,
  type ModuleFans,
  moduleFanShare,
  stepModuleFans,
} from '../../../../hw-mocks/cabinets/module-fans.ts';
import { defaultPhysics, type PhysicsParameters } from '../../../../hw-mocks/inputs/physics-parameters.ts';

const physics: PhysicsParameters = { ...defaultPhysics, moduleFansAboveHumDb: 6 };

function after(seconds: number, share: number, inletC: number, from?: ModuleFans, own = physics): ModuleFans {
  const fans = from === undefined ? createModuleFans() : { ...from };
  for (let second = 0; second < seconds; second++) stepModuleFans(fans, share, inletC, own);
  return fans;
}

test('heat makes noise by itself: at the same load the fans are faster on a hot evening', () => {
  const [mild, hot] = [after(3600, 0.5, 25), after(3600, 0.5, 45)];
  expect(mild.speed).toBeCloseTo(0.35 + 0.4 * 0.5, 3);
  expect(hot.speed).toBeCloseTo(0.35 + 0.25 + 0.4 * 0.5, 3);
  expect(moduleFanShare(hot, physics)).toBeGreaterThan(2 * moduleFanShare(mild, physics));
});

test('less power is heard minutes later, more power sooner', () => {
  const full = after(3600, 1, 35);
  const cut = (seconds: number) => moduleFanShare(after(seconds, 0.25, 35, full), physics);
  expect(cut(10)).toBeGreaterThan(0.85 * cut(0));
  expect(cut(900)).toBeLessThan(0.3 * cut(0));
  const idle = after(3600, 0.25, 35);
  const risen = (after(200, 1, 35, idle).speed - idle.speed) / (full.speed - idle.speed);
  const fallen = (full.speed - after(200, 0.25, 35, full).speed) / (full.speed - idle.speed);
  expect(risen).toBeGreaterThan(fallen);
});

test('after a session they run on, then a type that can stands still until the air is warm', () => {
  const cycling = { ...physics, moduleFanLeast: 0 };
  const busy = after(1800, 0.5, 30, undefined, cycling);
  expect(after(170, 0, 30, busy, cycling).isOn).toBe(true);
  const rest = after(2400, 0, 30, busy, cycling);
  expect([rest.isOn, rest.speed < 0.01]).toEqual([false, true]);
  expect(after(60, 0, 35, rest, cycling).isOn).toBe(false);
  const warm = after(60, 0, 37.5, rest, cycling);
  expect(warm.isOn).toBe(true);
  expect(after(60, 0, 33, warm, cycling).isOn).toBe(true);
});

test('the physics without them is silent whatever they do', () => {
  expect(moduleFanShare(after(600, 1, 50), defaultPhysics)).toBe(0);
});
