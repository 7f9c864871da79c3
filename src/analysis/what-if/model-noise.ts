/**
 * The equipment's sound at each receptor by the control model, as minutes and as a whole. The measured level cannot be
 * replayed: it is the response of the plant to the decisions of then.
 */

import { levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import { equipmentEnergy } from '../../control/attribution/nominal-model.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** The modelled equipment at one receptor. */
export interface ModelNoise {
  readonly receptor: string;
  readonly limitDb: number;
  /** LAeq over all of it, dB; null where the model knows no source. */
  readonly laeqDb: number | null;
  readonly loudestMinute: { readonly startMs: number; readonly levelDb: number } | null;
  readonly minutesAbove: number;
}

/** Adds the modelled sound of each cycle (`seconds` long); `noise` gives what there is for each receptor. */
export interface NoiseAccumulator {
  add(wallMs: number, seconds: number, moved: Moved): void;
  noise(): readonly ModelNoise[];
}

/** The inputs of the model in one cycle. */
export interface Moved {
  /** The value of a channel, or null; a fan without a speed turns as decided. */
  readonly read: (channel: ChannelId) => number | null;
  readonly decided: Readonly<Record<string, number>>;
}

interface Sum {
  energyS: number;
  seconds: number;
}

/** Compares with the night limits of `plan`. */
export function createNoiseAccumulator(plan: ControlPlan): NoiseAccumulator {
  const accumulators = plan.receptors.map((receptor) => ({ receptor, minutes: new Map<number, Sum>() }));
  return {
    add(wallMs, seconds, { read, decided }) {
      const startMs = minuteStart(wallMs);
      for (const { receptor, minutes } of accumulators) {
        const { converterNoise, fansNow } = equipmentEnergy(plan, receptor.id, read, decided);
        const sum = minutes.get(startMs) ?? { energyS: 0, seconds: 0 };
        sum.energyS += (converterNoise + fansNow) * seconds;
        sum.seconds += seconds;
        minutes.set(startMs, sum);
      }
    },
    noise: () =>
      accumulators.map(({ receptor, minutes }) => noiseOf(receptor.id, receptor.nightDb, [...minutes])),
  };
}

function noiseOf(
  receptor: string,
  limitDb: number,
  minutes: readonly (readonly [number, Sum])[],
): ModelNoise {
  const whole: Sum = { energyS: 0, seconds: 0 };
  let loudest: ModelNoise['loudestMinute'] = null;
  let minutesAbove = 0;
  for (const [startMs, { energyS, seconds }] of minutes) {
    whole.energyS += energyS;
    whole.seconds += seconds;
    const levelDb = levelOf(energyS / seconds);
    if (levelDb === null) continue;
    if (loudest === null || levelDb > loudest.levelDb) loudest = { startMs, levelDb };
    if (levelDb > limitDb) minutesAbove += 1;
  }
  const laeqDb = whole.seconds === 0 ? null : levelOf(whole.energyS / whole.seconds);
  return { receptor, limitDb, laeqDb, loudestMinute: loudest, minutesAbove };
}
