/** Speeds of a fan whose tone stands out at a receptor: learned from spectra, and stepped over. */

import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { toneShape } from '../../../../hw-mocks/sound/spectrum-shapes.ts';
import { addSpectrum, emptySpectrumLedger } from '../../../../src/acoustics/spectra/spectrum-ledger.ts';
import { arbitrate } from '../../../../src/control/arbiter.ts';
import type { SpectrumState } from '../../../../src/control/inputs/spectrum-minutes.ts';
import {
  type FanToneState,
  fanTonesPart,
  initialFanTones,
  toneBandsOf,
  trackFanTones,
} from '../../../../src/control/tones/fan-tones.ts';
import { stepOverTones } from '../../../../src/control/tones/step-over.ts';
import { counted, learnedBands } from '../../../../src/control/tones/tone-counts.ts';
import { inEnglish, say } from '../../../../src/language/say.ts';
import { zh } from '../../../../src/language/zh.ts';
import type { Bound } from '../../../../src/model/bound.ts';
import type { Decision } from '../../../../src/model/decision.ts';
import type { RuleEvent } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan, FanPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

const plan: ControlPlan = {
  ...smallPlan,
  spectra: { 'slm-north.sound.bands': { bandsHz: thirdsHz, validMs: 5000 } },
  receptors: smallPlan.receptors.map((one) => ({ ...one, spectrum: 'slm-north.sound.bands' })),
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, blades: 7 })),
  })),
};
const startMs = Date.UTC(2026, 6, 15, 14);

type Speeds = Readonly<Record<string, number>>;

/** Which tone is heard at these speeds, Hz; null: none. */
type Tone = (speeds: Speeds) => number | null;

const silent: Tone = () => null;
const always =
  (hz: number): Tone =>
  () =>
    hz;
/** Blade pass of 7 blades at a speed of 1500 rpm, percent. */
const passAt = (pct: number) => ((pct / 100) * 1500 * 7) / 60;
const passHz = passAt(62);
/** A resonance that a fan meets between these speeds. */
const resonance =
  (id: string, lowPct: number, highPct: number): Tone =>
  (speeds) => {
    const pct = speeds[id] ?? 0;
    return pct > lowPct && pct < highPct ? passAt(pct) : null;
  };

function spectrumWith(toneHz: number | null, overDb = 50): readonly number[] {
  const shape = toneHz === null ? undefined : toneShape(toneHz);
  return thirdsHz.map((_, band) => 10 * Math.log10(10 ** 3 + (shape?.[band] ?? 0) * 10 ** (overDb / 10)));
}

/** Stretches of ten seconds, one for each entry: speeds in percent by fan, others stand. The first begins at `from` stretches. */
function stretches(
  state: FanToneState,
  from: number,
  runs: readonly Speeds[],
  tone: Tone,
  {
    isDisturbed = false,
    clockSynced = true,
    plan: site = plan,
  }: { isDisturbed?: boolean; clockSynced?: boolean; plan?: ControlPlan } = {},
) {
  let now = state;
  const events: RuleEvent[] = [];
  let open: SpectrumState = { north: [] };
  const step = (wallMs: number, speeds: Speeds) => {
    const read = (channel: string) => {
      const fan = Object.keys(speeds).find((id) => channel === `${id}.fan.speed`);
      return fan === undefined ? 0 : ((speeds[fan] ?? 0) / 100) * 1500;
    };
    const done = trackFanTones(now, { wallMs, clockSynced }, site, read, { open, isDisturbed });
    now = done.state;
    events.push(...done.events);
  };
  runs.forEach((speeds, index) => {
    const wallMs = startMs + (from + index) * 10_000;
    for (const second of [0, 5, 9]) step(wallMs + second * 1000, speeds);
    const startWallMs = Math.floor(wallMs / 60_000) * 60_000;
    const minute = open['north']?.find((one) => one.startWallMs === startWallMs);
    const ledger = addSpectrum(minute?.ledger ?? emptySpectrumLedger(), spectrumWith(tone(speeds)), null, 10);
    open = { north: [{ startWallMs, ledger }] };
  });
  step(startMs + (from + runs.length) * 10_000, runs.at(-1) ?? {});
  return { state: now, events };
}

function times(count: number, speeds: Speeds): readonly Speeds[] {
  return Array.from({ length: count }, () => speeds);
}

/** A minute at another speed comes first: without it nothing is known of what is there anyway. */
const moved = stretches(initialFanTones(), -20, times(6, { 'fan-a1': 40, 'fan-b1': 40 }), silent).state;

function bandsOf(state: FanToneState, id: string) {
  const fan = plan.cabinets.flatMap(({ fans }) => fans).find(({ output }) => output === id);
  if (fan === undefined) throw new Error(`no ${id}`);
  return learnedBands(fan, state.counts[id]);
}

test('forty seconds with a tone at the blade pass make the speed one to avoid, and an event says which, why and what helps', () => {
  const few = stretches(moved, 0, times(3, { 'fan-a1': 62 }), always(passHz));
  expect(bandsOf(few.state, 'fan-a1')).toEqual([]);
  const { state, events } = stretches(moved, 0, times(4, { 'fan-a1': 62 }), always(passHz));
  const [band] = bandsOf(state, 'fan-a1');
  expect(band?.lowPct).toBeLessThanOrEqual(60);
  expect(band?.highPct).toBeGreaterThanOrEqual(66);
  expect(events.map(({ subject }) => subject)).toEqual(['fan-a1']);
  const said = events.map(({ message }) => inEnglish(message)).join();
  expect(said).toMatch(/^blade pass of fan-a1 at 6\d % \(11\d Hz\) stands out at north/);
  expect(said).toContain(`speeds ${band?.lowPct} to ${band?.highPct} % avoided. Look for a bearing`);
  expect(say(zh, events[0]?.message ?? plain('none'))).toContain('避开转速');
  expect(bandsOf(state, 'fan-b1')).toEqual([]);
});

test('a fan that never stays at a speed for a minute is learned all the same', () => {
  const drifting = [58, 60, 62, 64, 61, 63, 60, 62].map((pct) => ({ 'fan-a1': pct }));
  const { state } = stretches(moved, 0, drifting, resonance('fan-a1', 59, 65));
  const [band] = bandsOf(state, 'fan-a1');
  expect(band?.lowPct).toBeLessThanOrEqual(59);
  expect(band?.highPct).toBeGreaterThanOrEqual(65);
});

test('the louder a tone stands out, the wider its flanks are taken to be', () => {
  const widthAt = (overDb: number) => {
    const counts = counted(undefined, {
      pass: { pct: 61, hz: passAt(61) },
      tones: [{ bandHz: 100, otherHz: null, prominenceDb: 15 + overDb, overDb, levelDb: 50 }],
      isShared: () => false,
      isExplained: () => false,
      isOthers: () => false,
      day: 0,
    });
    const known = { ...counts, known: counts.known.with(30, 1) };
    const quiet = { stretches: thirdsHz.map(() => 9), tones: thirdsHz.map(() => 0) };
    const [band] = learnedBands(plan.cabinets[0]?.fans[0] as FanPlan, { ...known, elsewhere: quiet });
    return (band?.highPct ?? 0) - (band?.lowPct ?? 0);
  };
  expect([0, 3, 6, 40].map(widthAt)).toEqual([10, 14, 18, 22]);
});

test('a tone at another frequency is not the fan, and a tone in a third of the stretches is no band', () => {
  const other = stretches(moved, 0, times(8, { 'fan-a1': 62 }), always(1000));
  expect(bandsOf(other.state, 'fan-a1')).toEqual([]);
  const quiet = stretches(moved, 0, times(8, { 'fan-a1': 62 }), silent);
  const seldom = stretches(quiet.state, 8, times(4, { 'fan-a1': 62 }), always(passHz));
  expect(bandsOf(seldom.state, 'fan-a1')).toEqual([]);
});

test('a fan that was quiet at a speed for a night and then is not, is learned within minutes', () => {
  const quiet = stretches(moved, 0, times(600, { 'fan-a1': 62 }), silent);
  const { state } = stretches(quiet.state, 600, times(24, { 'fan-a1': 62 }), always(passHz));
  expect(bandsOf(state, 'fan-a1')).toHaveLength(1);
});

test('wind and rain say nothing', () => {
  const { state } = stretches(moved, 0, times(9, { 'fan-a1': 62 }), always(passHz), { isDisturbed: true });
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
});

test('a transformer at 100 Hz is there at every speed, so it is no fan, and no speed is given up for it', () => {
  const runs = [40, 50, 54, 58, 62, 66, 70].flatMap((pct) => times(8, { 'fan-a1': pct }));
  const { state } = stretches(initialFanTones(), 0, runs, always(100));
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
});

test('nor for a machine of the neighbour that hums for twelve minutes of thirty', () => {
  const random = createRandom(3, 'speeds');
  let state = initialFanTones();
  for (let minute = 0; minute < 240; minute++) {
    const speeds = { 'fan-a1': random.between(45, 75), 'fan-b1': random.between(45, 75) };
    const tone = minute % 30 < 12 ? always(100) : silent;
    state = stretches(state, 6 * minute, times(6, speeds), tone).state;
  }
  expect([bandsOf(state, 'fan-a1'), bandsOf(state, 'fan-b1')]).toEqual([[], []]);
});

test('a fan that never turned elsewhere is not blamed, but steps aside to find out', () => {
  const { state, events } = stretches(initialFanTones(), 0, times(30, { 'fan-a1': 62 }), always(passHz));
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
  expect(events).toEqual([]);
  const fan = plan.cabinets[0]?.fans[0] as FanPlan;
  expect(toneBandsOf(fan, state, plan)).toHaveLength(1);
  const gone = stretches(state, 30, times(7, { 'fan-a1': 90 }), silent);
  expect(bandsOf(gone.state, 'fan-a1')).toHaveLength(1);
  expect(gone.events.map(({ subject }) => subject)).toEqual(['fan-a1']);
  const there = stretches(state, 30, times(7, { 'fan-a1': 90 }), always(passHz));
  expect(bandsOf(there.state, 'fan-a1')).toEqual([]);
  expect(toneBandsOf(fan, there.state, plan)).toEqual([]);
  expect(there.events).toEqual([]);
});

test('of two fans in the same third the one whose tone it is has the band, and both where each has one', () => {
  // Their speeds wander without each other: b at 60 is in the third of a at 62.
  const runs = Array.from({ length: 400 }, (_, at) => ({
    'fan-a1': 50 + ((at * 7) % 25),
    'fan-b1': 48 + ((at * 11) % 29),
  }));
  const one = stretches(moved, 0, runs, resonance('fan-a1', 59, 65));
  expect(bandsOf(one.state, 'fan-a1')).toHaveLength(1);
  expect(bandsOf(one.state, 'fan-b1')).toEqual([]);
  const either: Tone = (speeds) => resonance('fan-a1', 59, 65)(speeds) ?? resonance('fan-b1', 51, 57)(speeds);
  const both = stretches(moved, 0, runs, either);
  expect(bandsOf(both.state, 'fan-a1')).toHaveLength(1);
  const [ofB] = bandsOf(both.state, 'fan-b1');
  expect(ofB?.lowPct).toBeLessThanOrEqual(52);
  expect(ofB?.highPct).toBeGreaterThanOrEqual(56);
});

test('a fan at half the speed, twice whose pass lies there, is not blamed for the tone of another', () => {
  const runs = times(8, { 'fan-a1': 62, 'fan-b1': 31 });
  const { state } = stretches(moved, 0, runs, resonance('fan-a1', 59, 65));
  expect(bandsOf(state, 'fan-a1')).toHaveLength(1);
  expect(bandsOf(state, 'fan-b1')).toEqual([]);
});

test('two fans at the edges of their bands, whose tones are one only together, both go further', () => {
  const alone = [...times(6, { 'fan-a1': 50, 'fan-b1': 20 }), ...times(6, { 'fan-a1': 20, 'fan-b1': 50 })];
  const learned = stretches(moved, 0, alone, always(passAt(50))).state;
  const lowest = (state: FanToneState, id: string) => bandsOf(state, id)[0]?.lowPct ?? 0;
  const edgePct = lowest(learned, 'fan-a1') - 0.01;
  expect(lowest(learned, 'fan-b1')).toBeCloseTo(edgePct, 0);
  // Each for itself is quiet there.
  const single = [
    ...times(30, { 'fan-a1': edgePct, 'fan-b1': 20 }),
    ...times(30, { 'fan-a1': 20, 'fan-b1': edgePct }),
  ];
  const quiet = stretches(learned, 20, single, silent).state;
  expect(lowest(quiet, 'fan-a1')).toBeCloseTo(edgePct, 0);
  const both = times(12, { 'fan-a1': edgePct, 'fan-b1': edgePct });
  const { state } = stretches(quiet, 90, both, always(passAt(edgePct)));
  expect(lowest(state, 'fan-a1')).toBeLessThan(edgePct - 1);
  expect(lowest(state, 'fan-b1')).toBeLessThan(edgePct - 1);
});

test('a fan that waits at the edge of its band is not blamed for the tone that another has at its own speed', () => {
  const alone = times(6, { 'fan-a1': 50, 'fan-b1': 20 });
  const learned = stretches(moved, 0, alone, always(passAt(50))).state;
  const [band] = bandsOf(learned, 'fan-a1');
  const both = times(30, { 'fan-a1': band?.highPct ?? 0, 'fan-b1': 50 });
  const { state } = stretches(learned, 10, both, always(passAt(50)));
  expect(bandsOf(state, 'fan-b1')).toHaveLength(1);
  expect(bandsOf(state, 'fan-a1')).toEqual([band]);
});

test('a duct that twice the pass meets makes a band at half the speed', () => {
  const { state } = stretches(moved, 0, times(5, { 'fan-a1': 55 }), always(passAt(110)));
  const [band] = bandsOf(state, 'fan-a1');
  expect(band?.lowPct).toBeLessThanOrEqual(54);
  expect(band?.highPct).toBeGreaterThanOrEqual(56);
});

test('both fans of a cabinet, which turn alike, have the band', () => {
  const { state } = stretches(moved, 0, times(6, { 'fan-a1': 62, 'fan-a2': 62.3 }), always(passHz));
  expect(bandsOf(state, 'fan-a1')).toHaveLength(1);
  // Where a2 stood before is elsewhere enough.
  expect(bandsOf(state, 'fan-a2')).toHaveLength(1);
});

test('a fan keeps its speeds: tones over more than 30 % of them in a row, or 40 % together, are no band', () => {
  const runs = Array.from({ length: 23 }, (_, at) => times(4, { 'fan-a1': 46 + 2 * at })).flat();
  const { state } = stretches(moved, 0, runs, resonance('fan-a1', 45, 95));
  expect(bandsOf(state, 'fan-a1')).toEqual([]);
});

test('a tone that nobody heard for two weeks is forgotten: the bearing may be a new one', () => {
  const day = 6 * 60 * 24;
  const { state } = stretches(moved, 0, times(6, { 'fan-a1': 62 }), always(passHz));
  const after = (days: number) => stretches(state, days * day, times(2, { 'fan-a1': 40 }), silent).state;
  expect(bandsOf(after(13), 'fan-a1')).toHaveLength(1);
  expect(bandsOf(after(16), 'fan-a1')).toEqual([]);
});

test('a clock that may be wrong forgets nothing and dates nothing', () => {
  const day = 6 * 60 * 24;
  const run = times(6, { 'fan-a1': 62 });
  const { state } = stretches(moved, 0, run, always(passHz));
  const lost = stretches(state, 4000 * day, run, always(passHz), { clockSynced: false }).state;
  expect(bandsOf(lost, 'fan-a1')).toHaveLength(1);
  const found = (days: number) => stretches(lost, days * day, times(2, { 'fan-a1': 40 }), silent).state;
  expect(bandsOf(found(13), 'fan-a1')).toHaveLength(1);
  expect(bandsOf(found(16), 'fan-a1')).toEqual([]);
});

test('a station that only learns says what it would step over, and steps over what the site file says alone', () => {
  const learning: ControlPlan = { ...plan, fanTones: 'learn' };
  const { state, events } = stretches(moved, 0, times(6, { 'fan-a1': 62 }), always(passHz), {
    plan: learning,
  });
  expect(events.map(({ message }) => message.key)).toEqual(['fan-tone-noted']);
  const [fan] = plan.cabinets[0]?.fans ?? [];
  if (fan === undefined) throw new Error('no fan');
  expect(toneBandsOf(fan, state, plan)).toHaveLength(1);
  expect(toneBandsOf(fan, state, learning)).toEqual([]);
  const written = { ...fan, avoid: [{ lowPct: 58, highPct: 66 }] };
  expect(toneBandsOf(written, state, learning)).toEqual([{ lowPct: 58, highPct: 66 }]);
});

test('what was learned outlives a restart, but not another fan', () => {
  const { state } = stretches(initialFanTones(), 0, times(4, { 'fan-a1': 62 }), always(passHz));
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

test('counts of a version with other classes or thirds are dropped, not taken into the wrong places', () => {
  const { state } = stretches(initialFanTones(), 0, times(4, { 'fan-a1': 62 }), always(passHz));
  const counts = state.counts['fan-a1'];
  if (counts === undefined) throw new Error('nothing was counted');
  const away = { ms: 60_000, isKnown: true };
  const { elsewhere } = counts;
  for (const other of [
    { ...counts, tones: counts.tones.slice(1) },
    { ...counts, known: [] },
    { ...counts, elsewhere: { ...elsewhere, stretches: elsewhere.stretches.slice(0, 20) } },
  ]) {
    const saved = JSON.parse(JSON.stringify(fanTonesPart.save({ 'fan-a1': other }, plan)));
    expect(fanTonesPart.restore(saved, away, plan)).toEqual({ state: {}, dropped: ['fan-a1'] });
  }
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
    const tone = hasTone(pct) ? always(passAt(pct)) : silent;
    state = stretches(state, 6 * minute, times(6, { 'fan-a1': pct }), tone).state;
  }
  expect(tonal.free).toBeGreaterThan(80);
  expect(tonal.stepped).toBeLessThanOrEqual(0.1 * tonal.free);
  expect(Math.abs(air.stepped / air.free - 1)).toBeLessThan(0.02);
});
