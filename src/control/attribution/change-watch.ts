/**
 * Has the world changed? What is heard in quiet moments beyond our own sound is held against the calm of before. More for
 * a while is a suspicion, no more: traffic, a truck and a heat pump do the same. Then the fans go slower and back by turns
 * for two to four minutes (rules/fan-dither.ts), and what is heard of these steps tells: a sound that comes and goes with
 * our fans is ours (docs/acoustics.md, Change of the world).
 *
 *   5 s -> their quiet second -> CUSUM of what is beyond model and calm -> suspicion -> steps -> factor of each group of fans
 *
 * The calm follows within minutes: a background that learns as fast as the estimator's would take a door that opens for the
 * city's. It keeps while steps run and after them, so that nothing is missed then.
 */

import type { KnownFans } from '../../acoustics/estimation/known-fans.ts';
import {
  isDecided,
  isPromising,
  type SteppedSecond,
  type StepResult,
  stepFactors,
} from '../../acoustics/estimation/step-factors.ts';

/** Plain JSON, of one receptor. */
export interface ChangeWatch {
  /** The running 5 s. */
  readonly seconds: readonly MeasuredSecond[];
  /** The quiet second of each of the latest 5 s. */
  readonly quiet?: readonly MeasuredSecond[];
  /** What is heard beyond our sound in the quiet moments of before, energy; absent before the first. */
  readonly calm?: number;
  /** How far the quiet moments have lain above model and calm lately, standard deviations summed up. */
  readonly cusum?: number;
  /** Time since the steps for a suspicion, or for a measurement of the fans, began, s; null: none run. */
  readonly stepsS: number | null;
  /** They run to measure the fans, nothing is suspected. */
  readonly isRoutine?: boolean;
  /** Energies of the fit as the steps began: what they say is said of it. */
  readonly begun?: readonly number[];
  /** What steps have said of the fans of each group; null: not yet. */
  readonly known?: readonly (KnownFans | null)[];
  /** Time since steps were run last, s; absent: never. */
  readonly steppedS?: number;
  /** How many steps in a row have left all fans unheard; absent: none. */
  readonly inVain?: number;
  /** What was heard beyond model and calm when it began, divided by the model. */
  readonly jump?: number;
  /** What was heard since then. */
  readonly blocks: readonly WatchedSecond[];
  /** No new suspicion arises before this has passed, s. */
  readonly restS: number;
  /** Time since a change was found, s; null: never. */
  readonly changedS: number | null;
}

/** One second beside what the model says of it, energies. */
export interface MeasuredSecond {
  readonly energy: number;
  /** Our sources and the cars by the model, and its standard deviation at these speeds and powers. */
  readonly modelled: number;
  readonly deviation: number;
  /** The fans of each group of cabinets by the model. */
  readonly fans: readonly number[];
}

/** A quiet second of the steps. */
interface WatchedSecond extends SteppedSecond {
  readonly modelled: number;
}

const BLOCK_SECONDS = 5;
/** The second quietest of 5: words leave more than that. */
const QUIET_RANK = 1;
/** Where the fans changed by more than this within a block, share of what is heard, the block belongs to no speed. */
const STEADY_SHARE = 0.06;
/** The quietest of 40 s counts: a car has passed by then, and what is ours stays. */
const QUIET_BLOCKS = 8;
/** How far a calm lies from that of before without any event, share of it. */
const CALM_DEVIATION = 0.3;
/** A block may deviate so far without counting, in standard deviations; what lies beyond the other counts no more. */
const SLACK = 1.2;
const MOST = 3;
/** Standard deviations, summed up, that make a suspicion: 5 dB do so after a minute, a wandering calm about twice an hour. */
const SUSPICION = 8;
/** The calm follows what is quieter and what is louder within these times, s. */
const FALL_TAU_S = 40;
const RISE_TAU_S = 600;
/** The first calm must be so old before anything may be concluded from it, s. */
const FIRST_TAU_S = 60;
/** At least this share of what is heard is not ours. */
const CALM_LEAST_SHARE = 0.1;
/** A sound that is so many times the calm is no new calm. */
const LARGEST_RISE = 2;
/** The calm after steps is that of their last minute. */
const CALM_BLOCKS = 12;
/** How long the steps take, s. */
export const STEPS_S = 124;
/** They go on for as long again where that has not decided it, and once more where they may yet show louder fans. */
const STEPS_TWICE_S = 2 * STEPS_S;
/** The longest that steps take, s. */
export const STEPS_MAX_S = 3 * STEPS_S;
/** Fans that no steps have heard yet, and those of a changed world, are measured after this time, s. */
const MEASURED_ANEW_S = 900;
/** After so many in vain, later by as much each time: fans that nobody hears are not stepped all night for it. */
const VAIN_TRIES = 4;
/** Fans that are known no better than this, share of their energy, are measured sooner, s. */
const VAGUE = 0.25;
const VAGUE_EVERY_S = 1800;
/** Rest after steps, s. */
const REST_S = 60;

/** Nothing heard yet. */
export function newChangeWatch(): ChangeWatch {
  return { seconds: [], cusum: 0, stepsS: null, blocks: [], restS: 0, changedS: null };
}

/** Lets time pass. */
export function ageChangeWatch(before: ChangeWatch, elapsedS: number): ChangeWatch {
  const { stepsS, restS, changedS, steppedS } = before;
  return {
    ...before,
    ...(steppedS === undefined ? {} : { steppedS: steppedS + elapsedS }),
    stepsS: stepsS === null ? null : stepsS + elapsedS,
    restS: Math.max(0, restS - elapsedS),
    changedS: changedS === null ? null : changedS + elapsedS,
  };
}

/** Whether steps run because a change of the world is suspected. */
export function isSuspected({ stepsS, isRoutine = false }: ChangeWatch): boolean {
  return stepsS !== null && !isRoutine;
}

/**
 * Begins steps that measure the fans, when none run and the last are `everyS` ago: sooner where they have hardly heard them, and after
 * a change, since what is taken over of one is rough. `fit`: energies of the model.
 */
export function measureFans(before: ChangeWatch, fit: readonly number[], everyS: number): ChangeWatch {
  const { stepsS, restS, steppedS = Number.POSITIVE_INFINITY } = before;
  const dueS = measuredAgainS(before, steppedS, everyS);
  if (everyS === 0 || stepsS !== null || restS > 0 || steppedS < Math.min(dueS, everyS)) return before;
  return { ...before, cusum: 0, stepsS: 0, isRoutine: true, begun: fit, jump: 0, blocks: [] };
}

/** How long after the last steps fans are measured again, s. */
function measuredAgainS(
  { changedS, known = [], inVain = 0 }: ChangeWatch,
  steppedS: number,
  everyS: number,
): number {
  if (changedS !== null && changedS <= steppedS) return MEASURED_ANEW_S;
  const measured = known.filter((fans) => fans !== null);
  if (measured.length === 0) return MEASURED_ANEW_S * Math.max(1, inVain - VAIN_TRIES + 1);
  return measured.some(({ energy, deviation }) => deviation > VAGUE * energy) ? VAGUE_EVERY_S : everyS;
}

/**
 * Takes one second. `mayWatch` false: the model is not yet one to hold anything against, or the fans hardly count. `fit`:
 * energies of the model.
 */
export function watchSecond(
  before: ChangeWatch,
  second: MeasuredSecond,
  mayWatch: boolean,
  fit: readonly number[],
): ChangeWatch {
  const seconds = [...before.seconds, second];
  if (seconds.length < BLOCK_SECONDS) return { ...before, seconds };
  const quiet = seconds.toSorted((a, b) => a.energy - b.energy)[QUIET_RANK];
  if (quiet === undefined || !isSteadyBlock(seconds)) return { ...before, seconds: [] };
  const { stepsS, restS, cusum = 0 } = before;
  if (stepsS !== null) {
    const { energy, modelled, fans } = quiet;
    const block = { atS: stepsS, energy, modelled, fans };
    return { ...before, seconds: [], blocks: [...before.blocks, block] };
  }
  const latest = [...(before.quiet ?? []), quiet].slice(-QUIET_BLOCKS);
  const lowest = latest.reduce((a, b) => (restOf(b) < restOf(a) ? b : a));
  const after = {
    ...before,
    seconds: [],
    quiet: latest,
    calm: nextCalm(before.calm, restOf(lowest), mayWatch),
  };
  if (!mayWatch || restS > 0 || latest.length < QUIET_BLOCKS) return { ...after, cusum: 0 };
  const deviation = Math.hypot(CALM_DEVIATION * after.calm, lowest.deviation);
  const above = (lowest.energy - lowest.modelled - after.calm) / Math.max(1, deviation);
  const next = Math.max(0, cusum + Math.min(MOST, above) - SLACK);
  if (next < SUSPICION) return { ...after, cusum: next };
  const jump = (lowest.energy - lowest.modelled - after.calm) / Math.max(1, lowest.modelled);
  return { ...after, cusum: 0, stepsS: 0, isRoutine: false, begun: fit, jump, blocks: [] };
}

/** What the steps said, once they have decided it or are over; null before. `elapsedS`: time since the last cycle. */
export function stepResult(
  { stepsS, blocks, isRoutine = false }: ChangeWatch,
  elapsedS: number,
): StepResult | null {
  if (stepsS === null) return null;
  if (stepsS >= STEPS_MAX_S) return stepFactors(blocks);
  // Looked at twice on the way: each look is one more chance to be wrong.
  if (isLook(stepsS, STEPS_S, elapsedS)) {
    const result = stepFactors(blocks);
    return isDecided(result) ? result : null;
  }
  if (!isLook(stepsS, STEPS_TWICE_S, elapsedS)) return null;
  const result = stepFactors(blocks);
  return !isRoutine && isPromising(result) ? null : result;
}

/** Whether this is the first cycle after `atS`. */
function isLook(stepsS: number, atS: number, elapsedS: number): boolean {
  return stepsS >= atS && stepsS - elapsedS < atS;
}

/** The watch after its steps. `calm`: what they left for others, energy; null where our model is as before. */
export function endSuspicion(
  before: ChangeWatch,
  isChanged: boolean,
  calm: number | null,
  known: readonly (KnownFans | null)[],
): ChangeWatch {
  const changedS = isChanged ? 0 : before.changedS;
  const left = calm ?? calmOf(before);
  return {
    ...before,
    stepsS: null,
    steppedS: 0,
    known,
    inVain: known.some((fans) => fans !== null) ? 0 : (before.inVain ?? 0) + 1,
    blocks: [],
    quiet: [],
    calm: left,
    cusum: 0,
    restS: REST_S,
    changedS,
  };
}

/** What the last minute of the steps left for others: one of its quietest seconds, as where the watch goes on. */
function calmOf({ blocks, calm = 0 }: ChangeWatch): number {
  const rests = blocks.slice(-CALM_BLOCKS).map(restOf);
  return rests.toSorted((a, b) => a - b)[QUIET_RANK] ?? calm;
}

/** What is not ours, at least. */
function restOf({ energy, modelled }: Pick<MeasuredSecond, 'energy' | 'modelled'>): number {
  return Math.max(CALM_LEAST_SHARE * energy, energy - modelled);
}

function nextCalm(before: number | undefined, rest: number, mayWatch: boolean): number {
  if (before === undefined) return rest;
  const tauS = mayWatch ? (rest < before ? FALL_TAU_S : RISE_TAU_S) : FIRST_TAU_S;
  return before + (1 - Math.exp(-BLOCK_SECONDS / tauS)) * (Math.min(rest, LARGEST_RISE * before) - before);
}

function isSteadyBlock(seconds: readonly MeasuredSecond[]): boolean {
  const fans = seconds.map((one) => one.fans.reduce((sum, energy) => sum + energy, 0));
  const least = Math.min(...seconds.map(({ energy }) => energy));
  return Math.max(...fans) - Math.min(...fans) <= STEADY_SHARE * least;
}
