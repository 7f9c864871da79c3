import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  maskOf,
  type RelaySteps,
  relayPath,
  switchingOrders,
} from '../../../../src/devices/modbus/relay-path.ts';

const shipped: RelaySteps = { 100: [1, 2], 75: [1], 50: [], 25: [2] };

/** Up to six steps of up to five relays, each pattern once. */
const anySteps = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.subarray([1, 2, 3, 4, 5])), {
    minLength: 2,
    maxLength: 6,
    selector: ([value]) => value,
  })
  .filter((steps) => new Set(steps.map(([, relays]) => maskOf(relays))).size === steps.length)
  .map((steps): RelaySteps => Object.fromEntries(steps));

/** The pattern after each switch. */
function patterns(from: readonly number[], path: NonNullable<ReturnType<typeof relayPath>>): number[] {
  let mask = maskOf(from);
  return path.map(({ relay, isEnergised }) => {
    mask = isEnergised ? mask | (1 << (relay - 1)) : mask & ~(1 << (relay - 1));
    return mask;
  });
}

function powerOf(steps: RelaySteps, mask: number): number {
  const step = Object.entries(steps).find(([, relays]) => maskOf(relays) === mask);
  return step === undefined ? 0 : Number(step[0]);
}

test('between any two steps no pattern stands that gives more power than both ends', () => {
  fc.assert(
    fc.property(anySteps, fc.constantFrom(...switchingOrders), (steps, order) => {
      for (const [from, before] of Object.entries(steps)) {
        for (const [to, after] of Object.entries(steps)) {
          const path = relayPath(steps, order, before, after);
          if (path === undefined) continue;
          const stood = patterns(before, path);
          expect(stood.at(-1) ?? maskOf(before)).toBe(maskOf(after));
          expect(stood.every((mask) => powerOf(steps, mask) <= Math.max(Number(from), Number(to)))).toBe(
            true,
          );
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('no path is given only where every order of the switches passes a forbidden pattern', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      for (const [from, before] of Object.entries(steps)) {
        for (const [to, after] of Object.entries(steps)) {
          if (relayPath(steps, 'break-before-make', before, after) !== undefined) continue;
          const release = before.filter((relay) => !after.includes(relay));
          const energise = after.filter((relay) => !before.includes(relay));
          const most = Math.max(Number(from), Number(to));
          for (const first of permutations(release)) {
            for (const second of permutations(energise)) {
              const path = [...first, ...second].map((relay) => ({
                relay,
                isEnergised: !first.includes(relay),
              }));
              expect(patterns(before, path).some((mask) => powerOf(steps, mask) > most)).toBe(true);
            }
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('break before make, or make before break', () => {
  const order = (path: ReturnType<typeof relayPath>) =>
    path?.map(({ relay, isEnergised }) => `${isEnergised ? 'on' : 'off'} ${relay}`);
  expect(order(relayPath(shipped, 'break-before-make', [1], [2]))).toEqual(['off 1', 'on 2']);
  // Both closed would be 100 %.
  expect(relayPath(shipped, 'make-before-break', [1], [2])).toBeUndefined();
  const released = { 100: [], 50: [1], 25: [2] };
  expect(relayPath(released, 'break-before-make', [1], [2])).toBeUndefined();
  expect(order(relayPath(released, 'make-before-break', [1], [2]))).toEqual(['on 2', 'off 1']);
});

test('of several relays that open, one that would leave a higher step standing waits', () => {
  const steps = { 80: [2], 50: [1, 2], 10: [] };
  expect(relayPath(steps, 'break-before-make', [1, 2], [])?.map(({ relay }) => relay)).toEqual([2, 1]);
});

function permutations(list: readonly number[]): number[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((one) =>
    permutations(list.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  );
}
