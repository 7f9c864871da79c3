/** Levels of a whole day from its parts, with the decibels that the rules add for time of day or character. */

import { energyOf, levelOf } from './level.ts';

/** A part of the day with its adjustments. */
export interface RatedPart {
  readonly levelDb: number;
  readonly hours: number;
  /** Sum of all adjustments of this part, dB. */
  readonly penaltyDb: number;
}

/** Energy mean over the parts by duration, penalties included, dB (TA Laerm annex A, Lr); null for none. */
export function ratingLevel(parts: readonly RatedPart[]): number | null {
  let energyH = 0;
  let hours = 0;
  for (const part of parts) {
    energyH += part.hours * energyOf(part.levelDb + part.penaltyDb);
    hours += part.hours;
  }
  return hours > 0 ? levelOf(energyH / hours) : null;
}

/** Lden, dB: 12, 4 and 8 h with 0, 5 and 10 dB (Directive 2002/49/EC, annex I). */
export function dayEveningNightLevel(dayDb: number, eveningDb: number, nightDb: number): number | null {
  return ratingLevel([
    { levelDb: dayDb, hours: 12, penaltyDb: 0 },
    { levelDb: eveningDb, hours: 4, penaltyDb: 5 },
    { levelDb: nightDb, hours: 8, penaltyDb: 10 },
  ]);
}
