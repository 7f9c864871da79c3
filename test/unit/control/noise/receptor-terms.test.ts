/** Limits relative to the measured background, what a tone takes off, and a use that ceases with an end and a reason. */

import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { exceededLevel } from '../../../../src/acoustics/levels/percentile.ts';
import { attribute } from '../../../../src/control/attribution/attribute.ts';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import { allowancesNow } from '../../../../src/control/noise/allowances-now.ts';
import { receptorsNow } from '../../../../src/control/noise/receptor-limits.ts';
import {
  type ReceptorTermState,
  receptorTermsPart,
  trackReceptorTerms,
} from '../../../../src/control/noise/receptor-terms.ts';
import { ceaseUse } from '../../../../src/control/rules/cease-use.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { plain } from '../../../../src/model/message.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { calm, calmWeather, createBench, nightMs, ruleInput, smallPlan } from '../small-plan.ts';

const relative = {
  over: 'residual',
  byDb: -10,
  leastDb: 25,
  cease: { afterMs: 300_000, forMs: 900_000 },
} as const;
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

test('a tone takes 5 dB off, until five minutes had none: fans do not come back to it every other minute', () => {
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
  let now = whining;
  const limits = [1, 2, 3, 4, 5].map(() => {
    now = trackReceptorTerms(now.state, plan, heard(70), [spectrum(thirdsHz.map(() => 35))]);
    return limitDb(now.terms);
  });
  expect(limits).toEqual([40, 40, 40, 40, 45]);
});

test('LA90 follows what the rest exceeds 90 % of the time, not its mean', () => {
  const over90: ControlPlan = {
    ...plan,
    receptors: plan.receptors.map((receptor) => ({
      ...receptor,
      relative: { ...relative, over: 'l90' as const },
    })),
  };
  const random = createRandom(5, 'rest');
  const restsDb: number[] = [];
  let step = trackReceptorTerms({}, over90, heard(46), []);
  for (let second = 0; second < 7200; second++) {
    const totalDb = 45 + 2 * random.normal();
    restsDb.push(totalDb);
    const own = heard(46).map((one) => ({ ...one, totalDb, equipmentDb: 20 }));
    step = trackReceptorTerms(step.state, over90, own, []);
  }
  const l90Db = exceededLevel(restsDb, 90) ?? 0;
  expect(l90Db).toBeCloseTo(42.4, 0);
  expect(Math.abs((step.state['north']?.l90Db ?? 0) - l90Db)).toBeLessThan(0.7);
  // The standard uncertainty of 1 dB is taken off, and 10 dB by the permit.
  expect(step.terms['north']?.relativeDb).toBeCloseTo((step.state['north']?.l90Db ?? 0) - 11, 1);
});

test('the louder the equipment beside the background, the less is known of it, and the less is allowed', () => {
  const { state } = after(900, 42);
  const at = (equipmentDb: number) =>
    trackReceptorTerms(
      state,
      plan,
      heard(42, equipmentDb).map((one) => ({ ...one, uncertaintyDb: 2 })),
      [],
    ).terms['north']?.backgroundDb;
  expect(at(32)).toBeCloseTo(42 - Math.hypot(1, 0.2), 2);
  expect(at(42)).toBeCloseTo(42 - Math.hypot(1, 2), 2);
  expect(at(52)).toBe(25);
});

test('a background that was not heard for half an hour is measured anew, not averaged with the old one', () => {
  const lost = after(1900, null, after(900, 50).state);
  const anew = after(200, 40, lost.state);
  expect(anew.terms['north']?.isMeasured).toBe(false);
  expect(after(150, 40, anew.state).terms['north']?.backgroundDb).toBeCloseTo(39, 1);
});

test('the background outlives a restart, as old as it is, and not another meter', () => {
  const { state } = after(900, 42);
  const saved = JSON.parse(JSON.stringify(receptorTermsPart.save(state, plan)));
  const restored = (ms: number, to: ControlPlan = plan) =>
    receptorTermsPart.restore(saved, { ms, isKnown: true }, to);
  const soon = restored(60_000)?.state ?? {};
  expect(trackReceptorTerms(soon, plan, heard(42), []).terms['north']?.relativeDb).toBe(31);
  const late = restored(3_600_000)?.state ?? {};
  expect(trackReceptorTerms(late, plan, heard(42), []).terms['north']?.isMeasured).toBe(false);
  const moved = plan.receptors.map((receptor) => ({ ...receptor, level: 'other.sound.laeq' }));
  expect(restored(60_000, { ...plan, receptors: moved })).toEqual({ state: {}, dropped: ['north'] });
  expect(receptorTermsPart.restore(undefined, { ms: 0, isKnown: true }, plan)).toEqual({
    state: {},
    dropped: [],
  });
});

test('an allowance that follows the background says so, with its background', () => {
  const { terms } = after(600, 42);
  const image = { nowMs: 0, wallMs: nightMs, utcOffsetMin: 480, clockSynced: true };
  const before = { allowances: {}, allowedMs: null, isStrict: false };
  const input = { plan, image, isNight: true, equipmentLevels: {}, receptorTerms: terms };
  const now = allowancesNow(input, params, before);
  const sound = attribute(undefined, {
    image: { ...ruleInput({ plan }).image, ...image },
    plan,
    read: () => null,
    decided: {},
    isNight: true,
    weather: calmWeather,
  }).sound;
  const [receptor] = receptorsNow(sound, now.allowances, params.marginDb);
  expect(inEnglish(receptor?.reason ?? plain('none'))).toContain(
    'limit 31 dB, by a background of at least 41.0 dB',
  );
  // The limit of the site file is the same: nothing is worked out anew before its time.
  const later = allowancesNow({ ...input, image: { ...image, nowMs: 1000 } }, params, now);
  expect(later.allowedMs).toBe(0);
});

test('what hovers at the limit is caught: a second below takes back a second above', () => {
  const { terms } = after(900, 42);
  const ceasedAfter = (isOver: (second: number) => boolean): number | null => {
    let state: ReturnType<typeof ceaseUse.initial> = {};
    for (let second = 0; second <= 3000; second++) {
      const attribution = heard(42, isOver(second) ? 34 : 28);
      const input = { image: { nowMs: second * 1000 }, plan, decided: {}, attribution, receptorTerms: terms };
      const step = ceaseUse.evaluate(input as never, { stepEvery: 60_000 }, state);
      state = step.state;
      if (step.events.length > 0) return second;
    }
    return null;
  };
  expect(ceasedAfter(() => true)).toBe(300);
  expect(ceasedAfter((second) => second % 4 !== 0)).toBeLessThan(700);
  expect(ceasedAfter((second) => second % 3 === 0)).toBeNull();
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

test('in cycles of the whole controller: the use ceases at full power, says until when, and power comes back', () => {
  // Fans that stand and 40 dB of electronics, which no wheel but power can lower; 10 dB below a background of 42.
  const cycleS = 5;
  const loud: ControlPlan = {
    ...plan,
    periodMs: cycleS * 1000,
    cabinets: plan.cabinets.map((cabinet) => ({ ...cabinet, humAtDb: { north: 40 } })),
    receptors: plan.receptors.map(({ tonePenaltyDb: _none, ...receptor }) => receptor),
  };
  const bench = createBench(nightMs, loud);
  const field = { ...calm, 'meter-a.power.active': 700_000, 'meter-b.power.active': 700_000 };
  let ceasedS: number | null = null;
  let freeS: number | null = null;
  let why = '';
  for (let second = cycleS; second <= 2400 && freeS === null; second += cycleS) {
    const { decisions, events } = bench.run(field);
    for (const { message } of events) {
      if (message.key === 'use-ceases-now') ceasedS = second;
      if (message.key === 'use-resumes') freeS = second;
    }
    const limit = decisions.find(({ output }) => output === 'limit-a');
    if (limit?.by === 'cease-use') why = inEnglish(limit.reason);
  }
  expect(ceasedS).toBeGreaterThan(299);
  expect(freeS).toBe((ceasedS ?? 0) + 900);
  expect(why).toContain('above what the background allows at north');
});
