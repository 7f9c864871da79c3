/** Speeds of a fan whose tone stands out at a receptor: learned from spectra, and stepped over. */

import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { toneShape } from '../../../../hw-mocks/sound/spectrum-shapes.ts';
import { arbitrate } from '../../../../src/control/arbiter.ts';
import type { ClosedSpectrum } from '../../../../src/control/inputs/spectrum-minutes.ts';
import {
  type FanToneState,
  fanTonesPart,
  initialFanTones,
  learnedBands,
  trackFanTones,
} from '../../../../src/control/tones/fan-tones.ts';
import { stepOverTones } from '../../../../src/control/tones/step-over.ts';
import type { Bound } from '../../../../src/model/bound.ts';
import type { Decision } from '../../../../src/model/decision.ts';
import { plain } from '../../../../src/model/message.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

const plan: ControlPlan = {
  ...smallPlan,
  spectra: { 'slm-north.sound.bands': { bandsHz: thirdsHz, validMs: 5000 } },
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, blades: 7 })),
  })),
};
const startMs = Date.UTC(2026, 6, 15, 14);

/** A minute at these speeds (percent, by fan; others stand), with or without a tone at the blade pass of `fan-a1`. */
function minutes(
  state: FanToneState,
  from: number,
  count: number,
  speeds: Readonly<Record<string, number>>,
  toneHz: number | null,
) {
  let now = state;
  const events: string[] = [];
  const read = (channel: string) => {
    const fan = Object.keys(speeds).find((id) => channel === `${id}.fan.speed`);
    return fan === undefined ? 0 : ((speeds[fan] ?? 0) / 100) * 1500;
  };
  for (let minute = from; minute < from + count; minute++) {
    const startWallMs = startMs + minute * 60_000;
    for (const second of [5, 30, 55])
      now = trackFanTones(now, { wallMs: startWallMs + second * 1000 }, plan, read, []).state;
    const shape = toneHz === null ? undefined : toneShape(toneHz);
    const bandsDb = thirdsHz.map((_, band) => 10 * Math.log10(10 ** 3 + (shape?.[band] ?? 0) * 10 ** 5));
    const closed: ClosedSpectrum = {
      level: 'north',
      startWallMs,
      bandsHz: thirdsHz,
      bandsDb,
      validS: 60,
      lceqDb: null,
    };
    const step = trackFanTones(now, { wallMs: startWallMs + 63_000 }, plan, read, [closed]);
    now = step.state;
    events.push(...step.events.map(({ subject }) => subject));
  }
  return { state: now, events };
}

/** Five quiet minutes at another speed come first: without them nothing is known of what is there anyway. */
const moved = minutes(initialFanTones(), -6, 5, { 'fan-a1': 40, 'fan-b1': 40 }, null).state;

function bandsOf(state: FanToneState, id: string) {
  const fan = plan.cabinets.flatMap(({ fans }) => fans).find(({ output }) => output === id);
  if (fan === undefined) throw new Error(`no ${id}`);
  return learnedBands(fan, state.counts[id]);
}

/** Blade pass of 7 blades at 62 % of 1500 rpm. */
const passHz = (0.62 * 1500 * 7) / 60;

test('three minutes with a tone at the blade pass make the speed one to avoid, and an event says which and why', () => {
  const two = minutes(moved, 0, 2, { 'fan-a1': 62 }, passHz);
  expect(bandsOf(two.state, 'fan-a1')).toEqual([]);
  const three = minutes(two.state, 2, 1, { 'fan-a1': 62 }, passHz);
  expect(bandsOf(three.state, 'fan-a1')).toEqual([{ lowPct: 60, highPct: 66 }]);
  expect(three.events).toEqual(['fan-a1']);
  expect(bandsOf(three.state, 'fan-b1')).toEqual([]);
});

test('a tone at another frequency is not the fan, and a tone in a third of the minutes is no band', () => {
  const other = minutes(moved, 0, 5, { 'fan-a1': 62 }, 1000);
  expect(bandsOf(other.state, 'fan-a1')).toEqual([]);
  const quiet = minutes(moved, 0, 8, { 'fan-a1': 62 }, null);
  const seldom = minutes(quiet.state, 8, 4, { 'fan-a1': 62 }, passHz);
  expect(bandsOf(seldom.state, 'fan-a1')).toEqual([]);
});

test('a transformer at 100 Hz is there at every speed, so it is no fan, and no speed is given up for it', () => {
  let { state } = minutes(initialFanTones(), 0, 10, { 'fan-a1': 40 }, 100);
  for (const [index, pct] of [50, 54, 58, 62, 66, 70].entries())
    state = minutes(state, 10 + 5 * index, 5, { 'fan-a1': pct }, 100).state;
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
});

test('a fan that never turned elsewhere is not blamed', () => {
  const { state } = minutes(initialFanTones(), 0, 30, { 'fan-a1': 62 }, passHz);
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
  const then = minutes(state, 30, 6, { 'fan-a1': 40 }, null);
  expect(bandsOf(then.state, 'fan-a1')).toEqual([{ lowPct: 60, highPct: 66 }]);
});

test('a fan keeps its speeds: tones over more than 30 % of them are no band', () => {
  let state = moved;
  for (let pct = 46; pct <= 90; pct += 2)
    state = minutes(state, 4 * pct, 4, { 'fan-a1': pct }, ((pct / 100) * 1500 * 7) / 60).state;
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
});

test('what was learned outlives a restart, but not another fan', () => {
  const { state } = minutes(initialFanTones(), 0, 4, { 'fan-a1': 62 }, passHz);
  const saved = JSON.parse(JSON.stringify(fanTonesPart.save(state.counts, plan)));
  const away = { ms: 60_000, isKnown: true };
  expect(fanTonesPart.restore(saved, away, plan)?.state).toEqual(state.counts);
  const cabinets = plan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, blades: 9 })),
  }));
  expect(fanTonesPart.restore(saved, away, { ...plan, cabinets })).toEqual({
    state: {},
    dropped: ['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2'],
  });
  expect(fanTonesPart.restore(undefined, away, plan)).toEqual({ state: {}, dropped: [] });
});

const avoiding: ControlPlan = {
  ...smallPlan,
  cabinets: smallPlan.cabinets.map((cabinet, index) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => (index === 0 ? { ...fan, avoid: [{ lowPct: 58, highPct: 66 }] } : fan)),
  })),
};

/** What fan a1 gets while the temperature asks for `askedPct`, from the value before; with more bounds. */
function decidedPct(askedPct: number, beforePct: number, more: readonly Bound[] = []): number | undefined {
  const asked: Bound = {
    output: 'fan-a1',
    min: askedPct,
    priority: 'thermal',
    rule: 'thermal-fan',
    reason: plain('warm'),
  };
  const decide = (extra: readonly Bound[]) => arbitrate(avoiding.outputs, [asked, ...more, ...extra]);
  const before = decide([]).map((one): Decision => ({ ...one, value: beforePct }));
  return stepOverTones(decide([]), before, undefined, avoiding, decide).find(
    ({ output }) => output === 'fan-a1',
  )?.value;
}

test('a fan waits below its band until more than the middle is asked for, and above it until less', () => {
  expect([57, 60, 63.9].map((pct) => decidedPct(pct, 58))).toEqual([57, 58, 58]);
  expect(decidedPct(64.1, 58)).toBe(66);
  expect([67, 64, 60.1].map((pct) => decidedPct(pct, 66))).toEqual([67, 66, 66]);
  expect(decidedPct(59.9, 66)).toBe(58);
});

test('the thermal floor and the noise cap stand above: the fan takes the side that is left, or stays', () => {
  const floor: Bound = {
    output: 'fan-a1',
    min: 61,
    priority: 'thermal-floor',
    rule: 'over-temperature',
    reason: plain('hot'),
  };
  expect(decidedPct(60, 58, [floor])).toBe(66);
  const cap: Bound = {
    output: 'fan-a1',
    max: 63,
    priority: 'noise',
    rule: 'night-noise',
    reason: plain('limit'),
  };
  expect(decidedPct(80, 66, [cap])).toBe(58);
  expect(decidedPct(80, 66, [floor, cap])).toBe(63);
});

test('in the night after it was learned nine of ten minutes with the tone are gone, for little air', () => {
  const random = createRandom(7, 'demand');
  const hasTone = (pct: number) => pct > 59 && pct < 65;
  let state = initialFanTones();
  let askedPct = 55;
  let before: readonly Decision[] = [];
  const tonal = { free: 0, stepped: 0 };
  const air = { free: 0, stepped: 0 };
  for (let minute = 0; minute < 960; minute++) {
    const isLater = minute >= 480;
    askedPct = Math.min(75, Math.max(50, askedPct + 1.5 * random.normal()));
    const asked: Bound = {
      output: 'fan-a1',
      min: askedPct,
      priority: 'thermal',
      rule: 'thermal-fan',
      reason: plain('warm'),
    };
    const decide = (more: readonly Bound[]) => arbitrate(plan.outputs, [asked, ...more]);
    const decisions = stepOverTones(decide([]), before, state, plan, decide);
    before = decisions;
    const pct = decisions.find(({ output }) => output === 'fan-a1')?.value ?? 0;
    tonal.free += isLater && hasTone(askedPct) ? 1 : 0;
    tonal.stepped += isLater && hasTone(pct) ? 1 : 0;
    air.free += askedPct;
    air.stepped += pct;
    const toneHz = hasTone(pct) ? ((pct / 100) * 1500 * 7) / 60 : null;
    state = minutes(state, minute, 1, { 'fan-a1': pct }, toneHz).state;
  }
  expect(tonal.free).toBeGreaterThan(80);
  expect(tonal.stepped).toBeLessThanOrEqual(0.1 * tonal.free);
  expect(Math.abs(air.stepped / air.free - 1)).toBeLessThan(0.02);
});
