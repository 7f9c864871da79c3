/**
 * Has the world changed? What is heard in quiet moments is held against the model at the station's own operating point.
 * Louder for a while is a suspicion, no more: traffic, a truck and a heat pump do the same. Then the fans go slower and
 * back by turns for two minutes (rules/fan-dither.ts), and what is heard of these steps tells: a sound that comes and goes
 * with our fans is ours (docs/acoustics.md, Change of the world).
 *
 *   5 s -> their quiet second -> CUSUM of its distance to the model -> suspicion -> steps -> factor of each group of fans
 */

import { linearFit } from '../../acoustics/estimation/linear-fit.ts';

/** Plain JSON, of one receptor. */
export interface ChangeWatch {
  /** The running 5 s. */
  readonly seconds: readonly MeasuredSecond[];
  /** How much the quiet moments have lain above the model lately, summed up, dB. */
  readonly cusumDb: number;
  /** Time since a suspicion began, s; null: none. */
  readonly suspectedS: number | null;
  /** What was heard since then. */
  readonly blocks: readonly MeasuredSecond[];
  /** Before this has passed no new suspicion, s. */
  readonly restS: number;
  /** Time since a change was found, s; null: never. */
  readonly changedS: number | null;
}

/** One second beside what the model says of it, energies. */
export interface MeasuredSecond {
  readonly energy: number;
  readonly modelled: number;
  /** The fans of each group of cabinets by the model. */
  readonly fans: readonly number[];
}

/** How loud each group of fans is against the model; null: its steps were not heard well enough. */
export interface StepResult {
  readonly factors: readonly (number | null)[];
  readonly deviations: readonly number[];
  /** What did not come and go with the fans, energy. */
  readonly rest: number;
}

const BLOCK_SECONDS = 5;
/** The second quietest of 5: words leave more than that. */
const QUIET_RANK = 1;
/** Fans that went further within a block, share of what is heard: it belongs to no speed. */
const STEADY_SHARE = 0.06;
/** Less than this above the model is the weather; more than the other in one block is somebody's event, dB. */
const SLACK_DB = 0.8;
const MOST_DB = 2.5;
/** So many decibel blocks are a suspicion: 3 dB louder for 40 s, 1.5 dB for a minute and a half. */
const SUSPICION_DB = 12;
/** Steps take so long, s. */
export const STEPS_S = 124;
/** After steps that showed nothing, s. */
const REST_S = 300;
/** The steps must be this share of what is heard. */
const LEAST_STEP = 0.1;
/**
 * How often a group must have gone down and up; steps do it four times. Fans that only rise, as they do with each car
 * that comes, rise together with the voices of its driver, and would take these for their own.
 */
const LEAST_TURNS = 3;
/** A group is louder when it is so many times the model, by so many standard deviations. */
const LOUDER = 1.3;
const SURE = 3;
/** A factor with more doubt than this says nothing. */
const UNCERTAINTY_MAX = 0.4;
/** Louder than the others by so many times their usual distance: not of the fans. */
const FAR_MEDIANS = 3;
const FACTOR_MAX = 20;
/** Two groups agree within a hundredth after so many. */
const ROUNDS = 5;

/** Nothing heard yet. */
export function newChangeWatch(): ChangeWatch {
  return { seconds: [], cusumDb: 0, suspectedS: null, blocks: [], restS: 0, changedS: null };
}

/** Lets time pass. */
export function ageChangeWatch(before: ChangeWatch, elapsedS: number): ChangeWatch {
  const { suspectedS, restS, changedS } = before;
  return {
    ...before,
    suspectedS: suspectedS === null ? null : suspectedS + elapsedS,
    restS: Math.max(0, restS - elapsedS),
    changedS: changedS === null ? null : changedS + elapsedS,
  };
}

/** Takes one second. `mayWatch` false: the model is not yet one to hold anything against, or the fans hardly count. */
export function watchSecond(before: ChangeWatch, second: MeasuredSecond, mayWatch: boolean): ChangeWatch {
  const seconds = [...before.seconds, second];
  if (seconds.length < BLOCK_SECONDS) return { ...before, seconds };
  const quiet = seconds.toSorted((a, b) => a.energy - b.energy)[QUIET_RANK];
  const isSteady = quiet !== undefined && isSteadyBlock(seconds);
  if (quiet === undefined || !isSteady) return { ...before, seconds: [] };
  if (before.suspectedS !== null) return { ...before, seconds: [], blocks: [...before.blocks, quiet] };
  if (!mayWatch || before.restS > 0) return { ...before, seconds: [], cusumDb: 0 };
  const aboveDb = Math.min(MOST_DB, 10 * Math.log10(Math.max(1, quiet.energy) / Math.max(1, quiet.modelled)));
  const cusumDb = Math.max(0, before.cusumDb + aboveDb - SLACK_DB);
  if (cusumDb < SUSPICION_DB) return { ...before, seconds: [], cusumDb };
  return { ...before, seconds: [], cusumDb: 0, suspectedS: 0, blocks: [] };
}

/** What the steps said, once they are over; null before. */
export function stepResult({ suspectedS, blocks }: ChangeWatch): StepResult | null {
  return suspectedS === null || suspectedS < STEPS_S ? null : stepFactors(blocks);
}

/** The watch after its steps. */
export function endSuspicion(before: ChangeWatch, isChanged: boolean): ChangeWatch {
  const changedS = isChanged ? 0 : before.changedS;
  return { ...before, suspectedS: null, blocks: [], cusumDb: 0, restS: isChanged ? 60 : REST_S, changedS };
}

/** Whether a group is louder than its model, beyond doubt. */
export function isLouder({ factors, deviations }: StepResult, group: number): boolean {
  const factor = factors[group] ?? null;
  return factor !== null && factor > LOUDER && factor - 1 > SURE * (deviations[group] ?? 0);
}

/**
 * The factor of each group of fans, by least squares over the blocks without those that somebody else made loud. Which
 * these are is told from the single steps: a lorry that leaves while the fans go slower for the first time is one of many.
 */
export function stepFactors(blocks: readonly MeasuredSecond[]): StepResult {
  const groups = blocks[0]?.fans.length ?? 0;
  const energies = blocks.map(({ energy }) => energy);
  const usual = median(energies);
  const usualSteps = usualFactors(blocks, groups);
  const moved = Array.from({ length: groups }, (_, group) => {
    const drives = blocks.map(({ fans }) => fans[group] ?? 0);
    // A group that has become loud makes a step that is heard of one that the model has small.
    const stepEnergy = Math.max(1, usualSteps[group] ?? 1) * (Math.max(...drives) - Math.min(...drives));
    return stepEnergy >= LEAST_STEP * usual && turnsOf(drives) >= LEAST_TURNS;
  });
  const none: StepResult = { factors: moved.map(() => null), deviations: moved.map(() => 0), rest: usual };
  const used = moved.flatMap((isMoved, group) => (isMoved ? [group] : []));
  if (used.length === 0) return none;
  const rowOf = ({ fans }: MeasuredSecond) => used.map((group) => fans[group] ?? 0);
  const near = nearBlocks(blocks, usualSteps);
  const fit = linearFit(
    near.map(rowOf),
    near.map(({ energy }) => energy),
  );
  if (fit === null) return none;
  const factors = moved.map((isMoved, group) => {
    const at = used.indexOf(group) + 1;
    const [factor, deviation] = [fit.coefficients[at] ?? 0, fit.deviations[at] ?? 0];
    return isMoved && deviation <= UNCERTAINTY_MAX * Math.max(1, factor)
      ? Math.min(FACTOR_MAX, factor)
      : null;
  });
  const deviations = moved.map((_, group) => fit.deviations[used.indexOf(group) + 1] ?? 0);
  return { factors, deviations, rest: Math.max(0, fit.coefficients[0] ?? 0) };
}

/** The blocks without those that lie far above what the usual steps say. */
function nearBlocks(blocks: readonly MeasuredSecond[], usual: readonly number[]): readonly MeasuredSecond[] {
  const rests = blocks.map(
    ({ energy, fans }) => energy - fans.reduce((sum, drive, group) => sum + drive * (usual[group] ?? 1), 0),
  );
  const rest = median(rests);
  const far = FAR_MEDIANS * median(rests.map((one) => Math.abs(one - rest)));
  return blocks.filter((_, index) => (rests[index] ?? 0) - rest <= far);
}

/**
 * What a step of each group changes over what the model says of it: the median of its steps, of which an event falls on one or two.
 * Groups move beside each other, so each is taken off the others in turn.
 */
function usualFactors(blocks: readonly MeasuredSecond[], groups: number): readonly number[] {
  const factors: number[] = new Array(groups).fill(1);
  for (let round = 0; round < ROUNDS; round += 1)
    for (let group = 0; group < groups; group += 1) factors[group] = usualFactor(blocks, group, factors);
  return factors;
}

function usualFactor(blocks: readonly MeasuredSecond[], group: number, factors: readonly number[]): number {
  const drives = blocks.map(({ fans }) => fans[group] ?? 0);
  const least = (Math.max(...drives) - Math.min(...drives)) / 2;
  const ratios = blocks.flatMap((block, index) => {
    const before = blocks[index - 1];
    const step = (drives[index] ?? 0) - (drives[index - 1] ?? 0);
    if (before === undefined || step === 0 || Math.abs(step) < least) return [];
    const others = block.fans.reduce(
      (sum, drive, other) =>
        other === group ? sum : sum + (factors[other] ?? 1) * (drive - (before.fans[other] ?? 0)),
      0,
    );
    return [(block.energy - before.energy - others) / step];
  });
  return ratios.length === 0 ? 1 : Math.max(0, median(ratios));
}

/** How often the values pass from their lowest third to their highest or back. */
function turnsOf(values: readonly number[]): number {
  const low = Math.min(...values);
  const third = (Math.max(...values) - low) / 3;
  let turns = 0;
  let side = 0;
  for (const value of values) {
    const now = value <= low + third ? -1 : value >= low + 2 * third ? 1 : side;
    if (side !== 0 && now !== side) turns += 1;
    side = now;
  }
  return turns;
}

function isSteadyBlock(seconds: readonly MeasuredSecond[]): boolean {
  const fans = seconds.map((one) => one.fans.reduce((sum, energy) => sum + energy, 0));
  const least = Math.min(...seconds.map(({ energy }) => energy));
  return Math.max(...fans) - Math.min(...fans) <= STEADY_SHARE * least;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
