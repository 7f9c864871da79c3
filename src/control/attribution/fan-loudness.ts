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
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan, LevelPlan } from '../../plan/control-plan.ts';

/** Plain JSON, by cabinet; absent without a meter under its cover, or before it was heard. */
export type VoiceState = Readonly<Record<string, Voice>>;

export interface Voice {
  readonly fit: SourceFit;
  /** Sound energy of the fans over what the fan law says, running mean. */
  readonly factor: number;
  readonly heardS: number;
}

/** Drives of one cabinet: fans by the fan law, electronics by their power. */
export interface CabinetDrive {
  readonly fans: number;
  readonly hum: number;
}

/** Nothing is corrected before the law was heard for so long, s. */
const HEARD_MIN_S = 1800;
const FACTOR_TAU_S = 15;
const FACTOR_MIN = 0.4;
const FACTOR_MAX = 5;
/** The fans must make this part of the sound for a word about them. */
const LEAST_PART = 0.4;
/** How far a second lies from the law, and how fast the law itself is forgotten: it is the reference. */
const SPREAD = 0.25;
const FORGETTING = 1 - 1 / (2 * 86_400);
/** Of the first sound this much is taken for fans, and for electronics; both are as unsure as they are large. */
const FIRST_FANS = 8;
const FIRST_HUM = 0.5;

/** A cycle on. `driveOf`: null while a speed or a power is not known. */
export function hearVoices(
  before: VoiceState = {},
  image: ProcessImage,
  plan: ControlPlan,
  driveOf: (cabinet: string) => CabinetDrive | null,
): VoiceState {
  const next: Record<string, Voice> = { ...before };
  for (const level of plan.otherLevels) {
    const { cabinet } = level;
    const drive = cabinet === undefined ? null : driveOf(cabinet);
    if (cabinet === undefined || drive === null) continue;
    for (const { energy, seconds } of heardAt(level, image)) {
      next[cabinet] = listen(next[cabinet] ?? firstVoice(energy, drive), drive, energy, seconds);
    }
  }
  return next;
}

/** The factor on the fan law of a cabinet now; 1 where nobody knows better. */
export function voiceFactor(voices: VoiceState, cabinet: string): number {
  const voice = voices[cabinet];
  return voice === undefined || voice.heardS < HEARD_MIN_S ? 1 : voice.factor;
}

function heardAt(level: LevelPlan, image: ProcessImage): readonly { energy: number; seconds: number }[] {
  return image.samples.flatMap(({ channel, value, seconds }) =>
    channel === level.level && value !== null && seconds > 0 ? [{ energy: energyOf(value), seconds }] : [],
  );
}

function listen(before: Voice, { fans, hum }: CabinetDrive, energy: number, seconds: number): Voice {
  const drives = [fans, hum];
  const modelled = Math.max(1, fittedEnergy(before.fit, drives));
  const weight = outlierWeight(Math.abs(energy - modelled) / modelled, SPREAD, 2) / (SPREAD * modelled) ** 2;
  const own = (before.fit.energies[1] ?? 0) * fans;
  const share = 1 - Math.exp(-seconds / FACTOR_TAU_S);
  const isHeard = own > LEAST_PART * modelled;
  const now = isHeard ? 1 + (energy - modelled) / own : 1;
  const bounded = Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, now));
  return {
    fit: fitStep(before.fit, drives, energy, FORGETTING ** seconds, weight / 60),
    factor: before.factor + share * (bounded - before.factor),
    heardS: before.heardS + seconds,
  };
}

function firstVoice(energy: number, { fans, hum }: CabinetDrive): Voice {
  const first = [(FIRST_FANS * energy) / (1 + 8 * fans), (FIRST_HUM * energy) / (0.5 + hum)];
  return {
    fit: priorFit({ energies: first, deviations: first, correlation: 0 }, energy / 10),
    factor: 1,
    heardS: 0,
  };
}
