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
import { type FanLoudnessState, receptorFactor } from './fan-loudness.ts';
import { hasConverterNoise, hasFans } from './sources.ts';

/** How loud each cabinet is at one receptor, energies. */
export interface ReceptorSound {
  readonly receptor: string;
  /** By cabinet, in the order of the plan: energy of all its fans at full speed. */
  readonly fans: readonly number[];
  /** By cabinet: energy of its electronics at rated power. */
  readonly converters: readonly number[];
  /** With about 99 % certainty the equipment is at most this many times the model. */
  readonly uncertaintyFactor: number;
  /** Whether the gate trusts the model; if not, `why` says what the figures rest on. */
  readonly isTrusted: boolean;
  readonly why: Message;
  /** Time since a change of the world is suspected here, s; null: none is. The fans step to find out. */
  readonly suspectedS: number | null;
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
/** Operating point at which the uncertainty is evaluated: fans at 72 %, power at 60 %. */
const REFERENCE_FANS = 0.2;
const REFERENCE_POWER = 0.6;
const UNCERTAINTY_FACTOR_MIN = 0.7;
const UNCERTAINTY_FACTOR_MAX = 4;

/** The sound of the site's equipment at a receptor, by its estimate. */
export function receptorSound(
  plan: ControlPlan,
  receptor: string,
  fit: SourceFit,
  fanLoudness: FanLoudnessState,
  quiet: QuietRatio,
  gate: Pick<ReceptorSound, 'isTrusted' | 'why' | 'suspectedS'>,
): ReceptorSound {
  const fans: number[] = [];
  const converters: number[] = [];
  const reference: number[] = [];
  // The background is energy 0; then the sources in the order of sources.ts.
  let next = 1;
  for (const cabinet of plan.cabinets) {
    const fan = hasFans(cabinet, receptor);
    const hasConverters = hasConverterNoise(cabinet, receptor);
    fans.push(fan ? receptorFactor(fanLoudness, cabinet.id) * (fit.energies[next] ?? 0) : 0);
    if (fan) reference.push(REFERENCE_FANS);
    if (fan) next += 1;
    converters.push(hasConverters ? (fit.energies[next] ?? 0) : 0);
    if (hasConverters) reference.push(REFERENCE_POWER);
    if (hasConverters) next += 1;
  }
  return {
    receptor,
    fans,
    converters,
    uncertaintyFactor: uncertaintyFactorOf(fit, [...reference, 0], quiet),
    ...gate,
  };
}

function uncertaintyFactorOf(fit: SourceFit, activity: readonly number[], quiet: QuietRatio): number {
  const energy = sourceEnergy(fit, activity);
  const relative = energy > 0 ? sourceDeviation(fit, activity) / energy : 0;
  const byFit = 1 + COVERAGE * Math.hypot(relative, MODEL_DEVIATION);
  const ceiling = quietCeiling(quiet);
  const byQuiet = ceiling === null ? UNCERTAINTY_FACTOR_MAX : ceiling * METER_FACTOR;
  return Math.min(UNCERTAINTY_FACTOR_MAX, Math.max(UNCERTAINTY_FACTOR_MIN, Math.min(byFit, byQuiet)));
}
