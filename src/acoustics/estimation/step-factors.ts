/**
 * What forced steps of the fans say: how loud each group of fans is against its model.
 *
 *   quiet seconds of the steps -> fit of groups, rest and its drift; what lies above counts little
 *                              -> once more without each phase: what one phase alone makes is somebody's event
 *
 * Others only add sound, and for longer than a second: a lorry that leaves while the fans go slower is one phase of many.
 */

import { type LinearFit, linearFit } from './linear-fit.ts';

/** A quiet second of the steps, energies. */
export interface SteppedSecond {
  /** Time since the steps began, s. */
  readonly atS: number;
  readonly energy: number;
  /** The fans of each group by the model. */
  readonly fans: readonly number[];
}

/** A factor with its standard deviation, and the least and the most of it when any one phase is left out. */
export interface StepFactor {
  readonly factor: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

/** How loud the fans are against the model. */
export interface StepResult {
  /** Of each group; null: its steps were not heard well enough. */
  readonly groups: readonly (StepFactor | null)[];
  /** Of all fans, as if they had changed alike; null: not heard. */
  readonly together: StepFactor | null;
  /** What does not come and go with the fans, energy. */
  readonly rest: number;
}

/** One speed of every group lasts so long, s. */
export const PHASE_S = 20;
/** By the model a step must be this share of what is heard, or nothing can be said of it. */
const LEAST_STEP = 0.02;
/**
 * How often a group must have gone down and up. Fans that only rise, as they do with each car that comes, rise together with
 * the voices of its driver, and would take these for their own.
 */
const LEAST_TURNS = 3;
/** A second so many deviations above the fit loses weight with the square; the deviation is that of those below. */
const EVENT_DEVIATIONS = 1.5;
const DEVIATION_PER_MEDIAN = 1.4826;
const LEAST_DEVIATION = 0.005;
const ROUNDS = 6;
/** Seconds of one phase are alike: they say half as much as their number. */
const ALIKE_SECONDS = 2;
/** From the most to the least of so many fits, in standard deviations. */
const DEVIATIONS_APART = 4;
/** A group is louder when it is so many times the model, by so many standard deviations. */
const LOUDER = 1.3;
const SURE = 3;
/** Without its best phase it must still show this part of that. */
const LEAST_LOUDER = 1 + 0.6 * (LOUDER - 1);
/** Beyond any change of a path or a cover: a stranger who fell in with the steps. */
const STRANGER = 16;
/** A group has changed as the other did unless it lies so many standard deviations below: a way carries the sound of both. */
export const APART = 3;
/** So many standard deviations are worth more steps. */
const PERHAPS = 1.5;
/** So sure a result is final after half of the steps. */
const AT_ONCE = 5;
const SURELY_NOT = 1.5;
const CLEARLY_NOT = 1.5;

/** The factors that these seconds show. */
export function stepFactors(seconds: readonly SteppedSecond[]): StepResult {
  const groups = seconds[0]?.fans.length ?? 0;
  const energies = seconds.map(({ energy }) => energy).toSorted((a, b) => a - b);
  const usual = energies[Math.floor(energies.length / 4)] ?? 0;
  const moved = Array.from({ length: groups }, (_, group) => group).filter((group) => {
    const drives = seconds.map(({ fans }) => fans[group] ?? 0);
    return Math.max(...drives) - Math.min(...drives) >= LEAST_STEP * usual && turnsOf(drives) >= LEAST_TURNS;
  });
  const apart = factorsOf(seconds, moved, (fans) => moved.map((group) => fans[group] ?? 0));
  const all = factorsOf(seconds, [0], (fans) => [moved.reduce((sum, group) => sum + (fans[group] ?? 0), 0)]);
  return {
    groups: Array.from({ length: groups }, (_, group) => apart?.factors[moved.indexOf(group)] ?? null),
    together: moved.length === 0 ? null : (all?.factors[0] ?? null),
    rest: apart?.rest ?? usual,
  };
}

/** The factor of a group, null also where it is that of a stranger. */
export function ownFactor(factor: StepFactor | null): StepFactor | null {
  return factor !== null && factor.factor < STRANGER ? factor : null;
}

/** Whether fans are louder than their model, beyond doubt. */
export function isLouder(factor: StepFactor | null): boolean {
  return factor !== null && isLouderBy(factor, SURE);
}

/** Whether more steps would hardly change what these say. */
export function isDecided({ groups, together }: StepResult): boolean {
  const measured = [...groups, together].filter((factor) => factor !== null);
  if (measured.some((factor) => isLouderBy(factor, AT_ONCE))) return true;
  return measured.every(
    ({ factor, most, deviation }) => Math.max(factor, most) + SURELY_NOT * deviation < CLEARLY_NOT,
  );
}

/**
 * By group how many times louder its fans are than their model, 1 where they are not. A group of which the steps said too little is
 * taken to have changed as the other did.
 */
export function louderFactors({ groups, together }: StepResult): readonly number[] {
  const isAll = together !== null && isLouder(together);
  const louder = [...groups.filter(isLouder), ...(isAll ? [together] : [])];
  const most = Math.max(1, ...louder.map((one) => one?.factor ?? 1));
  return groups.map((group) => {
    if (group !== null && isLouder(group)) return group.factor;
    return group === null || mayBe(group, most) ? most : 1;
  });
}

function mayBe({ factor, deviation }: StepFactor, most: number): boolean {
  return factor + APART * deviation >= most;
}

/** Whether more steps may show that fans are louder, though these do not beyond doubt. */
export function isPromising({ groups, together }: StepResult): boolean {
  const measured = [...groups, together].filter((factor) => factor !== null);
  return !measured.some(isLouder) && measured.some((factor) => isLouderBy(factor, PERHAPS));
}

function isLouderBy({ factor, least, deviation }: StepFactor, deviations: number): boolean {
  return factor > LOUDER && factor < STRANGER && least > LEAST_LOUDER && factor - 1 > deviations * deviation;
}

/** By column of `rowOf`, with the rest; null where that cannot be told. */
function factorsOf(
  seconds: readonly SteppedSecond[],
  columns: readonly number[],
  rowOf: (fans: readonly number[]) => readonly number[],
): { readonly factors: readonly StepFactor[]; readonly rest: number } | null {
  const full = columns.length === 0 ? null : fitAbove(seconds, rowOf);
  if (full === null) return null;
  const last = seconds.at(-1)?.atS ?? 0;
  const phases = Array.from({ length: 1 + Math.floor(last / PHASE_S) }, (_, phase) => phase);
  const without = phases.flatMap((phase) => {
    const others = seconds.filter(({ atS }) => Math.floor(atS / PHASE_S) !== phase);
    return fitAbove(others, rowOf) ?? [];
  });
  const factors = columns.map((_, column): StepFactor => {
    const factor = full.coefficients[column + 1] ?? 0;
    const each = [factor, ...without.map(({ coefficients }) => coefficients[column + 1] ?? 0)];
    const [least, most] = [Math.min(...each), Math.max(...each)];
    const deviation = Math.max(full.deviations[column + 1] ?? 0, (most - least) / DEVIATIONS_APART);
    return { factor, deviation, least, most };
  });
  return { factors, rest: Math.max(0, full.coefficients[0] ?? 0) };
}

/** Least squares with a drift of the rest, in which seconds above the fit lose weight; null where it cannot be told. */
function fitAbove(
  seconds: readonly SteppedSecond[],
  rowOf: (fans: readonly number[]) => readonly number[],
): LinearFit | null {
  const values = seconds.map(({ energy }) => energy);
  const usual = Math.max(1, median(values));
  const length = Math.max(1, seconds.at(-1)?.atS ?? 0);
  const rows = seconds.map(({ fans, atS }) => [
    ...rowOf(fans).map((energy) => energy / usual),
    atS / length - 0.5,
  ]);
  const shares = values.map((energy) => energy / usual);
  let weights = shares.map((share) => (share <= 1 ? 1 : share ** -4));
  let fit: LinearFit | null = null;
  let deviation = LEAST_DEVIATION;
  for (let round = 0; round < ROUNDS; round += 1) {
    fit = linearFit(rows, shares, weights);
    if (fit === null) return null;
    const { residuals } = fit;
    const below = residuals.filter((residual) => residual < 0).map((residual) => -residual);
    deviation = Math.max(LEAST_DEVIATION, DEVIATION_PER_MEDIAN * median(below));
    weights = residuals.map((residual) => weightOf(residual / (EVENT_DEVIATIONS * deviation)));
  }
  return fit === null ? null : inEnergy(fit, usual);
}

/** The fit was of shares of what is usual: factors stay, the rest is an energy. */
function inEnergy({ coefficients, deviations, residuals }: LinearFit, usual: number): LinearFit {
  return {
    coefficients: coefficients.map((one, index) => (index === 0 ? one * usual : one)),
    deviations: deviations.map((one) => one * Math.sqrt(ALIKE_SECONDS)),
    residuals,
  };
}

function weightOf(above: number): number {
  return above <= 1 ? 1 : above ** -2;
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
