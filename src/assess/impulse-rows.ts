/** How impulsive a file is: LAFTeq - LAeq where its rows have LAFmax, onsets where they are 25 ms or shorter. */

import { addShortLevel, LONGEST_STEP_S, newOnsetTrack, worstOnset } from '../acoustics/formulas/onsets.ts';
import { addToTakt, newTakt, taktExcess } from '../acoustics/formulas/takt.ts';
import type { OnLevel } from './rows/ordered-rows.ts';

/** What the rows allow to say, dB; null: nothing. */
export interface FileImpulses {
  readonly taktDb: number | null;
  /** KI of the most prominent onset (NT ACOU 112). */
  readonly impulseDb: number | null;
}

interface ImpulseFold {
  readonly add: OnLevel;
  readonly end: () => FileImpulses;
}

/** Rows as they pass. */
export function createImpulses(): ImpulseFold {
  const takt = newTakt();
  const track = newOnsetTrack();
  let isShort = true;
  let count = 0;
  return {
    add(startMs, durationMs, levelDb, peakDb) {
      const [atS, seconds] = [startMs / 1000, durationMs / 1000];
      const level = Number.isNaN(levelDb) ? null : levelDb;
      addToTakt(takt, atS, seconds, level, Number.isNaN(peakDb) ? null : peakDb);
      if (level === null) return;
      count += 1;
      if (seconds > LONGEST_STEP_S) isShort = false;
      else addShortLevel(track, atS, seconds, level);
    },
    end: () => ({
      taktDb: taktExcess(takt),
      impulseDb: isShort && count > 0 ? (worstOnset(track)?.adjustmentDb ?? 0) : null,
    }),
  };
}
