/**
 * How loud fans and electronics of a cabinet are for their speed and power, by the meter under its cover. A clogged filter, a
 * blade tone or a fan that follows 45 instead of 50 lg n shows there, and a choke that works loose, far above anything from
 * outside. The factors correct fan law and hum before the level at a receptor is computed; they say nothing about the path
 * between the two.
 *
 *   energy under the cover = A n^5 + H u + rest        factor of the fans = (measured - H u - rest) / A n^5
 *                                                      factor of the hum: least squares over a minute
 */

import {
  type PartFactors,
  partFactors,
  partFactorsStep,
  usualFactors,
} from '../../acoustics/estimation/part-factors.ts';
import {
  fitStep,
  fittedEnergy,
  outlierWeight,
  priorFit,
  type SourceFit,
} from '../../acoustics/estimation/source-fit.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import { DAY_S } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan, LevelPlan } from '../../plan/control-plan.ts';

/** Plain JSON, by cabinet; absent without a meter under its cover, or before its first sample. */
export type CoverLoudnessState = Readonly<Record<string, CoverLoudness>>;

/** The fit and the factor of one cabinet. */
export interface CoverLoudness {
  readonly fit: SourceFit;
  /** Sound energy of the fans over what the fan law says, running mean. */
  readonly factor: number;
  /** Fans and electronics against their models of late; absent in a state that an older version kept. */
  readonly lately?: PartFactors;
  readonly measuredS: number;
}

/** Source activity of one cabinet: fans by the fan law, electronics by their power. */
export interface CabinetActivity {
  readonly fans: number;
  readonly converters: number;
}

/** The factor is 1 until the law was measured for this long, s. */
const MEASURED_MIN_S = 1800;
const FACTOR_TAU_S = 15;
const FACTOR_MIN = 0.4;
const FACTOR_MAX = 5;
/** Less is no louder hum, but a fan law that is wrong at this speed: 1.5 dB. */
const CONVERTERS_LOUDER = 1.4;
/** Below this share of the sound nothing is concluded about the fans. */
const LEAST_PART = 0.4;
/** How far a second usually lies from the law, as share. The law is forgotten slowly, because it is the reference. */
const SPREAD = 0.25;
const FORGETTING = 1 - 1 / (2 * DAY_S);
/** A part of the sound that is less sure than this says nothing; one below a tenth of the hum need only be that small. */
const PART_UNCERTAINTY_MAX = 0.5;
/** Place of the hum in the fit: rest, fans, hum. */
const CONVERTERS = 2;
/** Shares of the first sound taken for fans and for electronics; each is as uncertain as it is large. */
const FIRST_FANS = 8;
const FIRST_CONVERTERS = 0.5;

/** One cycle. `activityOf` gives null while a speed or a power is not known. */
export function updateCoverLoudness(
  before: CoverLoudnessState = {},
  image: ProcessImage,
  plan: ControlPlan,
  activityOf: (cabinet: string) => CabinetActivity | null,
): CoverLoudnessState {
  const next: Record<string, CoverLoudness> = { ...before };
  for (const level of plan.otherLevels) {
    const { cabinet } = level;
    const activity = cabinet === undefined ? null : activityOf(cabinet);
    if (cabinet === undefined || activity === null) continue;
    for (const { energy, seconds } of samplesAt(level, image)) {
      next[cabinet] = updated(next[cabinet] ?? initialLoudness(energy, activity), activity, energy, seconds);
    }
  }
  return next;
}

/** The factor on the fan law of a cabinet now; 1 until it was measured long enough. */
export function fanLoudnessFactor(fanLoudness: CoverLoudnessState, cabinet: string): number {
  const ofCabinet = fanLoudness[cabinet];
  return ofCabinet === undefined || ofCabinet.measuredS < MEASURED_MIN_S ? 1 : ofCabinet.factor;
}

/**
 * The factor on what arrives at a receptor. Never below 1: an opened door is quieter under the cover and louder outside,
 * and a meter that is going deaf looks the same.
 */
export function receptorFanFactor(fanLoudness: CoverLoudnessState, cabinet: string): number {
  return Math.max(1, fanLoudnessFactor(fanLoudness, cabinet));
}

/**
 * The energy of the electronics of a cabinet over what their power says; 1 until the meter under the cover knows them, and
 * while they are hardly louder. Never below 1, as for the fans.
 */
export function converterFactor(coverLoudness: CoverLoudnessState, cabinet: string): number {
  const ofCabinet = coverLoudness[cabinet];
  if (ofCabinet === undefined || ofCabinet.measuredS < MEASURED_MIN_S) return 1;
  return isKnown(ofCabinet.fit, CONVERTERS) ? louderConverters(ofCabinet) : 1;
}

function louderConverters({ lately = usualFactors() }: CoverLoudness): number {
  const [, hum] = partFactors(lately);
  return hum < CONVERTERS_LOUDER ? 1 : Math.min(FACTOR_MAX, hum);
}

/** What a meter under a cover hears of each part, energies: what stays, all fans at full speed, the hum at full power. */
export interface CoverParts {
  readonly rest: number;
  readonly fans: number;
  readonly hum: number;
}

/**
 * The parts of the sound under the cover of a cabinet; next to the electronics nothing from outside is heard. Null while one
 * of them is not known to half of itself.
 */
export function coverParts(fanLoudness: CoverLoudnessState, cabinet: string): CoverParts | null {
  const ofCabinet = fanLoudness[cabinet];
  if (ofCabinet === undefined || ofCabinet.measuredS < MEASURED_MIN_S) return null;
  const [rest = 0, fans = 0, hum = 0] = ofCabinet.fit.energies;
  const areKnown = [rest, fans, hum].every((_, part) => isKnown(ofCabinet.fit, part));
  return areKnown && fans > 0 && hum > 0 ? { rest, fans, hum } : null;
}

/** Whether a part is known to half of itself, or is at least surely small beside the hum. */
function isKnown({ energies, covariance }: SourceFit, part: number): boolean {
  const deviation = Math.sqrt(Math.max(0, covariance[part]?.[part] ?? 0));
  return deviation <= PART_UNCERTAINTY_MAX * Math.max(energies[part] ?? 0, (energies[CONVERTERS] ?? 0) / 10);
}

function samplesAt(level: LevelPlan, image: ProcessImage): readonly { energy: number; seconds: number }[] {
  return image.samples.flatMap(({ channel, value, seconds }) =>
    channel === level.level && value !== null && seconds > 0 ? [{ energy: energyOf(value), seconds }] : [],
  );
}

function updated(
  before: CoverLoudness,
  { fans, converters }: CabinetActivity,
  energy: number,
  seconds: number,
): CoverLoudness {
  const activity = [fans, converters];
  const modelled = Math.max(1, fittedEnergy(before.fit, activity));
  const weight = outlierWeight(Math.abs(energy - modelled) / modelled, SPREAD, 2) / (SPREAD * modelled) ** 2;
  const byFans = (before.fit.energies[1] ?? 0) * fans;
  const byConverters = (before.fit.energies[2] ?? 0) * converters;
  const lately = partFactorsStep(before.lately ?? usualFactors(), {
    shares: [byFans / modelled, byConverters / modelled],
    excess: (energy - modelled) / modelled,
  });
  const share = 1 - Math.exp(-seconds / FACTOR_TAU_S);
  const withConverters = modelled + (louderConverters(before) - 1) * byConverters;
  const isAudible = byFans > LEAST_PART * withConverters;
  const now = isAudible ? 1 + (energy - withConverters) / byFans : 1;
  const bounded = Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, now));
  return {
    fit: fitStep(before.fit, activity, energy, FORGETTING ** seconds, weight / 60),
    factor: before.factor + share * (bounded - before.factor),
    lately,
    measuredS: before.measuredS + seconds,
  };
}

function initialLoudness(energy: number, { fans, converters }: CabinetActivity): CoverLoudness {
  const first = [(FIRST_FANS * energy) / (1 + 8 * fans), (FIRST_CONVERTERS * energy) / (0.5 + converters)];
  return {
    fit: priorFit({ energies: first, deviations: first, correlation: 0 }, energy / 10),
    factor: 1,
    measuredS: 0,
  };
}
