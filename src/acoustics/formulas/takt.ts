/**
 * LAFTeq - LAeq of a stretch by its intervals of 5 s (TA Laerm 2.9, A.3.3.6), from seconds that have LAFmax: a stretch is
 * too large to be kept, so the intervals are summed as they pass.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** Plain sums of a stretch. */
export interface TaktSums {
  /** The running interval: its number, what was heard of it, its energy and its LAFmax. */
  interval: number;
  validS: number;
  energyS: number;
  maxDb: number;
  /** Of the intervals that are over. */
  intervals: number;
  maxEnergies: number;
  meanEnergies: number;
}

const INTERVAL_S = 5;
/** Less of an interval has no maximum of it. */
const LEAST_VALID_S = 4.5;
/** Fewer intervals, five minutes, say nothing of a sound. */
const LEAST_INTERVALS = 60;

/** Sums of nothing. */
export function newTakt(): TaktSums {
  return {
    ...{ interval: Number.NaN, validS: 0, energyS: 0, maxDb: Number.NEGATIVE_INFINITY },
    ...{ intervals: 0, maxEnergies: 0, meanEnergies: 0 },
  };
}

/** Takes in one sample; `atS` is when it began. Null: the level is not valid, or the meter gives no LAFmax. */
export function addToTakt(
  sums: TaktSums,
  atS: number,
  seconds: number,
  levelDb: number | null,
  lafmaxDb: number | null,
): void {
  const interval = Math.floor(atS / INTERVAL_S);
  if (interval !== sums.interval) {
    endInterval(sums);
    sums.interval = interval;
  }
  if (levelDb === null || lafmaxDb === null || seconds > INTERVAL_S) return;
  sums.validS += seconds;
  sums.energyS += seconds * energyOf(levelDb);
  sums.maxDb = Math.max(sums.maxDb, lafmaxDb);
}

/** KI, dB; null where too little of the stretch had both levels. */
export function taktExcess(sums: TaktSums): number | null {
  endInterval(sums);
  const { intervals, maxEnergies, meanEnergies } = sums;
  if (intervals < LEAST_INTERVALS) return null;
  const [maxDb, meanDb] = [levelOf(maxEnergies / intervals), levelOf(meanEnergies / intervals)];
  return maxDb === null || meanDb === null ? null : Math.max(0, maxDb - meanDb);
}

function endInterval(sums: TaktSums): void {
  if (sums.validS >= LEAST_VALID_S) {
    sums.intervals += 1;
    sums.maxEnergies += energyOf(sums.maxDb);
    sums.meanEnergies += sums.energyS / sums.validS;
  }
  Object.assign(sums, { validS: 0, energyS: 0, maxDb: Number.NEGATIVE_INFINITY });
}
