/** What a run leaves to the next one: all that was learnt, latched, counted and promised; no more than still holds. */

import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../hw-mocks/inputs/random.ts';
import type { Away } from '../../../src/control/saved/part.ts';
import { restoreRequests } from '../../../src/control/saved-requests.ts';
import {
  readSnapshot,
  restoreControl,
  SNAPSHOT_VERSION,
  type Snapshot,
  snapshotOf,
  urgentPart,
} from '../../../src/control/snapshot.ts';
import { type ControlState, initialState, tick } from '../../../src/control/tick.ts';
import { inEnglish } from '../../../src/language/say.ts';
import { HOUR_MS } from '../../../src/model/duration.ts';
import type { OperatorRequest, ProcessImage } from '../../../src/model/image.ts';
import type { ControlPlan } from '../../../src/plan/control-plan.ts';
import { sampleSize } from '../../sample-size.ts';
import { createRig, shippedPlan } from '../../scenario/rig.ts';

const plan = shippedPlan().control;
const moment: Away = { ms: 2000, isKnown: true };
const week: Away = { ms: 7 * 24 * HOUR_MS, isKnown: true };
let state: ControlState;
let snapshot: Snapshot;
/** Of the seconds after it. */
const later: ProcessImage[] = [];

beforeAll(() => {
  const rig = createRig({
    plan: shippedPlan(),
    startHour: 22.5,
    onCycle: (image, result) => {
      if (later.length > 0 || image.nowMs > 1_500_000) {
        later.push(image);
        return;
      }
      state = result.state;
      snapshot = snapshotOf(result.state, image, plan);
    },
  });
  rig.run(1503);
  snapshot = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
});

function restored(away: Away, today: ControlPlan = plan, saved = snapshot) {
  return restoreControl(initialState(today), saved, away, today);
}

const leftOf = (left: ReturnType<typeof restored>['left']) => left.map(inEnglish);

describe('after a moment', () => {
  test('models, ledgers, caps and counts are those of before', () => {
    const { state: now, left } = restored(moment);
    expect(left).toEqual([]);
    expect(now.equipmentLevels).toEqual(state.equipmentLevels);
    expect(now.wear).toEqual(state.wear);
    expect(now.attribution.fanLoudness).toEqual(state.attribution.fanLoudness);
    for (const [id, heat] of Object.entries(state.heat.cabinets)) {
      expect(now.heat.cabinets[id]?.model.coefficients).toEqual(heat.model.coefficients);
      expect(now.heat.cabinets[id]?.tempC).toBe(heat.tempC);
    }
    for (const rule of ['thermal-fan', 'quiet-lamp', 'lost-input', 'plant-health', 'over-temperature'])
      expect(now.rules[rule], rule).toEqual(state.rules[rule]);
    const caps = (of: ControlState) => (of.rules['night-noise'] as { cabinets: unknown }).cabinets;
    expect(caps(now)).toEqual(caps(state));
    expect(Object.keys(caps(now) as object)).not.toEqual([]);
  });

  test('each part is named', () => {
    const names = restored(moment).taken.map(inEnglish);
    expect(names).toContain('trips');
    expect(names).toContain('whose sound it is');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('after a week', () => {
  test('what is known of sources and cabinets is less sure', () => {
    const now = restored(week).state;
    const soon = restored(moment).state;
    for (const { id } of plan.receptors) {
      const [older, newer] = [now, soon].map((one) => one.attribution.receptors[id]?.estimate?.fit);
      const variance = (of: typeof older) =>
        of?.covariance.reduce((sum, row, index) => sum + (row[index] ?? 0), 0) ?? 0;
      expect(variance(older)).toBeGreaterThan(1.02 * variance(newer));
      expect(older?.energies).toEqual(newer?.energies);
    }
    for (const { id } of plan.cabinets) {
      const variance = (of: ControlState) => of.heat.cabinets[id]?.model.covariance[2]?.[2] ?? 0;
      expect(variance(now)).toBeGreaterThan(variance(soon));
    }
  });

  test('temperatures and caps of then say nothing', () => {
    const { heat, rules } = restored(week).state;
    expect(Object.values(heat.cabinets).map(({ tempC }) => tempC)).toEqual(plan.cabinets.map(() => null));
    expect(rules['thermal-fan']).toEqual({});
  });
});

describe('a changed site file', () => {
  test('a source that is louder by the site file drops what was learnt at its receptor, and nothing else', () => {
    const [first, ...others] = plan.receptors;
    if (first === undefined) throw new Error('the shipped site has no receptor');
    const cabinets = plan.cabinets.map((cabinet) => ({
      ...cabinet,
      fans: cabinet.fans.map((fan) => ({
        ...fan,
        atDb: { ...fan.atDb, [first.id]: (fan.atDb[first.id] ?? 30) + 3 },
      })),
    }));
    const { state: now, left } = restored(moment, { ...plan, cabinets });
    expect(now.attribution.receptors[first.id]).toBeUndefined();
    for (const { id } of others) expect(now.attribution.receptors[id]).toBeDefined();
    expect(now.heat.cabinets).not.toEqual({});
    expect(leftOf(left)).toEqual([`whose sound it is of ${first.id} (the site file says otherwise now)`]);
  });

  test('a cabinet that is gone takes its own with it', () => {
    const [gone, ...cabinets] = plan.cabinets;
    const outputs = plan.outputs.filter(({ id }) => id !== gone?.limit);
    const { state: now } = restored(moment, { ...plan, cabinets, outputs });
    expect(Object.keys(now.heat.cabinets)).toEqual(cabinets.map(({ id }) => id));
    expect(Object.keys(now.wear)).toEqual(cabinets.map(({ limit }) => limit));
  });
});

describe('what cannot be read', () => {
  test('another version, damage and other JSON are refused in words', () => {
    const said = (text: string | null) => {
      const read = readSnapshot(text);
      return 'key' in read ? inEnglish(read) : 'a snapshot';
    };
    expect(said(JSON.stringify(snapshot))).toBe('a snapshot');
    expect(said(JSON.stringify({ ...snapshot, v: SNAPSHOT_VERSION + 1 }))).toBe(
      'the snapshot has version 2, this program knows 1',
    );
    expect(said(JSON.stringify(snapshot).slice(0, -9))).toBe('the snapshot is damaged');
    expect(said(JSON.stringify({ ...snapshot, rules: 3 }))).toBe('the snapshot is damaged');
    expect(said(null)).toBe('the snapshot is damaged');
    expect(said('null')).toBe('the snapshot is damaged');
  });

  test('a wrong value anywhere in it: refused or borne, and every decision is a number', () => {
    const { next } = createRandom(1, 'wrong values');
    const wrong = [null, -1, 0, 1e300, -1e300, 'x', [], {}, true, [null], { a: null }];
    for (let count = sampleSize({ sample: 40, full: 2000 }); count > 0; count -= 1) {
      const damaged = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
      const where = spoil(
        next() < 0.5 ? damaged.parts : damaged.rules,
        wrong[Math.floor(next() * wrong.length)],
        next,
      );
      const away = next() < 0.5 ? moment : week;
      let now = restored({ ...away, isKnown: next() < 0.5 }, plan, damaged).state;
      for (const image of later) {
        const cycle = tick(now, image, plan);
        now = cycle.state;
        expect(
          cycle.decisions.every(({ value }) => Number.isFinite(value)),
          where,
        ).toBe(true);
      }
    }
  });

  test('a part of another form begins anew, the others go on', () => {
    const { heat: _heat, ...others } = snapshot.parts;
    const saved = { ...snapshot, parts: { ...others, rain: { gaugeMm: 'much' } } };
    const { state: now, left } = restored(moment, plan, saved);
    expect(now.heat.cabinets).toEqual({});
    expect(now.rain).toEqual(initialState(plan).rain);
    expect(now.wear).toEqual(state.wear);
    expect(leftOf(left)).toEqual([
      'how the cabinets warm and cool (another form than this program knows)',
      'rain (another form than this program knows)',
    ]);
  });
});

test('a trip, a request, a move of a relay, and at night the lamp and the voices are saved at once', () => {
  const requests: OperatorRequest[] = [];
  const mark = (of: typeof state, isNight = true) => urgentPart({ state: of, isNight }, { requests });
  const withRule = (name: string, own: unknown) => ({ ...state, rules: { ...state.rules, [name]: own } });
  const now = mark(state);
  const tripped = { a: { isTripped: true, countsC: 63, roseMs: 1 } };
  expect(mark(withRule('over-temperature', tripped))).not.toBe(now);
  const wear = { 'limit-a': { value: 50, changesMs: [1], changes: 99 } };
  expect(mark({ ...state, wear: { ...state.wear, ...wear } })).not.toBe(now);
  expect(urgentPart({ state, isNight: true }, { requests: [request] })).not.toBe(now);
  const lamp = state.rules['quiet-lamp'] as object;
  expect(mark(withRule('quiet-lamp', { ...lamp, lit: true, changedMs: 5 }))).not.toBe(now);
  const heard = withRule('quiet-lamp', { ...lamp, speech: { level: 'rest', atMs: 5 } });
  expect(mark(heard)).not.toBe(now);
  expect(mark(heard, false), 'by day the lamp is dark').toBe(mark(state, false));
  expect(mark(withRule('quiet-window', { other: 1 })), 'nothing else').toBe(now);
});

const request: OperatorRequest = {
  ...{ id: 'cap-1', output: 'limit-a', mode: 'limit', value: 25, untilMs: 5000 },
  ...{ issuer: 'grid', reason: 'grid' },
};

describe('requests of people', () => {
  const unknown: Away = { ms: 0, isKnown: false };
  const manual: OperatorRequest = { ...request, id: 'hand-1', mode: 'manual' };

  test('hold on to their end', () => {
    expect(restoreRequests([request, manual], moment, plan)).toEqual({ held: [request, manual], ended: [] });
  });

  test('while nobody knows how long it was, what only tightens holds on, and manual mode ends', () => {
    const { held, ended } = restoreRequests([request, manual], unknown, plan);
    expect(held).toEqual([request]);
    expect(ended.map(({ request: { id } }) => id)).toEqual(['hand-1']);
  });

  test('a wall clock that nobody knows to be right uses up none of what was left of a limit', () => {
    const years = { ms: 10 * 365 * 24 * HOUR_MS, isKnown: false };
    const { held } = restoreRequests([request], years, plan);
    // The monotonic time goes on by as much.
    expect(held).toEqual([{ ...request, untilMs: request.untilMs + years.ms }]);
  });

  test('end with an output that is gone or has another range', () => {
    const far = { ...request, id: 'far', value: 120 };
    const { held, ended } = restoreRequests([{ ...request, output: 'limit-z' }, far], moment, plan);
    expect(held).toEqual([]);
    expect(ended.map(({ why }) => inEnglish(why))).toEqual([
      'the gateway was restarted, and the site file has no limit-z any more that can stand so: the request ends.',
      'the gateway was restarted, and the site file has no limit-a any more that can stand so: the request ends.',
    ]);
  });
});

/** Puts `value` somewhere in it, and says where. */
function spoil(part: object, value: unknown, next: () => number): string {
  let at = part as Record<string, unknown>;
  let path = '';
  for (;;) {
    const keys = Object.keys(at);
    const key = keys[Math.floor(next() * keys.length)] ?? '';
    const inner = at[key];
    path += `.${key}`;
    if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && next() > 0.12) {
      at = inner as Record<string, unknown>;
      continue;
    }
    at[key] = value;
    return `${path} = ${JSON.stringify(value)}`;
  }
}
