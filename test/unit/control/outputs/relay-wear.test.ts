import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isUsedUp,
  permittedMoves,
  type RelayWear,
  updateWear,
  upHoldMs,
  type WearState,
} from '../../../../src/control/outputs/relay-wear.ts';
import { smallPlan as plan } from '../small-plan.ts';

const params = { hold: 300_000, changesPerNight: 12 };
const output = plan.outputs.find(({ id }) => id === 'limit-a');
if (output === undefined) throw new Error('assertion: the small plan has limit-a');
const steps = output.steps ?? [];
const hourMs = 3_600_000;

function wearOf(state: WearState): RelayWear {
  const wear = state['limit-a'];
  if (wear === undefined) throw new Error('assertion: every power limit has a ledger');
  return wear;
}

test('the first decision is no change; then a step stays for the hold', () => {
  let state = updateWear({}, plan, { 'limit-a': 50 }, 0);
  expect(wearOf(state).changesMs).toEqual([]);
  expect(permittedMoves(output, wearOf(state), params, 0)).toBe('up and down');
  state = updateWear(state, plan, { 'limit-a': 100 }, 1000);
  expect(wearOf(state)).toMatchObject({ changesMs: [1000], changes: 1 });
  expect(permittedMoves(output, wearOf(state), params, 300_999)).toBe('nothing');
  expect(permittedMoves(output, wearOf(state), params, 301_000)).toBe('up and down');
});

test('the way up waits longer the more of the budget is used, the way down never longer than the hold', () => {
  const wear: RelayWear = { value: 75, changesMs: [0, 1, 2, 3, 4], changes: 5 };
  expect(upHoldMs(wear, params)).toBe(600_000);
  expect(permittedMoves(output, wear, params, 4 + 300_000)).toBe('down');
  expect(permittedMoves(output, wear, params, 4 + 600_000)).toBe('up and down');
});

test('what is left of the budget is kept for going down', () => {
  const changesMs = Array.from({ length: 10 }, (_, index) => index);
  expect(permittedMoves(output, { value: 50, changesMs, changes: 10 }, params, hourMs * 7)).toBe('down');
  expect(permittedMoves(output, { value: 25, changesMs, changes: 10 }, params, hourMs * 7)).toBe(
    'up and down',
  );
});

test('a change is forgotten after eight hours, the total is not', () => {
  let state = updateWear({}, plan, { 'limit-a': 50 }, 0);
  state = updateWear(state, plan, { 'limit-a': 75 }, 1000);
  state = updateWear(state, plan, { 'limit-a': 75 }, 1000 + 8 * hourMs);
  expect(wearOf(state)).toEqual({ value: 75, changesMs: [], changes: 1 });
});

test('of the changes of a night only those are forgotten that are eight hours old', () => {
  let state = updateWear({}, plan, { 'limit-a': 50 }, 0);
  state = updateWear(state, plan, { 'limit-a': 75 }, 1000);
  state = updateWear(state, plan, { 'limit-a': 100 }, 5 * hourMs);
  state = updateWear(state, plan, { 'limit-a': 75 }, 1000 + 8 * hourMs);
  expect(wearOf(state)).toEqual({ value: 75, changesMs: [5 * hourMs, 1000 + 8 * hourMs], changes: 3 });
});

test('the budget is used up with its last change, not before and not one later', () => {
  const worn = (changes: number): RelayWear => ({
    value: 50,
    changesMs: Array.from({ length: changes }, (_, index) => index),
    changes,
  });
  expect([11, 12, 13].map((changes) => isUsedUp(worn(changes), params))).toEqual([false, true, true]);
});

test('whoever goes only where the relays allow never moves them more often than the budget, nor sooner than the hold', () => {
  const wish = fc.record({ waitS: fc.integer({ min: 1, max: 4000 }), value: fc.constantFrom(...steps) });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 120 }), (wishes) => {
      let nowMs = 0;
      let value = 100;
      let state = updateWear({}, plan, { 'limit-a': value }, nowMs);
      for (const { waitS, value: wanted } of wishes) {
        nowMs += waitS * 1000;
        state = updateWear(state, plan, { 'limit-a': value }, nowMs);
        const leave = permittedMoves(output, wearOf(state), params, nowMs);
        const next = wanted < value ? (steps.findLast((step) => step < value) ?? value) : wanted;
        if (next < value ? leave !== 'nothing' : leave === 'up and down') value = next;
        state = updateWear(state, plan, { 'limit-a': value }, nowMs);
        const { changesMs } = wearOf(state);
        expect(changesMs.length).toBeLessThanOrEqual(params.changesPerNight);
        changesMs.slice(1).forEach((atMs, index) => {
          expect(atMs - (changesMs[index] ?? 0)).toBeGreaterThanOrEqual(params.hold);
        });
      }
    }),
  );
});
