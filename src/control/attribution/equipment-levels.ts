/** The specific sound level of the equipment at each receptor as a level track, so that it has minutes, hours and nights. */

import {
  emptyTrack,
  type LevelSample,
  type LevelTrack,
  trackSample,
} from '../../acoustics/periods/level-track.ts';
import type { NightHours } from '../../acoustics/periods/periods.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { ReceptorAttribution } from './receptor-attribution.ts';

/** Books what the equipment gave since the cycle before, by the model. */
export function trackEquipment(
  before: Readonly<Record<string, LevelTrack>> = {},
  attribution: readonly ReceptorAttribution[],
  image: ProcessImage,
  plan: ControlPlan,
): Record<string, LevelTrack> {
  const seconds = plan.periodMs / 1000;
  return Object.fromEntries(
    attribution.map(({ receptor, equipmentDb }) => {
      const sample = equipmentSample(equipmentDb, seconds, image, plan.night);
      return [receptor, trackSample(before[receptor] ?? emptyTrack(), sample).track];
    }),
  );
}

/** A sample of the equipment's own track: what the model says of the cycle that ends now. */
function equipmentSample(
  equipmentDb: number | null,
  seconds: number,
  image: ProcessImage,
  night: NightHours,
): LevelSample {
  return {
    levelDb: equipmentDb,
    peakDb: null,
    seconds,
    wallMs: Math.round(image.wallMs - seconds * 1000),
    utcOffsetMin: image.utcOffsetMin,
    night,
  };
}
