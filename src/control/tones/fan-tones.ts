/**
 * At which speeds a fan has a tone that stands out at a receptor: counted minute by minute, from the spectra there and the
 * speed at which the fan turned. A minute counts where the speed was steady, and its tone where it lies at the blade pass of
 * the fan (speed times blades) or twice that. Fans of equal speed and blades cannot be told apart: all of them count.
 */

import { minuteStart } from '../../acoustics/periods/periods.ts';
import { type BandTone, tonesOf } from '../../acoustics/spectra/tones.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { ClosedSpectrum } from '../inputs/spectrum-minutes.ts';
import { isNumber, listOf, objectOf } from '../saved/check.ts';
import { partById, type SnapshotPart } from '../saved/part.ts';

/** Minutes by class of speed, and those of them with a tone. */
interface ToneCounts {
  readonly minutes: readonly number[];
  readonly tones: readonly number[];
}

/** Least and greatest speed of a fan in a minute, percent. */
interface SpeedRange {
  readonly startWallMs: number;
  readonly leastPct: number;
  readonly mostPct: number;
}

/** Plain JSON. */
export interface FanToneState {
  /** By fan output. */
  readonly counts: Readonly<Record<string, ToneCounts>>;
  /** By fan output, of the present minute and the one before. */
  readonly ranges: Readonly<Record<string, readonly SpeedRange[]>>;
}

/** Speeds of a fan that are stepped over, percent. */
export interface ToneBand {
  readonly lowPct: number;
  readonly highPct: number;
}

const CLASS_PCT = 2;
const CLASSES = 100 / CLASS_PCT + 1;
/** A minute in which the speed changed by more is of no speed. */
const STEADY_PCT = 3;
/** A speed is avoided after this many minutes with a tone, if they are this share of all minutes at it. */
const LEAST_TONES = 3;
const LEAST_SHARE = 0.5;
/** A tone lies at a frequency where its band does: a third, and a little for a speed that is known to a class. */
const SAME_BAND_OCTAVES = 0.22;

/** Nothing counted yet. */
export function initialFanTones(): FanToneState {
  return { counts: {}, ranges: {} };
}

/** How it is kept over a restart: the counts, while the fan is the same. */
export const fanTonesPart: SnapshotPart<FanToneState['counts']> = {
  save: (counts, plan) => countsPart.save(counts, plan),
  // A snapshot from before there were any has none.
  restore: (saved, away, plan) =>
    saved === undefined ? { state: {}, dropped: [] } : countsPart.restore(saved, away, plan),
};

const countsPart = partById<ToneCounts>({
  isEntry: objectOf<ToneCounts>({ minutes: listOf(isNumber), tones: listOf(isNumber) }),
  basis: (plan, output) => {
    const fan = fansOf(plan).find((one) => one.output === output);
    return fan && [fan.fullRpm, fan.blades];
  },
});

/** One cycle: speeds of the minute, and the tones of the minutes that closed. */
export function trackFanTones(
  state: FanToneState,
  image: Pick<ProcessImage, 'wallMs'>,
  plan: ControlPlan,
  read: Read,
  closed: readonly ClosedSpectrum[],
): { state: FanToneState; events: readonly RuleEvent[] } {
  const fans = fansOf(plan).filter(({ blades }) => blades !== undefined);
  if (plan.spectra === undefined || fans.length === 0) return { state, events: [] };
  const ranges: Record<string, readonly SpeedRange[]> = {};
  for (const fan of fans)
    ranges[fan.output] = widened(state.ranges[fan.output] ?? [], image.wallMs, fan, read);
  let counts = state.counts;
  const events: RuleEvent[] = [];
  const receptors = new Set(plan.receptors.map(({ id }) => id));
  for (const spectrum of closed) {
    if (!receptors.has(spectrum.level)) continue;
    const tones = tonesOf(spectrum.bandsHz, spectrum.bandsDb);
    for (const fan of fans) {
      const next = counted(counts[fan.output], fan, ranges[fan.output] ?? [], spectrum, tones);
      if (next === undefined) continue;
      const before = learnedBands(counts[fan.output]);
      counts = { ...counts, [fan.output]: next };
      events.push(...newBands(before, learnedBands(next), fan, spectrum.level));
    }
  }
  return { state: { counts, ranges }, events };
}

/** The bands that a fan steps over: written in the site file, and learned. */
export function toneBandsOf(fan: FanPlan, state: FanToneState | undefined): readonly ToneBand[] {
  return [...(fan.avoid ?? []), ...learnedBands(state?.counts[fan.output])];
}

/** Neighbouring classes with tones as bands, a class wider at each side. */
export function learnedBands(counts: ToneCounts | undefined): readonly ToneBand[] {
  if (counts === undefined) return [];
  const bands: ToneBand[] = [];
  counts.minutes.forEach((minutes, at) => {
    const tones = counts.tones[at] ?? 0;
    if (tones < LEAST_TONES || tones < LEAST_SHARE * minutes) return;
    const [lowPct, highPct] = [(at - 1) * CLASS_PCT, (at + 2) * CLASS_PCT];
    const last = bands.at(-1);
    if (last !== undefined && lowPct <= last.highPct) bands[bands.length - 1] = { ...last, highPct };
    else bands.push({ lowPct, highPct });
  });
  return bands;
}

function widened(
  before: readonly SpeedRange[],
  wallMs: number,
  fan: FanPlan,
  read: Read,
): readonly SpeedRange[] {
  const speedRpm = read(fan.speed);
  if (speedRpm === null) return before;
  const pct = (100 * speedRpm) / fan.fullRpm;
  const startWallMs = minuteStart(wallMs);
  const last = before.at(-1);
  if (last?.startWallMs !== startWallMs)
    return [...before.slice(-1), { startWallMs, leastPct: pct, mostPct: pct }];
  if (pct >= last.leastPct && pct <= last.mostPct) return before;
  const wider = { startWallMs, leastPct: Math.min(last.leastPct, pct), mostPct: Math.max(last.mostPct, pct) };
  return [...before.slice(0, -1), wider];
}

/** The counts with one more minute; undefined where it says nothing of this fan. */
function counted(
  counts: ToneCounts | undefined,
  fan: FanPlan,
  ranges: readonly SpeedRange[],
  { startWallMs }: ClosedSpectrum,
  tones: ReturnType<typeof tonesOf>,
): ToneCounts | undefined {
  const pass = bladePass(fan, ranges, startWallMs);
  if (pass === null) return undefined;
  const isOwn = tones.some((tone) => isAtPass(tone, pass.hz));
  const at = Math.min(CLASSES - 1, Math.floor(pass.pct / CLASS_PCT));
  const { minutes, tones: before } = counts ?? { minutes: zeros(), tones: zeros() };
  return { minutes: plusOne(minutes, at), tones: isOwn ? plusOne(before, at) : before };
}

/** Speed and blade pass of a fan in a minute; null where it stood, or the speed was not steady or not known. */
export function bladePass(
  { fullRpm, blades = 0 }: FanPlan,
  ranges: readonly SpeedRange[],
  startWallMs: number,
): { readonly pct: number; readonly hz: number } | null {
  const range = ranges.find((one) => one.startWallMs === startWallMs);
  if (range === undefined || range.mostPct - range.leastPct > STEADY_PCT || range.leastPct < CLASS_PCT)
    return null;
  const pct = (range.leastPct + range.mostPct) / 2;
  return blades === 0 ? null : { pct, hz: ((pct / 100) * fullRpm * blades) / 60 };
}

/** Whether a tone lies at a blade pass or at twice that. */
export function isAtPass({ bandHz, otherHz }: Pick<BandTone, 'bandHz' | 'otherHz'>, passHz: number): boolean {
  return [bandHz, otherHz ?? bandHz].some((hz) => isNear(hz, passHz) || isNear(hz, 2 * passHz));
}

function isNear(hz: number, passHz: number): boolean {
  return Math.abs(Math.log2(hz / passHz)) <= SAME_BAND_OCTAVES;
}

function newBands(
  before: readonly ToneBand[],
  after: readonly ToneBand[],
  fan: FanPlan,
  receptor: string,
): readonly RuleEvent[] {
  const isKnown = ({ lowPct, highPct }: ToneBand) =>
    before.some((one) => one.lowPct <= lowPct && one.highPct >= highPct);
  return after
    .filter((band) => !isKnown(band))
    .map(({ lowPct, highPct }) => {
      const hz = Math.round((((lowPct + highPct) / 200) * fan.fullRpm * (fan.blades ?? 0)) / 60);
      return {
        class: 'fault',
        severity: 'warning',
        subject: fan.output,
        state: 'noted',
        message: message('fan-tone-learned', { fan: fan.output, receptor, hz, lowPct, highPct }),
      };
    });
}

function zeros(): readonly number[] {
  return new Array<number>(CLASSES).fill(0);
}

function plusOne(counts: readonly number[], at: number): readonly number[] {
  return counts.map((count, index) => (index === at ? count + 1 : count));
}
