/**
 * Attribution, once a cycle: compares each receptor's new seconds of sound with what fans and power did in them. The
 * state is plain JSON of bounded size; restoring it at any cycle changes nothing.
 */

import { contrastStep, emptyContrast } from '../../acoustics/estimation/quantile-contrast.ts';
import { emptyQuietRatio, quietRatioStep } from '../../acoustics/estimation/quiet-seconds-bound.ts';
import { noQuietestSeconds, quietestStep } from '../../acoustics/estimation/quietest-seconds.ts';
import {
  type Prior,
  priorFit,
  type SourceFit,
  sourceDeviation,
  sourceEnergy,
} from '../../acoustics/estimation/source-fit.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import { isWeatherDisturbed } from '../../acoustics/periods/validity.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { MessageKey } from '../../model/message.ts';
import type { ControlPlan, ReceptorPlan } from '../../plan/control-plan.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { LostFans } from '../inputs/lost-fans.ts';
import type { Weather } from '../inputs/weather.ts';
import { ageChangeWatch, isSuspected, newChangeWatch } from './change-watch.ts';
import {
  type CoverLoudnessState,
  converterFactor,
  fanLoudnessFactor,
  updateCoverLoudness,
} from './cover-loudness.ts';
import {
  type Estimate,
  initialEstimate,
  type MeasuredSound,
  measurementUpdate,
  timeUpdate,
} from './estimator.ts';
import {
  describe,
  initialReceptor,
  limitOf,
  type ReceptorAttribution,
  type ReceptorState,
} from './receptor-attribution.ts';
import { heldToSteps, type Settled, settleChange, watchReceptor } from './receptor-change.ts';
import { type ReceptorSound, receptorSound } from './source-levels.ts';
import { cabinetActivity, nominalSources, type SourceActivity, sourceActivityAt } from './sources.ts';
import { type Standby, standbyAt } from './standby.ts';

/** Plain JSON. */
export interface AttributionState {
  /** Time of the last cycle; null before the first. */
  readonly nowMs: number | null;
  /** By id of the receptor. */
  readonly receptors: Readonly<Record<string, ReceptorState>>;
  readonly fanLoudness: CoverLoudnessState;
}

/** What attribution reads of a cycle. */
export interface Surroundings {
  readonly image: ProcessImage;
  readonly plan: ControlPlan;
  readonly read: Read;
  readonly decided: Readonly<Record<string, number>>;
  /** Fans whose speed is not known. */
  readonly lost?: LostFans;
  readonly isNight: boolean;
  readonly weather: Weather;
}

const MINUTE_S = 60;
const SLICE_S = 10;
/** Forced steps of the fans and single cars make no other operating point, s. */
const USUAL_TAU_S = 300;
/**
 * Reasons of the gate for which power may be cut all the same: a standby that nobody has measured makes ours louder, and no
 * less ours; and a change of which the steps have just measured that it is.
 */
const OURS_ALL_THE_SAME: readonly MessageKey[] = ['standby-unknown', 'learns-again'];
/** Root mean square of what lies anywhere between nothing and its most, over that most. */
const UNIFORM_DEVIATION = 1 / Math.sqrt(3);

/** The meter shows a change within this time; the equipment is steady while it changes by less than this share. */
const STEADY_S = 6;
const STEADY_SHARE = 0.06;
/** After this long without a sample the quiet-seconds bound is dropped, because paths and fans change. */
export const QUIET_BOUND_MAX_S = 1200;
/** A model that says next to nothing has no ratio. */
const LEAST_MODELLED = energyOf(15);

/** The state before the first cycle. */
export function initialAttribution(): AttributionState {
  return { nowMs: null, receptors: {}, fanLoudness: {} };
}

/**
 * One cycle: takes in the new sound of every receptor and says how much of it is the equipment's. `before` is undefined
 * in a state that an older version recorded.
 */
export function attribute(
  before: AttributionState = initialAttribution(),
  around: Surroundings,
): {
  readonly state: AttributionState;
  readonly attribution: readonly ReceptorAttribution[];
  readonly sound: readonly ReceptorSound[];
  /** By cabinet: sound energy of its fans over what the fan law says at their speed. */
  readonly fanLoudness: Readonly<Record<string, number>>;
  /** By cabinet: sound energy of its electronics over what their power says. */
  readonly converterLoudness: Readonly<Record<string, number>>;
  /** Changes of the world that were found. */
  readonly events: readonly RuleEvent[];
} {
  const { image, plan } = around;
  const elapsedS = elapsedMs(before, image) / 1000;
  const fanLoudness = updateCoverLoudness(before.fanLoudness, image, plan, (id) => {
    const cabinet = plan.cabinets.find((one) => one.id === id);
    return cabinet === undefined ? null : cabinetActivity(cabinet, around.read);
  });
  const byCabinet = (factorOf: typeof converterFactor) =>
    Object.fromEntries(plan.cabinets.map(({ id }) => [id, factorOf(fanLoudness, id)]));
  const receptors: Record<string, ReceptorState> = {};
  const sound: ReceptorSound[] = [];
  const events: RuleEvent[] = [];
  const attribution = plan.receptors.map((receptor) => {
    const prior = nominalSources(plan, receptor.id);
    const { read, decided, lost } = around;
    const activity = sourceActivityAt(plan, receptor.id, read, decided, fanLoudness, lost);
    const receptorBefore = known(before.receptors[receptor.id], prior) ?? initialReceptor();
    const standby = standbyAt(plan, receptor.id, {
      fit: fitOf(receptorBefore.estimate, prior),
      fanLoudness,
      quietest: receptorBefore.quietest?.energy ?? null,
    });
    const sampled = step(receptorBefore, { receptor, prior, activity, standby, elapsedS }, around);
    const settled = settleChange(sampled, receptor.id, prior, activity, plan, elapsedS);
    const state = settled === null ? sampled : withChange(sampled, settled);
    if (settled !== null && settled.event !== null) events.push(settled.event);
    receptors[receptor.id] = state;
    const fit = fitOf(state.estimate, prior);
    const described = describe(state, fit, activity, standby, receptor, around.isNight);
    const gate = controlGate(described, state);
    const { quiet, usual = activity.equipment } = state;
    const evidence = { fit, fanLoudness, quiet, standby, activity: activity.equipment, usual };
    sound.push(receptorSound(plan, receptor.id, evidence, limitOf(receptor, around.isNight), gate));
    return described;
  });
  return {
    state: { nowMs: image.nowMs, receptors, fanLoudness },
    attribution,
    sound,
    fanLoudness: byCabinet(fanLoudnessFactor),
    converterLoudness: byCabinet(converterFactor),
    events,
  };
}

/** May control cut power by this figure, and why. */
function controlGate(
  { gate, reason }: ReceptorAttribution,
  { change }: ReceptorState,
): Pick<ReceptorSound, 'isTrusted' | 'why' | 'stepsS' | 'isSuspected'> {
  const isTrusted = gate === 'trusted' || OURS_ALL_THE_SAME.includes(reason.key);
  return { isTrusted, why: reason, stepsS: change.stepsS, isSuspected: isSuspected(change) };
}

interface Moment {
  readonly receptor: ReceptorPlan;
  readonly prior: Prior;
  readonly activity: SourceActivity;
  readonly standby: Standby;
  readonly elapsedS: number;
}

function step(
  before: ReceptorState,
  { receptor, prior, activity, standby, elapsedS }: Moment,
  { image, weather, plan, isNight }: Surroundings,
): ReceptorState {
  // Rain alone does not stop the update: it sounds like background, and the fit follows that.
  const mayUpdate = activity.missing === null && !isWeatherDisturbed(weather.windMPerS, null);
  let { estimate, contrast, quiet, quietest = noQuietestSeconds(), totalDb, silentS } = before;
  let change = ageChangeWatch(before.change ?? newChangeWatch(), elapsedS);
  const modelled = sourceEnergy(fitOf(estimate, prior), activity.equipment) + standby.energy;
  const changed = Math.abs(modelled - before.modelled) > STEADY_SHARE * before.modelled;
  const steadyS = changed ? 0 : before.steadyS + elapsedS;
  if (estimate !== null) estimate = timeUpdate(estimate, prior, activity, elapsedS);
  if (silentS !== null) silentS += elapsedS;
  if (silentS !== null && silentS > QUIET_BOUND_MAX_S) quiet = emptyQuietRatio();
  for (const sample of image.samples) {
    if (sample.channel !== receptor.level || sample.value === null) continue;
    const measured: MeasuredSound = { energy: energyOf(sample.value), seconds: sample.seconds };
    estimate = measurementUpdate(
      estimate ?? initialEstimate(prior, activity, measured),
      activity,
      measured,
      mayUpdate,
    );
    if (estimate.slice.length === 0 && change.stepsS === null)
      estimate = heldToSteps(estimate, change, receptor.id, plan, SLICE_S);
    if (mayUpdate) {
      const equipment = sourceEnergy(estimate.fit, activity.equipment);
      const cars = sourceEnergy(estimate.fit, activity.all) - equipment;
      contrast = contrastStep(contrast, measured.energy - cars, equipment);
    }
    if (mayUpdate)
      change = watchReceptor(change, estimate, measured.energy, receptor.id, activity, plan, isNight);
    const isClear = steadyS >= STEADY_S && modelled > LEAST_MODELLED && activity.missing === null;
    quiet = quietRatioStep(quiet, isClear ? measured.energy / modelled : null);
    quietest = quietestStep(quietest, measured.energy);
    totalDb = sample.value;
    silentS = 0;
  }
  const { energy, deviation } = minuteMean(before, fitOf(estimate, prior), activity, standby, elapsedS);
  return {
    estimate,
    contrast,
    quiet,
    quietest,
    modelled,
    steadyS,
    energy,
    deviation,
    totalDb,
    silentS,
    change,
    usual: usualActivity(before, activity.equipment, elapsedS),
  };
}

function usualActivity(
  { usual }: ReceptorState,
  now: readonly number[],
  elapsedS: number,
): readonly number[] {
  if (usual?.length !== now.length) return now;
  const share = 1 - Math.exp(-elapsedS / USUAL_TAU_S);
  return now.map((activity, index) => {
    const before = usual[index] ?? activity;
    return before + share * (activity - before);
  });
}

/** After a change, what the quiet moments said of the sources of before says nothing of these. */
function withChange(before: ReceptorState, { estimate, change, event }: Settled): ReceptorState {
  const after = { ...before, estimate, change };
  return event === null
    ? after
    : { ...after, contrast: emptyContrast(), quiet: emptyQuietRatio(), quietest: noQuietestSeconds() };
}

/** Energy of the equipment and its deviation, each as running mean over a minute. */
function minuteMean(
  before: ReceptorState,
  fit: SourceFit,
  activity: SourceActivity,
  standby: Standby,
  elapsedS: number,
): Pick<ReceptorState, 'energy' | 'deviation'> {
  const energy = sourceEnergy(fit, activity.equipment) + standby.energy;
  const deviation = Math.hypot(
    sourceDeviation(fit, activity.equipment),
    sourceEnergy(fit, activity.range),
    standby.deviation,
    standby.unknown * UNIFORM_DEVIATION,
  );
  if (before.estimate === null) return { energy, deviation };
  const share = 1 - Math.exp(-elapsedS / MINUTE_S);
  return {
    energy: before.energy + share * (energy - before.energy),
    deviation: before.deviation + share * (deviation - before.deviation),
  };
}

/** The state of a receptor, unless it was estimated for other sources: the site file may have changed since. */
function known(state: ReceptorState | undefined, prior: Prior): ReceptorState | undefined {
  const size = state?.estimate?.fit.energies.length;
  return size === undefined || size === prior.energies.length + 1 ? state : undefined;
}

/** Before the first sound the fit is that of the site file. */
function fitOf(estimate: Estimate | null, prior: Prior): SourceFit {
  return estimate === null ? priorFit(prior, 0) : estimate.fit;
}

/** Time since the cycle before. */
function elapsedMs({ nowMs }: AttributionState, image: ProcessImage): number {
  return nowMs === null ? 0 : Math.max(0, image.nowMs - nowMs);
}
