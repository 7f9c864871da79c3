/** Limits relative to the measured background, what a tone takes off, and a use that ceases with an end and a reason. */

import { expect, test } from 'vitest';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import { allowancesNow } from '../../../../src/control/noise/allowances-now.ts';
import { type ReceptorTermState, trackReceptorTerms } from '../../../../src/control/noise/receptor-terms.ts';
import { ceaseUse } from '../../../../src/control/rules/cease-use.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { plain } from '../../../../src/model/message.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { nightMs, smallPlan } from '../small-plan.ts';

const relative = { byDb: -10, leastDb: 25, cease: { afterMs: 300_000, forMs: 900_000 } };
const plan: ControlPlan = {
  ...smallPlan,
  receptors: smallPlan.receptors.map((receptor) => ({ ...receptor, relative, tonePenaltyDb: 5 })),
};
const params = plan.rules['night-noise'];

function heard(
  backgroundDb: number | null,
  equipmentDb: number | null = null,
): readonly ReceptorAttribution[] {
  return [
    {
      receptor: 'north',
      totalDb: 45,
      equipmentDb,
      backgroundDb,
      uncertaintyDb: 1,
      gate: 'trusted',
      isLearned: true,
      change: 'none',
      reason: plain('made'),
    },
  ];
}

function after(seconds: number, backgroundDb: number | null, from: ReceptorTermState = {}) {
  let step = trackReceptorTerms(from, plan, heard(backgroundDb), []);
  for (let second = 1; second < seconds; second++)
    step = trackReceptorTerms(step.state, plan, heard(backgroundDb), []);
  return step;
}

function limitDb(terms: ReturnType<typeof after>['terms']): number | undefined {
  const image = { nowMs: 0, wallMs: nightMs, utcOffsetMin: 480, clockSynced: true };
  const before = { allowances: {}, allowedMs: null, isStrict: false };
  const input = { plan, image, isNight: true, equipmentLevels: {}, receptorTerms: terms };
  return allowancesNow(input, params, before).allowances['north']?.limitDb;
}

test('10 dB below a background of 42 dB, known to 1 dB, is a limit of 31 dB; it follows the background', () => {
  const quiet = after(600, 42);
  expect(quiet.terms['north']).toMatchObject({ isMeasured: true, relativeDb: 31 });
  expect(limitDb(quiet.terms)).toBe(31);
  const louder = after(3600, 50, quiet.state);
  expect(limitDb(louder.terms)).toBeGreaterThan(38);
  expect(limitDb(louder.terms)).toBeLessThanOrEqual(39);
});

test('a background that is not known is as low as the site says: 15 dB, and never the fixed limit', () => {
  expect(limitDb(after(60, 42).terms)).toBe(15);
  expect(limitDb(after(600, null).terms)).toBe(15);
  const lost = after(2000, null, after(900, 42).state);
  expect(lost.terms['north']?.isMeasured).toBe(false);
});

test('a background above the fixed limit does not raise it', () => {
  expect(limitDb(after(900, 70).terms)).toBe(45);
});

test('a tone in the latest minute takes 5 dB off, until a minute without', () => {
  const tonal = thirdsHz.map((hz) => (hz === 250 ? 50 : 35));
  const spectrum = (bandsDb: readonly number[]) => ({
    level: 'north',
    startWallMs: 0,
    bandsHz: thirdsHz,
    bandsDb,
    validS: 60,
    lceqDb: null,
  });
  const { state } = after(900, 70);
  const whining = trackReceptorTerms(state, plan, heard(70), [spectrum(tonal)]);
  expect(limitDb(whining.terms)).toBe(40);
  const over = trackReceptorTerms(whining.state, plan, heard(70), [spectrum(thirdsHz.map(() => 35))]);
  expect(limitDb(over.terms)).toBe(45);
});

test('five minutes above the relative limit: power goes down by steps, says for how long, and comes back', () => {
  const { terms } = after(900, 42);
  const decided = { 'limit-a': 100, 'limit-b': 100 };
  let state: ReturnType<typeof ceaseUse.initial> = {};
  const told: string[] = [];
  const limits = new Map<number, number | undefined>();
  for (let second = 0; second <= 1500; second += 10) {
    const input = {
      image: { nowMs: second * 1000 },
      plan,
      decided,
      attribution: heard(42, second < 400 ? 34.5 : 20),
      receptorTerms: terms,
    };
    // The rule reads no more of a cycle than this.
    const step = ceaseUse.evaluate(input as never, { stepEvery: 60_000 }, state);
    state = step.state;
    told.push(...step.events.map(({ message }) => inEnglish(message)));
    limits.set(second, step.bounds.find(({ output }) => output === 'limit-a')?.max);
  }
  expect(told).toEqual([
    'at north the equipment is 3.5 dB above what the background allows: power goes down for 15 min',
    'power is free again at north, as far as the background allows',
  ]);
  expect([290, 300, 350, 360, 420, 1190, 1200].map((second) => limits.get(second))).toEqual([
    undefined,
    75,
    75,
    50,
    25,
    25,
    undefined,
  ]);
});
