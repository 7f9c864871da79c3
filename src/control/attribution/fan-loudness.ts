/**
 * How loud the fans of a cabinet are against their own speed, by the meter under its cover. A clogged filter, a blade
 * tone, a fan that follows 45 instead of 50 lg n: all are heard there, far above anything from outside. The factor
 * corrects the fan law before anybody asks what arrives at a receptor; nothing is said of the path between the two.
 *
 *   energy under the cover = A n^5 + H u + rest        factor = what is heard beyond H u and rest, over A n^5
 */

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

/** Plain JSON, by cabinet; absent without a meter under its cover, or before it was heard. */
export type FanLoudnessState = Readonly<Record<string, FanLoudness>>;

export interface FanLoudness {
  readonly fit: SourceFit;
  /** Sound energy of the fans over what the fan law says, running mean. */
  readonly factor: number;
  readonly measuredS: number;
}

/** Drives of one cabinet: fans by the fan law, electronics by their power. */
export interface CabinetActivity {
  readonly fans: number;
  readonly converters: number;
}

/** Nothing is corrected before the law was heard for so long, s. */
const MEASURED_MIN_S = 1800;
const FACTOR_TAU_S = 15;
const FACTOR_MIN = 0.4;
const FACTOR_MAX = 5;
/** Below this share of the sound nothing is concluded about the fans. */
const LEAST_PART = 0.4;
/** How far a second lies from the law, and how fast the law itself is forgotten: it is the reference. */
const SPREAD = 0.25;
const FORGETTING = 1 - 1 / (2 * DAY_S);
/** Of the first sound this much is taken for fans, and for electronics; both are as unsure as they are large. */
const FIRST_FANS = 8;
const FIRST_CONVERTERS = 0.5;

/** A cycle on. `driveOf`: null while a speed or a power is not known. */
export function updateFanLoudness(
  before: FanLoudnessState = {},
  image: ProcessImage,
  plan: ControlPlan,
  activityOf: (cabinet: string) => CabinetActivity | null,
): FanLoudnessState {
  const next: Record<string, FanLoudness> = { ...before };
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

/** The factor on the fan law of a cabinet now; 1 where nobody knows better. */
export function fanLoudnessFactor(fanLoudness: FanLoudnessState, cabinet: string): number {
  const ofCabinet = fanLoudness[cabinet];
  return ofCabinet === undefined || ofCabinet.measuredS < MEASURED_MIN_S ? 1 : ofCabinet.factor;
}

function samplesAt(level: LevelPlan, image: ProcessImage): readonly { energy: number; seconds: number }[] {
  return image.samples.flatMap(({ channel, value, seconds }) =>
    channel === level.level && value !== null && seconds > 0 ? [{ energy: energyOf(value), seconds }] : [],
  );
}

function updated(
  before: FanLoudness,
  { fans, converters }: CabinetActivity,
  energy: number,
  seconds: number,
): FanLoudness {
  const activity = [fans, converters];
  const modelled = Math.max(1, fittedEnergy(before.fit, activity));
  const weight = outlierWeight(Math.abs(energy - modelled) / modelled, SPREAD, 2) / (SPREAD * modelled) ** 2;
  const byFans = (before.fit.energies[1] ?? 0) * fans;
  const share = 1 - Math.exp(-seconds / FACTOR_TAU_S);
  const isAudible = byFans > LEAST_PART * modelled;
  const now = isAudible ? 1 + (energy - modelled) / byFans : 1;
  const bounded = Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, now));
  return {
    fit: fitStep(before.fit, activity, energy, FORGETTING ** seconds, weight / 60),
    factor: before.factor + share * (bounded - before.factor),
    measuredS: before.measuredS + seconds,
  };
}

function initialLoudness(energy: number, { fans, converters }: CabinetActivity): FanLoudness {
  const first = [(FIRST_FANS * energy) / (1 + 8 * fans), (FIRST_CONVERTERS * energy) / (0.5 + converters)];
  return {
    fit: priorFit({ energies: first, deviations: first, correlation: 0 }, energy / 10),
    factor: 1,
    measuredS: 0,
  };
}
