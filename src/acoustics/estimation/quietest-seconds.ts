/**
 * The quietest that was heard at a place within days: what never changes there is no louder, whoever makes it. Of each
 * minute the third lowest second counts, of all minutes the lowest. Plain JSON.
 */

/** What is kept of one place. */
export interface QuietestSeconds {
  /** The lowest energies of the running minute, ascending, and the number of its seconds. */
  readonly lowest: readonly number[];
  readonly seconds: number;
  /** The lowest minute so far; null before the first. */
  readonly energy: number | null;
}

/** A single second may be a fault of the meter. */
const RANK = 3;
const MINUTE_S = 60;
/** Forgotten by 2 dB a day, since what is still there is heard in each quiet hour again, and a covered microphone is not. */
const FORGOTTEN_PER_MINUTE = 10 ** (0.2 / 1440);

/** Nothing heard yet. */
export function noQuietestSeconds(): QuietestSeconds {
  return { lowest: [], seconds: 0, energy: null };
}

/** Takes the energy of one second. */
export function quietestStep(before: QuietestSeconds, energy: number): QuietestSeconds {
  const last = before.lowest[RANK - 1];
  const lowest =
    last !== undefined && energy >= last
      ? before.lowest
      : [...before.lowest, energy].sort((a, b) => a - b).slice(0, RANK);
  const seconds = before.seconds + 1;
  if (seconds < MINUTE_S) return { lowest, seconds, energy: before.energy };
  const ofMinute = lowest[RANK - 1] ?? energy;
  const older = before.energy === null ? ofMinute : before.energy * FORGOTTEN_PER_MINUTE;
  return { lowest: [], seconds: 0, energy: Math.min(older, ofMinute) };
}

/** After `awayS` without any sound. */
export function agedQuietest({ energy }: QuietestSeconds, awayS: number): QuietestSeconds {
  const aged = energy === null ? null : energy * FORGOTTEN_PER_MINUTE ** (awayS / MINUTE_S);
  return { lowest: [], seconds: 0, energy: aged };
}
