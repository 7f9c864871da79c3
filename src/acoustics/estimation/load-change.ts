/**
 * Has the equipment's sound changed lately? Compares its means over whole minutes, so that the wobble of a speed does
 * not count.
 */

/** Minute means of the equipment's energy. */
export interface Motion {
  /** The running minute: time and time times energy. */
  readonly seconds: number;
  readonly energyS: number;
  /** Means of the latest whole minutes, oldest first. */
  readonly minutes: readonly number[];
  /** Loudest of them minus quietest. */
  readonly range: number;
}

const MINUTE_S = 60;
const MINUTES_MAX = 15;

/** Nothing seen yet. */
export function noMotion(): Motion {
  return { seconds: 0, energyS: 0, minutes: [], range: 0 };
}

/** The motion after `seconds` at this energy. */
export function moved(before: Motion, energy: number, seconds: number): Motion {
  const total = before.seconds + seconds;
  const energyS = before.energyS + seconds * energy;
  if (total < MINUTE_S) return { seconds: total, energyS, minutes: before.minutes, range: before.range };
  const minutes = [...before.minutes.slice(1 - MINUTES_MAX), energyS / total];
  return { seconds: 0, energyS: 0, minutes, range: Math.max(...minutes) - Math.min(...minutes) };
}
