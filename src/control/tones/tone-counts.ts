/**
 * What the stretches say of one fan, by classes of its speed, and the speeds at which it has a tone that stands out.
 *
 * A tone at the blade pass counts for the fan. Where another fan of another speed had its pass there too, it may be that
 * one's: such stretches count less, and not at all once the other is known to have a tone at its speed. What has a tone
 * there while the fan turns elsewhere is no tone of the fan's.
 */

import type { BandTone } from '../../acoustics/spectra/tones.ts';
import { thirdsHz } from '../../model/sound/bands.ts';
import type { FanPlan } from '../../plan/control-plan.ts';
import { isNumber, listOf, objectOf } from '../saved/check.ts';
import { isAtPass, passAt } from './speed-ranges.ts';

/** Counts of stretches; lists by class of speed. */
export interface ToneCounts {
  readonly stretches: readonly number[];
  /** With a tone at the blade pass. */
  readonly tones: readonly number[];
  /** The same without those whose tone may be another fan's. */
  readonly alone: readonly number[];
  readonly aloneTones: readonly number[];
  /** 1: the fan is known to have a tone at it, unless the tone is there elsewhere too. */
  readonly known: readonly number[];
  /** How far the tone stood above its criterion at most, dB. */
  readonly overDb: readonly number[];
  /** Day since 1970 on which the tone was last heard. */
  readonly latestDay: readonly number[];
  readonly elsewhere: Elsewhere;
}

/** By third: stretches in which the pass was not near it, and those of them with a tone in it. */
interface Elsewhere {
  readonly stretches: readonly number[];
  readonly tones: readonly number[];
}

/** Speeds of a fan that are stepped over, percent. */
export interface ToneBand {
  readonly lowPct: number;
  readonly highPct: number;
}

/** What one stretch says of a fan. */
export interface ToneStretch {
  /** Null: it stood. */
  readonly pass: { readonly pct: number; readonly hz: number } | null;
  readonly tones: readonly BandTone[];
  /** Whether a tone may be another fan's, as far as it is not known to be. */
  readonly isShared: (tone: BandTone) => boolean;
  /** Whether it is that of a fan that is known to have one at its speed. */
  readonly isExplained: (tone: BandTone) => boolean;
  /** Whether another fan may have passed at a frequency. */
  readonly isOthers: (hz: number) => boolean;
  /** Since 1970; null: the clock may be wrong. */
  readonly day: number | null;
}

const CLASS_PCT = 2;
const CLASSES = 100 / CLASS_PCT + 1;
/** A speed is avoided after so many stretches with a tone at it and beside it, and if half of those at it have one. */
const LEAST_ALONE = 4;
const LEAST_TONES = 8;
const LEAST_SHARE = 0.5;
/**
 * What has a tone there whatever the fan does, such as a transformer at 100 Hz, is not the fan, and stepping over would not
 * take it away: so many stretches elsewhere at least, and this share of them at most with a tone.
 */
const LEAST_ELSEWHERE = 6;
const MOST_ELSEWHERE = 0.1;
/** A tone at a fan that never turned elsewhere is taken to be there always. */
const NEVER_ELSEWHERE = 1;
/**
 * Beside a speed with a tone so many classes are avoided, too: two fans that are each a little below the criterion are above it
 * together. One more for each so many dB that the tone stands above it: the flank of a resonance of a quality near 10.
 */
const FLANKS = 2;
const FLANK_DB = 3;
const WIDEST_FLANK = 3;
/** The fan needs its speeds: a band that would be wider is none, and nor are bands that take more of them together. */
const WIDEST_PCT = 30;
const MOST_TOGETHER_PCT = 40;
/** What a fan did long ago at a speed must not outweigh what it does now: from so many stretches on, all count half. */
const MEMORY = 12;
const MEMORY_ELSEWHERE = 360;
/** A third beside any speed of a class. */
const CLASS_BAND_OCTAVES = 0.27;
/** A tone that was not heard for so long is forgotten, so that its speeds are tried again: the bearing may be a new one. */
const FORGOTTEN_DAYS = 14;

/** The bands are asked for in every cycle, so their logarithms are taken once. */
const thirdOctaves = thirdsHz.map(Math.log2);

/** A fan of which nothing is known. */
export const noCounts: ToneCounts = {
  stretches: zeros(CLASSES),
  tones: zeros(CLASSES),
  alone: zeros(CLASSES),
  aloneTones: zeros(CLASSES),
  known: zeros(CLASSES),
  overDb: zeros(CLASSES),
  latestDay: zeros(CLASSES),
  elsewhere: { stretches: zeros(thirdsHz.length), tones: zeros(thirdsHz.length) },
};

/** Whether saved counts have this form. Those of other classes or thirds have not. */
export const isToneCounts = objectOf<ToneCounts>({
  stretches: isByClass,
  tones: isByClass,
  alone: isByClass,
  aloneTones: isByClass,
  known: isByClass,
  overDb: isByClass,
  latestDay: isByClass,
  elsewhere: objectOf<Elsewhere>({ stretches: isByThird, tones: isByThird }),
});

/** Neighbouring classes with tones of the fan as bands, wider at each side by what the tone stands out. */
export function learnedBands(fan: FanPlan, counts: ToneCounts | undefined): readonly ToneBand[] {
  return bandsWhere(fan, counts, NEVER_ELSEWHERE);
}

/**
 * The same and what is suspected: a tone at a fan that never turned elsewhere. Stepping aside tells whether it is the fan's,
 * and where it is not, the suspicion is over within a minute.
 */
export function suspectedBands(fan: FanPlan, counts: ToneCounts | undefined): readonly ToneBand[] {
  return bandsWhere(fan, counts, 0);
}

function bandsWhere(
  fan: FanPlan,
  counts: ToneCounts | undefined,
  unknownElsewhere: number,
): readonly ToneBand[] {
  if (counts === undefined) return [];
  const bands: ToneBand[] = [];
  counts.known.forEach((_, at) => {
    if (!isTonal(fan, counts, at, unknownElsewhere)) return;
    const flanks = FLANKS + Math.min(WIDEST_FLANK, Math.floor((counts.overDb[at] ?? 0) / FLANK_DB));
    const lowPct = Math.max(0, (at - flanks) * CLASS_PCT);
    const highPct = Math.min(100, (at + 1 + flanks) * CLASS_PCT);
    const last = bands.at(-1);
    if (last !== undefined && lowPct <= last.highPct) {
      const low = Math.min(lowPct, last.lowPct);
      bands[bands.length - 1] = { lowPct: low, highPct: Math.max(highPct, last.highPct) };
    } else bands.push({ lowPct, highPct });
  });
  const together = bands.reduce((sum, { lowPct, highPct }) => sum + highPct - lowPct, 0);
  return together > MOST_TOGETHER_PCT
    ? []
    : bands.filter(({ lowPct, highPct }) => highPct - lowPct <= WIDEST_PCT);
}

/** The counts with one more stretch. */
export function counted(earlier: ToneCounts = noCounts, stretch: ToneStretch): ToneCounts {
  const { pass } = stretch;
  const at = pass === null ? 0 : classOf(pass.pct);
  const before = pass === null ? earlier : fading(earlier, at);
  const elsewhere = countedElsewhere(before.elsewhere, stretch);
  const { tones, isShared, isExplained, day } = stretch;
  if (pass === null) return { ...before, elsewhere };
  const atPass = tones.filter((tone) => isToneAt(tone, pass.hz));
  const own = atPass.filter((tone) => !isExplained(tone));
  if (atPass.length > own.length && own.length === 0) return { ...before, elsewhere };
  const isOwn = own.length > 0;
  // Silence acquits everybody; a tone convicts only who was there alone.
  const isAlone = own.every((tone) => !isShared(tone));
  const add = (list: readonly number[], more: boolean) => (more ? list.with(at, (list[at] ?? 0) + 1) : list);
  const overDb = Math.max(before.overDb[at] ?? 0, ...own.map((tone) => tone.overDb));
  const now = {
    ...before,
    stretches: add(before.stretches, true),
    tones: add(before.tones, isOwn),
    alone: add(before.alone, isAlone),
    aloneTones: add(before.aloneTones, isAlone && isOwn),
    overDb: before.overDb.with(at, overDb),
    latestDay: isOwn && day !== null ? before.latestDay.with(at, day) : before.latestDay,
    elsewhere,
  };
  return isProved(now, at) ? { ...now, known: now.known.with(at, 1) } : now;
}

/** What is known stays so: a fan that steps over a speed has no tone at it any more. */
function isProved({ stretches, tones, alone, aloneTones }: ToneCounts, at: number): boolean {
  const nearby = (list: readonly number[]) => (list[at - 1] ?? 0) + (list[at] ?? 0) + (list[at + 1] ?? 0);
  const isMost = (part: readonly number[], all: readonly number[]) =>
    (part[at] ?? 0) > 0 && (part[at] ?? 0) >= LEAST_SHARE * (all[at] ?? 0);
  const isByAlone = nearby(aloneTones) >= LEAST_ALONE && isMost(aloneTones, alone);
  return isByAlone || (nearby(tones) >= LEAST_TONES && isMost(tones, stretches));
}

function classOf(pct: number): number {
  return Math.min(CLASSES - 1, Math.floor(pct / CLASS_PCT));
}

/** With half of the stretches at a class, where there are many. */
function fading(counts: ToneCounts, at: number): ToneCounts {
  if ((counts.stretches[at] ?? 0) < MEMORY) return counts;
  const halved = (list: readonly number[]) => list.with(at, (list[at] ?? 0) / 2);
  const { stretches, tones, alone, aloneTones } = counts;
  return {
    ...counts,
    stretches: halved(stretches),
    tones: halved(tones),
    alone: halved(alone),
    aloneTones: halved(aloneTones),
  };
}

/** Without the tones that were last heard too long ago. */
export function forgotten(counts: ToneCounts, day: number): ToneCounts {
  const isOld = (at: number) =>
    (counts.tones[at] ?? 0) > 0 && day - (counts.latestDay[at] ?? 0) > FORGOTTEN_DAYS;
  if (!counts.tones.some((_, at) => isOld(at))) return counts;
  const young = (list: readonly number[]) => list.map((value, at) => (isOld(at) ? 0 : value));
  return {
    stretches: young(counts.stretches),
    tones: young(counts.tones),
    alone: young(counts.alone),
    aloneTones: young(counts.aloneTones),
    known: young(counts.known),
    overDb: young(counts.overDb),
    latestDay: young(counts.latestDay),
    elsewhere: counts.elsewhere,
  };
}

/** Whether a tone lies at a blade pass or at twice that. */
export function isToneAt({ bandHz, otherHz }: Pick<BandTone, 'bandHz' | 'otherHz'>, passHz: number): boolean {
  return isAtPass(bandHz, passHz) || isAtPass(otherHz ?? bandHz, passHz);
}

function isTonal(fan: FanPlan, counts: ToneCounts, at: number, unknownElsewhere: number): boolean {
  if (counts.known[at] !== 1) return false;
  const elsewhere = shareElsewhere(counts.elsewhere, passAt(fan, (at + 0.5) * CLASS_PCT)) ?? unknownElsewhere;
  return elsewhere <= MOST_ELSEWHERE;
}

/** The largest share of stretches with a tone in a third at this pass or twice that, while the fan turned elsewhere; null: not known. */
function shareElsewhere({ stretches, tones }: Elsewhere, passHz: number): number | null {
  const passOctave = Math.log2(passHz);
  let most: number | null = null;
  thirdOctaves.forEach((octave, band) => {
    const all = stretches[band] ?? 0;
    const off = octave - passOctave;
    const isNear = Math.abs(off) <= CLASS_BAND_OCTAVES || Math.abs(off - 1) <= CLASS_BAND_OCTAVES;
    if (all >= LEAST_ELSEWHERE && isNear) most = Math.max(most ?? 0, (tones[band] ?? 0) / all);
  });
  return most;
}

/** One stretch more for each third that is not at the pass. A tone that may be another fan's says nothing. */
function countedElsewhere(before: Elsewhere, { pass, tones, isOthers }: ToneStretch): Elsewhere {
  const isOwn = (tone: BandTone) => pass !== null && isToneAt(tone, pass.hz);
  const own = bandsOf(tones.filter(isOwn));
  const foreign = bandsOf(tones.filter((tone) => !isOwn(tone)));
  const says = thirdsHz.map((hz) => {
    const isAway = pass === null || !isAtPass(hz, pass.hz);
    return isAway && !own.has(hz) && (!foreign.has(hz) || !isOthers(hz));
  });
  const kept = before.stretches.map((count) => (count < MEMORY_ELSEWHERE ? 1 : 0.5));
  return {
    stretches: before.stretches.map((count, band) => {
      return count * (kept[band] ?? 1) + (says[band] === true ? 1 : 0);
    }),
    tones: before.tones.map((count, band) => {
      const isForeign = says[band] === true && foreign.has(thirdsHz[band] ?? 0);
      return count * (kept[band] ?? 1) + (isForeign ? 1 : 0);
    }),
  };
}

/** The bands of tones; of one between two bands both. */
function bandsOf(tones: readonly BandTone[]): ReadonlySet<number> {
  return new Set(tones.flatMap(({ bandHz, otherHz }) => [bandHz, otherHz ?? bandHz]));
}

function zeros(size: number): readonly number[] {
  return new Array<number>(size).fill(0);
}

function isByClass(value: unknown): value is readonly number[] {
  return listOf(isNumber)(value) && value.length === CLASSES;
}

function isByThird(value: unknown): value is readonly number[] {
  return listOf(isNumber)(value) && value.length === thirdsHz.length;
}
