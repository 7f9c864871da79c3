/** Rows shorter than a second put together to seconds, as energy: percentiles are then of seconds, as everywhere. */

import { energyOf, levelOf } from '../acoustics/levels/level.ts';

interface Seconds {
  readonly add: (startMs: number, seconds: number, levelDb: number, peakDb: number) => void;
  readonly end: () => void;
}

/** Gives each second, and what of it is missing, when the next begins. */
export function createSeconds(
  onSecond: (startMs: number, seconds: number, levelDb: number, peakDb: number) => void,
): Seconds {
  let secondMs = Number.NaN;
  let [energyS, validS, missingS, peak] = [0, 0, 0, Number.NaN];
  const end = (): void => {
    if (validS > 0) onSecond(secondMs, validS, levelOf(energyS / validS) ?? Number.NaN, peak);
    if (missingS > 0) onSecond(secondMs, missingS, Number.NaN, validS > 0 ? Number.NaN : peak);
    [energyS, validS, missingS, peak, secondMs] = [0, 0, 0, Number.NaN, Number.NaN];
  };
  return {
    add: (startMs, seconds, levelDb, peakDb) => {
      const ownMs = Math.floor(startMs / 1000) * 1000;
      if (ownMs !== secondMs) {
        end();
        secondMs = ownMs;
      }
      if (Number.isNaN(levelDb)) missingS += seconds;
      else {
        validS += seconds;
        energyS += seconds * energyOf(levelDb);
      }
      if (!(peak >= peakDb)) peak = peakDb;
    },
    end: () => {
      if (validS + missingS > 0) end();
    },
  };
}
