/**
 * At which speeds a fan has a tone that stands out at a receptor: learned while it runs, from stretches of ten seconds. In a
 * minute a fan under control has moved; in ten seconds it mostly kept its speed. Each stretch has the spectrum at the
 * receptor and the speed of each fan (tone-counts.ts says what that makes of it). Fans that turn alike cannot be told apart:
 * a tone is that of all of them.
 */

import { type BandTone, tonesOf } from '../../acoustics/spectra/tones.ts';
import { DAY_MS } from '../../model/duration.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import { type SpectrumState, spectrumSince } from '../inputs/spectrum-minutes.ts';
import { partById, type SnapshotPart } from '../saved/part.ts';
import {
  type BladePass,
  bladePass,
  isAtBase,
  isStanding,
  mayPassAt,
  passAt,
  rangeIn,
  type SpeedRange,
  STRETCH_MS,
  stretchStart,
  widened,
} from './speed-ranges.ts';
import {
  counted,
  forgotten,
  isToneCounts,
  learnedBands,
  suspectedBands,
  type ToneBand,
  type ToneCounts,
  type ToneStretch,
} from './tone-counts.ts';

/** Plain JSON. */
export interface FanToneState {
  /** By fan output. */
  readonly counts: Readonly<Record<string, ToneCounts>>;
  /** By fan output, of the latest two minutes. */
  readonly ranges: Readonly<Record<string, readonly SpeedRange[]>>;
  /** The stretch that is running, and the spectra that were open when it began; absent before the first. */
  readonly begun?: { readonly startWallMs: number; readonly spectra: SpectrumState };
}

/** A fan in a stretch. */
interface FanStretch {
  readonly fan: FanPlan;
  /** Id of its cabinet. */
  readonly cabinet: string;
  readonly range: SpeedRange | undefined;
  /** Null: it stood, or its speed was not steady or not known. */
  readonly pass: BladePass | null;
}

/** What sounds beside it: the spectra of the running minutes, and whether wind or rain drowns them. */
export interface SoundNow {
  readonly open: SpectrumState;
  readonly isDisturbed: boolean;
}

/** Less of a stretch is not enough, s. */
const LEAST_VALID_S = 8;
/** Fans within so much of each other, percent, cannot be told apart. */
const ALIKE_PCT = 1;
/** A fan that steps over a band turns this near to its edge at least. */
const EDGE_PCT = 2;
/** And this far inside it its tone is to be expected. */
const INSIDE_PCT = 1;

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
  isEntry: isToneCounts,
  basis: (plan, output) => {
    const fan = fansOf(plan).find((one) => one.output === output);
    return fan && [fan.fullRpm, fan.blades];
  },
});

/** One cycle: speeds now, and what the stretch says that has ended. */
export function trackFanTones(
  state: FanToneState,
  { wallMs, clockSynced }: Pick<ProcessImage, 'wallMs' | 'clockSynced'>,
  plan: ControlPlan,
  read: Read,
  { open, isDisturbed }: SoundNow,
): { state: FanToneState; events: readonly RuleEvent[] } {
  const fans = fansOf(plan).filter(({ blades }) => blades !== undefined);
  if (plan.spectra === undefined || fans.length === 0) return { state, events: [] };
  const ranges = Object.fromEntries(
    fans.map((fan) => [fan.output, widened(state.ranges[fan.output] ?? [], wallMs, fan, read)]),
  );
  const startWallMs = stretchStart(wallMs);
  const { begun } = state;
  if (begun?.startWallMs === startWallMs) return { state: { ...state, ranges }, events: [] };
  const next = { counts: state.counts, ranges, begun: { startWallMs, spectra: open } };
  const isEnded = begun !== undefined && startWallMs - begun.startWallMs === STRETCH_MS;
  if (!isEnded || isDisturbed) return { state: next, events: [] };
  const stretches = fans.map((fan): FanStretch => {
    const range = rangeIn(ranges[fan.output] ?? [], begun.startWallMs, STRETCH_MS);
    const cabinet = plan.cabinets.find((one) => one.fans.includes(fan))?.id ?? '';
    return { fan, cabinet, range, pass: bladePass(fan, range) };
  });
  const day = clockSynced ? Math.floor(begun.startWallMs / DAY_MS) : null;
  const learned = learnedFrom(state.counts, stretches, begun.spectra, { open, day }, plan);
  return { state: { ...next, counts: learned.counts }, events: learned.events };
}

/** The bands that a fan steps over: written in the site file, learned and suspected ones unless the site file says that it only learns. */
export function toneBandsOf(
  fan: FanPlan,
  state: FanToneState | undefined,
  plan: Pick<ControlPlan, 'fanTones'>,
): readonly ToneBand[] {
  const learned = plan.fanTones === 'learn' ? [] : suspectedBands(fan, state?.counts[fan.output]);
  return [...(fan.avoid ?? []), ...learned];
}

function learnedFrom(
  before: FanToneState['counts'],
  stretches: readonly FanStretch[],
  spectra: SpectrumState,
  { open, day }: { readonly open: SpectrumState; readonly day: ToneStretch['day'] },
  plan: ControlPlan,
): { counts: FanToneState['counts']; events: readonly RuleEvent[] } {
  const counts: Record<string, ToneCounts> = {};
  for (const [output, own] of Object.entries(before)) {
    counts[output] = day === null ? own : forgotten(own, day);
  }
  const events: RuleEvent[] = [];
  for (const receptor of plan.receptors) {
    const bandsHz = plan.spectra?.[receptor.spectrum ?? '']?.bandsHz ?? [];
    const spectrum = spectrumSince(spectra[receptor.id] ?? [], open[receptor.id] ?? []);
    if (spectrum === null || spectrum.validS < LEAST_VALID_S) continue;
    const tones = tonesOf(bandsHz, spectrum.bandsDb);
    const known = new Map(stretches.map(({ fan }) => [fan.output, learnedBands(fan, counts[fan.output])]));
    for (const one of stretches) {
      const { fan, range, pass } = one;
      if (pass === null && (range === undefined || !isStanding(range))) continue;
      const next = counted(counts[fan.output], { ...sharedWith(one, stretches, known), pass, tones, day });
      counts[fan.output] = next;
      const bands = learnedBands(fan, next);
      events.push(...newBands(known.get(fan.output) ?? [], bands, fan, receptor.id, plan));
    }
  }
  return { counts, events };
}

/**
 * Whose a tone may be beside the fan's. A tone at the pass of another fan is not laid at a fan of which it is twice the pass.
 * Fans of one cabinet that turn alike are not told apart: they share their speeds.
 */
function sharedWith(
  { fan, pass, cabinet }: FanStretch,
  all: readonly FanStretch[],
  known: ReadonlyMap<string, readonly ToneBand[]>,
): Pick<ToneStretch, 'isShared' | 'isExplained' | 'isOthers'> {
  const others = all.filter((other) => other.fan !== fan);
  const isAtBaseOf = (tone: BandTone) => pass !== null && isAtBase(tone, pass.hz);
  const thoseAt = (tone: BandTone, orders: 1 | 2) =>
    others.filter((other) =>
      [tone.bandHz, tone.otherHz ?? tone.bandHz].some((hz) => mayPassAt(hz, other.fan, other.range, orders)),
    );
  const rivalsOf = (tone: BandTone) => thoseAt(tone, isAtBaseOf(tone) ? 1 : 2);
  const isWithin = (one: FanPlan, at: BladePass | null, edgePct: number) =>
    [...(one.avoid ?? []), ...(known.get(one.output) ?? [])].some(
      ({ lowPct, highPct }) => at !== null && at.pct > lowPct - edgePct && at.pct < highPct + edgePct,
    );
  const isAtEdge = (one: FanPlan, at: BladePass | null) => isWithin(one, at, EDGE_PCT);
  const isTwin = (other: FanStretch) => other.cabinet === cabinet && isAlike(other.pass, pass);
  // Where all of them turn at the edges of their bands, it is the tones of all of them that add.
  const isFree = (other: FanStretch) => !isTwin(other) && !isAtEdge(other.fan, other.pass);
  const isInside = (other: FanStretch) => !isTwin(other) && isWithin(other.fan, other.pass, -INSIDE_PCT);
  return {
    isShared: (tone) => !isAtEdge(fan, pass) && rivalsOf(tone).some((other) => !isTwin(other)),
    isExplained: (tone) =>
      (!isAtBaseOf(tone) && thoseAt(tone, 1).length > 0) ||
      rivalsOf(tone).some((other) => isInside(other) || (isAtEdge(fan, pass) && isFree(other))),
    isOthers: (hz) => others.some((other) => mayPassAt(hz, other.fan, other.range, 2)),
  };
}

function isAlike(one: BladePass | null, other: BladePass | null): boolean {
  return one !== null && other !== null && Math.abs(one.pct - other.pct) <= ALIKE_PCT;
}

/** Bands that were not known before, each told with its cause. */
function newBands(
  before: readonly ToneBand[],
  after: readonly ToneBand[],
  fan: FanPlan,
  receptor: string,
  plan: ControlPlan,
): readonly RuleEvent[] {
  const isKnown = ({ lowPct, highPct }: ToneBand) =>
    before.some((one) => one.lowPct <= lowPct && one.highPct >= highPct);
  return after
    .filter((band) => !isKnown(band))
    .map(({ lowPct, highPct }) => {
      const pct = (lowPct + highPct) / 2;
      const at = { fan: fan.output, receptor, pct, hz: Math.round(passAt(fan, pct)) };
      const key = plan.fanTones === 'learn' ? 'fan-tone-noted' : 'fan-tone-learned';
      return {
        class: 'fault',
        severity: 'warning',
        subject: fan.output,
        state: 'noted',
        message: message(key, { ...at, lowPct, highPct }),
      };
    });
}
