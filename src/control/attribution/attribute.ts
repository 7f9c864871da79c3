/**
 * Attribution, once a cycle: for each receptor the new seconds of sound are laid beside what fans and power did in
 * them. The state is plain JSON of bounded size; restoring it at any cycle changes nothing.
 */

import { type Contrast, contrastStep, emptyContrast } from '../../acoustics/estimation/quantile-contrast.ts';
import {
  emptyQuietRatio,
  type QuietRatio,
  quietRatioStep,
} from '../../acoustics/estimation/quiet-seconds-bound.ts';
import {
  fittedEnergy,
  type Prior,
  priorFit,
  type SourceFit,
  sourceDeviation,
  sourceEnergy,
} from '../../acoustics/estimation/source-fit.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { isWeatherDisturbed } from '../../acoustics/periods/validity.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlPlan, ReceptorPlan } from '../../plan/control-plan.ts';
import { beginLearning, grownOlder, type Heard, type Learnt, learn } from './estimator.ts';
import { hearVoices, type VoiceState, voiceFactor } from './fan-loudness.ts';
import type { ReceptorAttribution } from './receptor-attribution.ts';
import { type ReceptorSound, receptorSound } from './source-levels.ts';
import { cabinetDrive, type Drives, drivesAt, nominalSources } from './sources.ts';
import { judge, uncertaintyOf } from './trust.ts';

/** Plain JSON. */
export interface AttributionState {
  /** Time of the last cycle; null before the first. */
  readonly nowMs: number | null;
  readonly wallMs: number;
  /** By id of the receptor. */
  readonly receptors: Readonly<Record<string, ReceptorState>>;
  readonly voices: VoiceState;
}

interface ReceptorState {
  /** Null before the first valid sound. */
  readonly learnt: Learnt | null;
  readonly contrast: Contrast;
  readonly quiet: QuietRatio;
  /** The equipment in the cycle before, and time since it last changed fast, s. */
  readonly modelled: number;
  readonly steadyS: number;
  /** The equipment over the last minute: energy and its standard deviation. */
  readonly energy: number;
  readonly deviation: number;
  /** The latest valid level, and the time since, s. */
  readonly totalDb: number | null;
  readonly silentS: number | null;
}

export interface Surroundings {
  readonly image: ProcessImage;
  readonly plan: ControlPlan;
  /** The value of a channel when it is good and fresh, else null. */
  readonly read: (channel: ChannelId) => number | null;
  readonly decided: Readonly<Record<string, number>>;
  readonly isNight: boolean;
}

const MINUTE_S = 60;
/** Cycles are seconds apart; a longer step of the monotonic clock is a restart, and the wall clock tells how long. */
const CYCLE_MAX_MS = 10_000;
/** Nothing grows older than its doubt allows in a week; a wrong clock shall not count for more. */
const OFF_MAX_MS = 7 * 86_400_000;

/** The meter hears a change within this, and the equipment counts as steady below this change. */
const STEADY_S = 6;
const STEADY_SHARE = 0.06;
/** What a meter heard is no witness of what it has not heard for so long: paths and fans change. */
const WITNESS_MAX_S = 1200;
/** A model that says next to nothing has no ratio. */
const LEAST_MODELLED = energyOf(15);

/** The state before the first cycle. */
export function initialAttribution(): AttributionState {
  return { nowMs: null, wallMs: 0, receptors: {}, voices: {} };
}

/**
 * One cycle: takes in the new sound of every receptor and says what of it is the equipment's. `before` is undefined
 * in a state that an older version recorded.
 */
export function attribute(
  before: AttributionState = initialAttribution(),
  around: Surroundings,
): {
  readonly state: AttributionState;
  readonly attribution: readonly ReceptorAttribution[];
  readonly sound: readonly ReceptorSound[];
  /** By cabinet: sound energy of its fans over what is usual at their speed. */
  readonly voices: Readonly<Record<string, number>>;
} {
  const { image, plan } = around;
  const elapsedS = elapsedMs(before, image) / 1000;
  const voices = hearVoices(before.voices, image, plan, (id) => {
    const cabinet = plan.cabinets.find((one) => one.id === id);
    return cabinet === undefined ? null : cabinetDrive(cabinet, around.read);
  });
  const factors = Object.fromEntries(plan.cabinets.map(({ id }) => [id, voiceFactor(voices, id)]));
  const receptors: Record<string, ReceptorState> = {};
  const sound: ReceptorSound[] = [];
  const attribution = plan.receptors.map((receptor) => {
    const prior = nominalSources(plan, receptor.id);
    const drives = drivesAt(plan, receptor.id, around.read, around.decided, voices);
    const own = known(before.receptors[receptor.id], prior) ?? unheard();
    const state = step(own, { receptor, prior, drives, elapsedS }, around);
    receptors[receptor.id] = state;
    const fit = fitOf(state.learnt, prior);
    const described = describe(state, fit, drives, receptor, around.isNight);
    const gate = { isTrusted: described.gate === 'trusted', why: described.reason };
    sound.push(receptorSound(plan, receptor.id, fit, voices, state.quiet, gate));
    return described;
  });
  return {
    state: { nowMs: image.nowMs, wallMs: image.wallMs, receptors, voices },
    attribution,
    sound,
    voices: factors,
  };
}

interface Moment {
  readonly receptor: ReceptorPlan;
  readonly prior: Prior;
  readonly drives: Drives;
  readonly elapsedS: number;
}

function step(
  before: ReceptorState,
  { receptor, prior, drives, elapsedS }: Moment,
  { image, plan, read }: Surroundings,
): ReceptorState {
  const wind = plan.weather.wind === undefined ? null : read(plan.weather.wind);
  const mayLearn = drives.missing === null && !isWeatherDisturbed(wind, null);
  let { learnt, contrast, quiet, totalDb, silentS } = before;
  const modelled = sourceEnergy(fitOf(learnt, prior), drives.equipment);
  const changed = Math.abs(modelled - before.modelled) > STEADY_SHARE * before.modelled;
  const steadyS = changed ? 0 : before.steadyS + elapsedS;
  if (learnt !== null) learnt = grownOlder(learnt, prior, drives, elapsedS);
  if (silentS !== null) silentS += elapsedS;
  if (silentS !== null && silentS > WITNESS_MAX_S) quiet = emptyQuietRatio();
  for (const sample of image.samples) {
    if (sample.channel !== receptor.level || sample.value === null) continue;
    const heard: Heard = { energy: energyOf(sample.value), seconds: sample.seconds };
    learnt = learn(learnt ?? beginLearning(prior, drives, heard), drives, heard, mayLearn);
    if (mayLearn) {
      const own = sourceEnergy(learnt.fit, drives.equipment);
      const cars = sourceEnergy(learnt.fit, drives.all) - own;
      contrast = contrastStep(contrast, heard.energy - cars, own);
    }
    const isClear = steadyS >= STEADY_S && modelled > LEAST_MODELLED && drives.missing === null;
    quiet = quietRatioStep(quiet, isClear ? heard.energy / modelled : null);
    totalDb = sample.value;
    silentS = 0;
  }
  const { energy, deviation } = minuteMean(before, fitOf(learnt, prior), drives, elapsedS);
  return { learnt, contrast, quiet, modelled, steadyS, energy, deviation, totalDb, silentS };
}

/** Energy of the equipment and its deviation, each as running mean over a minute. */
function minuteMean(
  before: ReceptorState,
  fit: SourceFit,
  drives: Drives,
  elapsedS: number,
): Pick<ReceptorState, 'energy' | 'deviation'> {
  const energy = sourceEnergy(fit, drives.equipment);
  const deviation = sourceDeviation(fit, drives.equipment);
  if (before.learnt === null) return { energy, deviation };
  const share = 1 - Math.exp(-elapsedS / MINUTE_S);
  return {
    energy: before.energy + share * (energy - before.energy),
    deviation: before.deviation + share * (deviation - before.deviation),
  };
}

function describe(
  state: ReceptorState,
  fit: SourceFit,
  drives: Drives,
  receptor: ReceptorPlan,
  isNight: boolean,
): ReceptorAttribution {
  const limitDb = isNight ? receptor.nightDb : receptor.dayDb;
  // Written out, not spread: this runs every second for every receptor.
  const { gate, reason } = judge({
    learnt: state.learnt,
    contrast: state.contrast,
    energy: state.energy,
    deviation: state.deviation,
    silentS: state.silentS,
    meter: receptor.level,
    missing: drives.missing,
    limitDb,
  });
  const isHeard = gate !== 'no-meter';
  const equipment = sourceEnergy(fit, drives.equipment);
  return {
    receptor: receptor.id,
    totalDb: isHeard ? state.totalDb : null,
    equipmentDb: levelOf(equipment),
    backgroundDb: isHeard ? levelOf(fittedEnergy(fit, drives.all) - equipment) : null,
    uncertaintyDb: uncertaintyOf(state),
    gate,
    reason,
  };
}

/** What was learnt of other sources is of no use: the site file may have changed since. */
function known(state: ReceptorState | undefined, prior: Prior): ReceptorState | undefined {
  const size = state?.learnt?.fit.energies.length;
  return size === undefined || size === prior.energies.length + 1 ? state : undefined;
}

/** Before the first sound the site file's word stands alone. */
function fitOf(learnt: Learnt | null, prior: Prior): SourceFit {
  return learnt === null ? priorFit(prior, 0) : learnt.fit;
}

function unheard(): ReceptorState {
  return {
    learnt: null,
    contrast: emptyContrast(),
    quiet: emptyQuietRatio(),
    modelled: 0,
    steadyS: 0,
    energy: 0,
    deviation: 0,
    totalDb: null,
    silentS: null,
  };
}

/** How much time the state missed. After a restart the monotonic clock begins anew: then the wall clock says it. */
function elapsedMs({ nowMs, wallMs }: AttributionState, image: ProcessImage): number {
  if (nowMs === null) return 0;
  const cycleMs = image.nowMs - nowMs;
  if (cycleMs >= 0 && cycleMs <= CYCLE_MAX_MS) return cycleMs;
  return Math.min(OFF_MAX_MS, Math.max(0, image.wallMs - wallMs));
}
