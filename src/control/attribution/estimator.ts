/**
 * Estimator A: what a meter measures is a slow background plus every source times its activity, all as energy; robust
 * recursive least squares finds how loud the sources are (docs/acoustics.md, Recursive least squares).
 *
 *   second -> far above the model? a noise event: little weight
 *          -> nothing moved lately? corrects the background alone
 *          -> else corrects background and sources
 *
 * Background and sources are forgotten at different rates. The background wanders within 20 minutes. A source regains
 * its nominal variance in three days (filters clog), faster where it moves to speeds that were not measured, and only
 * while it moves: without excitation the covariance does not wind up.
 */

import { type Motion, moved, noMotion } from '../../acoustics/estimation/load-change.ts';
import {
  backgroundStep,
  fitStep,
  fittedEnergy,
  inflateCovariance,
  outlierWeight,
  type Prior,
  priorFit,
  type SourceFit,
  sourceEnergy,
} from '../../acoustics/estimation/source-fit.ts';
import { DAY_S } from '../../model/duration.ts';
import type { SourceActivity } from './sources.ts';

/** The fit of a receptor's sources and what is needed to go on with it. */
export interface Estimate {
  readonly fit: SourceFit;
  /** How far a second usually lies from the model, as share of the modelled energy. */
  readonly spread: number;
  readonly motion: Motion;
  /** The source activity of the cycle before. */
  readonly lastActivity: readonly number[];
  /** How far single sources have moved lately, e-folds: two of them may swap and leave the sum the same. */
  readonly activityChange: number;
  /** The samples of the running slice. */
  readonly slice: readonly { readonly energy: number; readonly activity: readonly number[] }[];
  /** Sound measured while the equipment moved, s. */
  readonly excitedS: number;
  /** Time since it last moved, s; null before the first time. */
  readonly sinceExcitedS: number | null;
  /** Shares of the recent seconds far above and far below the model. */
  readonly loudShare: number;
  readonly deepShare: number;
}

/** One valid sample of sound. */
export interface MeasuredSound {
  readonly energy: number;
  readonly seconds: number;
}

/** Time constant of a receptor's running figures, s. */
const WINDOW_S = 900;
/** The background wanders by a third in this time, by less where the seconds are calm too. */
const BACKGROUND_WANDER = 0.35;
const BACKGROUND_WANDER_SPREADS = 2;
const BACKGROUND_TAU_S = 1200;
const SOURCE_TAU_S = 3 * DAY_S;
/**
 * Real fans follow 45 to 55 lg n and have tones at some speeds, so an estimate at one speed is less sure at another: by
 * this share of the source's energy for each e-fold of its activity.
 */
const LAW_DEVIATION = 0.25;
/** A source whose activity has changed by this much (e-folds) within this time has moved, even if the sum has not. */
const CHANGE_EXCITED = 0.4;
const CHANGE_TAU_S = 600;
/** 8 dB below the site file: where all nominal levels are alike, a far cabinet behind a good cover is so much quieter. */
const LEAST_OF_NOMINAL = 0.16;
/** Below this activity a source counts as off. */
const ACTIVITY_FLOOR = 0.02;
/** Seconds closer than this are one effective sample, because they are correlated. */
const EFFECTIVE_SAMPLE_S = 30;
/** One slice is 10 samples; its third quietest is used. */
const SLICE_SAMPLES = 10;
const QUIET_RANK = 2;
/** Events begin this many spreads above the model: low, since speech is seldom far above it at 1 s. */
const EVENT_SPREADS = 0.5;
/** Beyond this many spreads a second is far off. Below the model it is a fault, because no event takes sound away. */
const FAR_SPREADS = 3;
const SPREAD_AT_START = 0.2;
const SPREAD_MIN = 0.01;
const SPREAD_MAX = 1;
/** Standard deviation over median absolute value of a normal distribution. */
const DEVIATION_PER_MEDIAN = 1.4826;
/** The equipment moves when its energy has changed by this share of all that is measured. */
const MOVING_SHARE = 0.15;
/** The background is known to no better than this share of the modelled energy, even after a long silence. */
const BACKGROUND_LEAST_SHARE = 0.1;

/** The estimate after the first sample. */
export function initialEstimate(prior: Prior, activity: SourceActivity, { energy }: MeasuredSound): Estimate {
  const sources = prior.energies.reduce(
    (sum, sourceEnergy, index) => sum + sourceEnergy * (activity.all[index] ?? 0),
    0,
  );
  const fit = priorFit(prior, Math.max(energy - sources, BACKGROUND_LEAST_SHARE * energy));
  return {
    fit,
    spread: SPREAD_AT_START,
    motion: noMotion(),
    lastActivity: activity.all,
    activityChange: 0,
    slice: [],
    excitedS: 0,
    sinceExcitedS: null,
    loudShare: 0,
    deepShare: 0,
  };
}

/** Advances the estimate by `elapsedS` at these activities: inflates the covariance, notices motion. */
export function timeUpdate(
  before: Estimate,
  prior: Prior,
  activity: SourceActivity,
  elapsedS: number,
): Estimate {
  const fit = floored(before.fit, prior);
  const motion = moved(before.motion, sourceEnergy(fit, activity.equipment), elapsedS);
  const modelled = fittedEnergy(fit, activity.all);
  const paths = activity.all.map((now, index) => changeOf(before.lastActivity[index] ?? 0, now));
  // The last activity is that of the cars, which are not our equipment.
  const activityChange =
    before.activityChange * Math.exp(-elapsedS / CHANGE_TAU_S) + Math.max(0, ...paths.slice(0, -1));
  const moving = motion.range > MOVING_SHARE * modelled || activityChange > CHANGE_EXCITED;
  const background = Math.max(fit.energies[0] ?? 0, BACKGROUND_LEAST_SHARE * modelled, 1);
  const wander = background * Math.min(BACKGROUND_WANDER, BACKGROUND_WANDER_SPREADS * before.spread);
  const ceiling = [modelled ** 2, ...prior.deviations.map((deviation) => deviation ** 2)];
  const growth = ceiling.map((variance, index) => {
    const energy = fit.energies[index] ?? 0;
    const path = index === 0 ? 0 : (paths[index - 1] ?? 0);
    return (moving ? 2 * variance * (elapsedS / SOURCE_TAU_S) : 0) + (LAW_DEVIATION * energy) ** 2 * path;
  });
  growth[0] = 2 * wander ** 2 * (elapsedS / BACKGROUND_TAU_S);
  return {
    fit: inflateCovariance(fit, growth, ceiling),
    spread: before.spread,
    motion,
    lastActivity: activity.all,
    activityChange,
    slice: before.slice,
    excitedS: before.excitedS,
    sinceExcitedS: moving ? 0 : before.sinceExcitedS === null ? null : before.sinceExcitedS + elapsedS,
    loudShare: before.loudShare,
    deepShare: before.deepShare,
  };
}

/**
 * Takes one sample. With `mayUpdate` false the sources are not corrected, whatever moves. Only one quiet sample of each
 * slice is used: voices and passing cars leave some, and those lie on both sides of the model.
 */
export function measurementUpdate(
  before: Estimate,
  activity: SourceActivity,
  measured: MeasuredSound,
  mayUpdate: boolean,
): Estimate {
  if (measured.seconds <= 0) return before;
  const slice = [...before.slice, { energy: measured.energy, activity: activity.all }];
  if (slice.length < SLICE_SAMPLES) return { ...before, slice };
  const quiet = slice.toSorted((a, b) => a.energy - b.energy)[QUIET_RANK];
  if (quiet === undefined) return before;
  const seconds = slice.length * measured.seconds;
  return correct({ ...before, slice: [] }, quiet.activity, { energy: quiet.energy, seconds }, mayUpdate);
}

function correct(
  before: Estimate,
  activity: readonly number[],
  { energy, seconds }: MeasuredSound,
  mayUpdate: boolean,
): Estimate {
  const { fit, spread } = before;
  const modelled = Math.max(1, fittedEnergy(fit, activity));
  const off = (energy - modelled) / (spread * modelled);
  const variance = ((spread * modelled) ** 2 * EFFECTIVE_SAMPLE_S) / seconds;
  const weight = (off < -FAR_SPREADS ? FAR_SPREADS / -off : outlierWeight(off, 1, EVENT_SPREADS)) / variance;
  const moving = before.sinceExcitedS === 0 && mayUpdate;
  const share = Math.min(1, seconds / WINDOW_S);
  return {
    fit: moving ? fitStep(fit, activity, energy, 1, weight) : backgroundStep(fit, activity, energy, weight),
    spread: nextSpread(spread, Math.abs(energy - modelled) / modelled, share),
    motion: before.motion,
    lastActivity: before.lastActivity,
    activityChange: before.activityChange,
    slice: before.slice,
    excitedS: moving ? before.excitedS + seconds : before.excitedS,
    sinceExcitedS: before.sinceExcitedS,
    loudShare: before.loudShare + share * ((off > FAR_SPREADS ? 1 : 0) - before.loudShare),
    deepShare: before.deepShare + share * ((off < -FAR_SPREADS ? 1 : 0) - before.deepShare),
  };
}

/**
 * The estimate after `awayS` without any sound: background and sources may have moved meanwhile. The slice that was
 * begun is dropped.
 */
export function agedEstimate(before: Estimate, prior: Prior, awayS: number): Estimate {
  const { fit, sinceExcitedS } = before;
  const modelled = fittedEnergy(fit, before.lastActivity);
  const variances = prior.deviations.map((deviation) => deviation ** 2);
  const growth = variances.map((variance) => 2 * variance * (awayS / SOURCE_TAU_S));
  const wander = BACKGROUND_WANDER * Math.max(fit.energies[0] ?? 0, BACKGROUND_LEAST_SHARE * modelled, 1);
  const background = 2 * wander ** 2 * (awayS / BACKGROUND_TAU_S);
  return {
    ...before,
    fit: inflateCovariance(fit, [background, ...growth], [modelled ** 2, ...variances]),
    motion: awayS < WINDOW_S ? before.motion : noMotion(),
    activityChange: before.activityChange * Math.exp(-awayS / CHANGE_TAU_S),
    slice: [],
    sinceExcitedS: sinceExcitedS === null ? null : sinceExcitedS + awayS,
  };
}

/** Keeps a source at or above its floor: a source at work is not silent, and the site file is never that wrong. */
function floored(fit: SourceFit, prior: Prior): SourceFit {
  const floor = (index: number) => (index === 0 ? 0 : LEAST_OF_NOMINAL * (prior.energies[index - 1] ?? 0));
  // The last source is the cars', whose nominal level is a guess.
  const last = fit.energies.length - 1;
  if (fit.energies.every((energy, index) => index === last || energy >= floor(index))) return fit;
  const energies = fit.energies.map((energy, index) =>
    index === last ? energy : Math.max(energy, floor(index)),
  );
  return { energies, covariance: fit.covariance };
}

/** Change of an activity, e-folds. */
function changeOf(from: number, to: number): number {
  return Math.abs(Math.log((to + ACTIVITY_FLOOR) / (from + ACTIVITY_FLOOR)));
}

/** The median of the distances, found by steps of equal size up and down: no window of values is kept. */
function nextSpread(spread: number, distance: number, share: number): number {
  const step = Math.exp((DEVIATION_PER_MEDIAN * distance > spread ? 4 : -4) * share);
  return Math.min(SPREAD_MAX, Math.max(SPREAD_MIN, spread * step));
}
