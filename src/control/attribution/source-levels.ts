/**
 * What the noise rule controls by: how loud each cabinet would be at a receptor at any speed and power, and how much
 * louder than that it may really be. There are two upper bounds on that, and the lower one counts: the fit with its
 * deviation, and the quietest seconds, which the equipment cannot exceed.
 */

import { type QuietRatio, quietCeiling } from '../../acoustics/estimation/quiet-seconds-bound.ts';
import { type SourceFit, sourceDeviation, sourceEnergy } from '../../acoustics/estimation/source-fit.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import type { Message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { type CoverLoudnessState, converterFactor, receptorFanFactor } from './cover-loudness.ts';
import { hasConverterNoise, hasFans } from './sources.ts';
import type { Standby } from './standby.ts';

/** How loud each cabinet is at one receptor, energies. */
export interface ReceptorSound {
  readonly receptor: string;
  /** By cabinet, in the order of the plan: energy of all its fans at full speed. */
  readonly fans: readonly number[];
  /** By cabinet: energy of its electronics at rated power. */
  readonly converters: readonly number[];
  /** Energy that all electronics give at rest. */
  readonly standby: number;
  /** With about 99 % certainty the equipment is at most this many times the model, where it reaches the limit. */
  readonly uncertaintyFactor: number;
  /** As certain of this moment: energy that the equipment gives at most. */
  readonly most: number;
  /** Whether the gate trusts the model; if not, `why` says what the figures rest on. */
  readonly isTrusted: boolean;
  readonly why: Message;
  /** Time since steps of the fans began here, s; null: none run. */
  readonly stepsS: number | null;
  /** They are to tell a change of the world; false: they measure the fans. */
  readonly isSuspected: boolean;
}

/**
 * One-sided 99 % of a normal distribution and a little more: a night has 480 minutes, none may be too loud, and what
 * the equations leave out is not normal. 2.4 gave 3 to 19 % more energy where noise binds, and 27 minutes above on one of
 * two seeds of `hum-binds`: the deviation does not know how wrong the split between fans and hum is.
 */
const COVERAGE = 3;
/** What the equations leave out at a speed that was measured: fans between 45 and 55 lg n, blade tones, reflections. */
const MODEL_DEVIATION = 0.15;
/** Meters of class 1 repeat within a few tenths of a decibel. */
const METER_FACTOR = energyOf(0.3);
const UNCERTAINTY_FACTOR_MIN = 0.7;
const UNCERTAINTY_FACTOR_MAX = 4;

/** What the sound at a receptor is told by. */
export interface SoundEvidence {
  readonly fit: SourceFit;
  readonly fanLoudness: CoverLoudnessState;
  readonly quiet: QuietRatio;
  readonly standby: Standby;
  /** How active the sources are now, without the cars. */
  readonly activity: readonly number[];
  /** How active they have been of late: the operating point at which a model is doubted. */
  readonly usual: readonly number[];
}

/** The sound of the site's equipment at a receptor, by its estimate. */
export function receptorSound(
  plan: ControlPlan,
  receptor: string,
  evidence: SoundEvidence,
  limitDb: number,
  gate: Pick<ReceptorSound, 'isTrusted' | 'why' | 'stepsS' | 'isSuspected'>,
): ReceptorSound {
  const { fit, fanLoudness, standby } = evidence;
  const fans: number[] = [];
  const converters: number[] = [];
  // The background is energy 0; then the sources in the order of sources.ts.
  let next = 1;
  for (const cabinet of plan.cabinets) {
    const fan = hasFans(cabinet, receptor);
    const hasConverters = hasConverterNoise(cabinet, receptor);
    fans.push(fan ? receptorFanFactor(fanLoudness, cabinet.id) * (fit.energies[next] ?? 0) : 0);
    if (fan) next += 1;
    converters.push(hasConverters ? converterFactor(fanLoudness, cabinet.id) * (fit.energies[next] ?? 0) : 0);
    if (hasConverters) next += 1;
  }
  const uncertainty = uncertaintyOf(evidence);
  return {
    receptor,
    fans,
    converters,
    standby: standby.energy,
    uncertaintyFactor: factorAt(uncertainty, energyOf(limitDb)),
    most: mostAt(uncertainty, evidence),
    ...gate,
  };
}

/** How far the equipment may lie above its model. */
interface Uncertainty {
  /** Of fans and load, share of the model: by the fit, and by the quietest seconds, which have the standby in them. */
  readonly byFit: number;
  readonly byQuiet: number;
  /** The standby, what it may be wrong by, and what nobody has measured of it, energies. */
  readonly standby: number;
  readonly standbyError: number;
  readonly unknown: number;
}

function uncertaintyOf({ fit, quiet, standby, usual }: SoundEvidence): Uncertainty {
  const energy = sourceEnergy(fit, usual);
  const relative = energy > 0 ? sourceDeviation(fit, usual) / energy : 0;
  const ceiling = quietCeiling(quiet);
  const byQuiet = ceiling === null ? UNCERTAINTY_FACTOR_MAX : ceiling * METER_FACTOR;
  return {
    byFit: Math.min(UNCERTAINTY_FACTOR_MAX - 1, COVERAGE * Math.hypot(relative, MODEL_DEVIATION)),
    byQuiet: Math.max(UNCERTAINTY_FACTOR_MIN, byQuiet) - 1,
    standby: standby.energy,
    standbyError: COVERAGE * standby.deviation,
    unknown: standby.unknown,
  };
}

/**
 * The most that the equipment may give now: by the fit at the speeds and powers of now. A standby does not shrink with what
 * the quiet seconds said of a busier moment.
 */
function mostAt({ byQuiet, unknown }: Uncertainty, { fit, activity, standby }: SoundEvidence): number {
  const moving = sourceEnergy(fit, activity);
  const known = moving + standby.energy;
  const deviation = Math.hypot(sourceDeviation(fit, activity), MODEL_DEVIATION * moving, standby.deviation);
  return known + Math.min(Math.hypot(COVERAGE * deviation, unknown), byQuiet * known + unknown);
}

/** The limit over the model at which the equipment may reach it: what moves is m of limit = s + m + hypot(byFit m, error). */
function factorAt({ byFit, byQuiet, standby, standbyError, unknown }: Uncertainty, limit: number): number {
  const room = Math.max(0, limit - standby);
  const left = Math.max(0, room ** 2 - standbyError ** 2 - unknown ** 2);
  const moving = left / (room + Math.sqrt(room ** 2 - (1 - byFit ** 2) * left));
  const bySite = room > 0 ? limit / (standby + moving) : UNCERTAINTY_FACTOR_MAX;
  const factor = Math.min(bySite, 1 + byQuiet);
  return Math.min(UNCERTAINTY_FACTOR_MAX, Math.max(UNCERTAINTY_FACTOR_MIN, factor));
}
