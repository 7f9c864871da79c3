/** The specific sound level of the equipment at each receptor as a level track with minutes, hours and nights. */

import type { LevelHistogram } from '../../acoustics/levels/histogram.ts';
import type { Ledger } from '../../acoustics/levels/leq.ts';
import {
  emptyTrack,
  type LevelSample,
  type LevelTrack,
  type RecentSample,
  stepTrack,
  trackSample,
} from '../../acoustics/periods/level-track.ts';
import type { OpenMinute, OpenPeriod, OpenPeriods } from '../../acoustics/periods/open-period.ts';
import type { NightHours } from '../../acoustics/periods/periods.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { ClosedLevel } from '../inputs/level-tracks.ts';
import { isFlag, isNumber, isText, listOf, objectOf, oneOf, orNull } from '../saved/check.ts';
import { partById } from '../saved/part.ts';
import type { ReceptorAttribution } from './receptor-attribution.ts';

const isLedger = objectOf<Ledger>({
  energyS: isNumber,
  validS: isNumber,
  maxDb: orNull(isNumber),
  count: isNumber,
  spanS: isNumber,
});
const minuteFields = {
  kind: oneOf('minute', 'hour', 'night', 'day'),
  id: isText,
  startWallMs: isNumber,
  ledger: isLedger,
  clockStepped: isFlag,
};
const isPeriod = objectOf<OpenPeriod>({
  ...minuteFields,
  histogram: objectOf<LevelHistogram>({ firstClass: isNumber, counts: listOf(isNumber) }),
});

/** By receptor. The first cycle after a restart records the time away as a gap. */
export const equipmentLevelsPart = partById<LevelTrack>({
  isEntry: objectOf<LevelTrack>({
    nowMs: isNumber,
    coveredMs: isNumber,
    open: orNull(
      objectOf<OpenPeriods>({ minute: objectOf<OpenMinute>(minuteFields), hour: isPeriod, period: isPeriod }),
    ),
    recent: listOf(
      objectOf<RecentSample>({ atMs: isNumber, levelDb: isNumber, seconds: isNumber, energyS: isNumber }),
    ),
    minutes: listOf(isLedger),
  }),
  basis: (plan, id) => plan.receptors.find((receptor) => receptor.id === id)?.level,
});

/** Adds the modelled level of the equipment since the cycle before. */
export function trackEquipment(
  before: Readonly<Record<string, LevelTrack>> = {},
  attribution: readonly ReceptorAttribution[],
  image: ProcessImage,
  plan: ControlPlan,
): { readonly tracks: Record<string, LevelTrack>; readonly closed: readonly ClosedLevel[] } {
  const seconds = plan.periodMs / 1000;
  const tracks: Record<string, LevelTrack> = {};
  const closed: ClosedLevel[] = [];
  for (const { receptor, equipmentDb } of attribution) {
    const sample = equipmentSample(equipmentDb, seconds, image, plan.night);
    const { clockStepMs = 0, utcOffsetMin } = image;
    const { track } = stepTrack(before[receptor] ?? emptyTrack(), clockStepMs, utcOffsetMin, plan.night);
    const step = trackSample(track, sample);
    tracks[receptor] = step.track;
    for (const period of step.closed) closed.push({ level: receptor, period });
  }
  return { tracks, closed };
}

/** A sample of the equipment's track: the modelled level of the cycle that ends now. */
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
