/**
 * At which speeds a fan has a tone that stands out at a receptor: counted minute by minute, from the spectra there and the
 * speed at which the fan turned. A minute counts where the speed was steady, and its tone where it lies at the blade pass of
 * the fan (speed times blades) or twice that. Fans of equal speed and blades cannot be told apart: all of them count. What has
 * a tone there while the fan turns elsewhere is no tone of the fan's.
 */

import { minuteStart } from '../../acoustics/periods/periods.ts';
import { type BandTone, tonesOf } from '../../acoustics/spectra/tones.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import { thirdsHz } from '../../model/sound/bands.ts';
import type { ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { ClosedSpectrum } from '../inputs/spectrum-minutes.ts';
import { isNumber, listOf, objectOf, orAbsent } from '../saved/check.ts';
import { partById, type SnapshotPart } from '../saved/part.ts';

/** Minutes by class of speed, and those of them with a tone at the blade pass. */
interface ToneCounts {
  readonly minutes: readonly number[];
  readonly tones: readonly number[];
  /** By third: minutes in which the pass was not near it, and those of them with a tone in it; absent: of an older version. */
  readonly elsewhere?: Elsewhere | undefined;
}

interface Elsewhere {
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
/**
 * What has a tone there whatever the fan does, such as a transformer at 100 Hz, is not the fan, and stepping over would not
 * take it away: while the fan turned elsewhere for so many minutes at least, at most this share of the tone may have been there.
 */
const LEAST_ELSEWHERE = 5;
const MOST_ELSEWHERE = 0.5;
/** The fan needs its speeds: a band that would be wider is none. */
const WIDEST_PCT = 30;
/** A tone lies at a frequency where its band does: a third, and a little for a speed that is known to a class. */
const SAME_BAND_OCTAVES = 0.22;
/** The same for any speed of a class. */
const CLASS_BAND_OCTAVES = 0.27;

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
  isEntry: objectOf<ToneCounts>({
    minutes: listOf(isNumber),
    tones: listOf(isNumber),
    elsewhere: orAbsent(objectOf<Elsewhere>({ minutes: listOf(isNumber), tones: listOf(isNumber) })),
  }),
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
      const before = learnedBands(fan, counts[fan.output]);
      counts = { ...counts, [fan.output]: next };
      events.push(...newBands(before, learnedBands(fan, next), fan, spectrum.level));
    }
  }
  return { state: { counts, ranges }, events };
}

/** The bands that a fan steps over: written in the site file, and learned. */
export function toneBandsOf(fan: FanPlan, state: FanToneState | undefined): readonly ToneBand[] {
  return [...(fan.avoid ?? []), ...learnedBands(fan, state?.counts[fan.output])];
}

/** Neighbouring classes with tones of the fan as bands, a class wider at each side. */
export function learnedBands(fan: FanPlan, counts: ToneCounts | undefined): readonly ToneBand[] {
  if (counts === undefined) return [];
  const bands: ToneBand[] = [];
  counts.minutes.forEach((minutes, at) => {
    const tones = counts.tones[at] ?? 0;
    if (tones < LEAST_TONES || tones < LEAST_SHARE * minutes) return;
    const passHz = passAt(fan, (at + 0.5) * CLASS_PCT);
    if (shareElsewhere(counts.elsewhere, passHz) > (MOST_ELSEWHERE * tones) / minutes) return;
    const [lowPct, highPct] = [(at - 1) * CLASS_PCT, (at + 2) * CLASS_PCT];
    const last = bands.at(-1);
    if (last !== undefined && lowPct <= last.highPct) bands[bands.length - 1] = { ...last, highPct };
    else bands.push({ lowPct, highPct });
  });
  return bands.filter(({ lowPct, highPct }) => highPct - lowPct <= WIDEST_PCT);
}

/** The largest share of minutes with a tone in a third at this pass or twice that, while the fan turned elsewhere; 1: not known. */
function shareElsewhere(elsewhere: Elsewhere | undefined, passHz: number): number {
  const shares = thirdsHz.flatMap((hz, band) => {
    if (!isNear(hz, passHz, CLASS_BAND_OCTAVES) && !isNear(hz, 2 * passHz, CLASS_BAND_OCTAVES)) return [];
    const minutes = elsewhere?.minutes[band] ?? 0;
    return minutes < LEAST_ELSEWHERE ? [] : [(elsewhere?.tones[band] ?? 0) / minutes];
  });
  return shares.length === 0 ? 1 : Math.max(...shares);
}

function passAt({ fullRpm, blades = 0 }: FanPlan, pct: number): number {
  return ((pct / 100) * fullRpm * blades) / 60;
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
  const { minutes, tones: before, elsewhere } = counts ?? { minutes: zeros(CLASSES), tones: zeros(CLASSES) };
  const range = ranges.find((one) => one.startWallMs === startWallMs);
  // A fan that stands has no pass, and all that is heard is elsewhere.
  if (range !== undefined && range.mostPct < CLASS_PCT)
    return { minutes, tones: before, elsewhere: countedElsewhere(elsewhere, 0, tones) };
  const pass = bladePass(fan, ranges, startWallMs);
  if (pass === null) return undefined;
  const isOwn = tones.some((tone) => isAtPass(tone, pass.hz));
  const at = Math.min(CLASSES - 1, Math.floor(pass.pct / CLASS_PCT));
  return {
    minutes: plusOne(minutes, at),
    tones: isOwn ? plusOne(before, at) : before,
    elsewhere: countedElsewhere(elsewhere, pass.hz, tones),
  };
}

/** One minute more for each third that is not at the pass. */
function countedElsewhere(
  before: Elsewhere = { minutes: zeros(thirdsHz.length), tones: zeros(thirdsHz.length) },
  passHz: number,
  tones: readonly BandTone[],
): Elsewhere {
  const isAway = (hz: number) => passHz === 0 || (!isNear(hz, passHz) && !isNear(hz, 2 * passHz));
  const withTone = new Set(tones.flatMap(({ bandHz, otherHz }) => [bandHz, otherHz ?? bandHz]));
  return {
    minutes: before.minutes.map((count, band) => count + (isAway(thirdsHz[band] ?? 0) ? 1 : 0)),
    tones: before.tones.map((count, band) => {
      const hz = thirdsHz[band] ?? 0;
      return count + (isAway(hz) && withTone.has(hz) ? 1 : 0);
    }),
  };
}

/** Speed and blade pass of a fan in a minute; null where it stood, or the speed was not steady or not known. */
export function bladePass(
  fan: FanPlan,
  ranges: readonly SpeedRange[],
  startWallMs: number,
): { readonly pct: number; readonly hz: number } | null {
  const range = ranges.find((one) => one.startWallMs === startWallMs);
  if (range === undefined || range.mostPct - range.leastPct > STEADY_PCT || range.leastPct < CLASS_PCT)
    return null;
  const pct = (range.leastPct + range.mostPct) / 2;
  return fan.blades === undefined ? null : { pct, hz: passAt(fan, pct) };
}

/** Whether a tone lies at a blade pass or at twice that. */
export function isAtPass({ bandHz, otherHz }: Pick<BandTone, 'bandHz' | 'otherHz'>, passHz: number): boolean {
  return [bandHz, otherHz ?? bandHz].some((hz) => isNear(hz, passHz) || isNear(hz, 2 * passHz));
}

function isNear(hz: number, passHz: number, octaves = SAME_BAND_OCTAVES): boolean {
  return Math.abs(Math.log2(hz / passHz)) <= octaves;
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

function zeros(size: number): readonly number[] {
  return new Array<number>(size).fill(0);
}

function plusOne(counts: readonly number[], at: number): readonly number[] {
  return counts.map((count, index) => (index === at ? count + 1 : count));
}
