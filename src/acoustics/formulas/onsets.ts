/**
 * Impulses of a track of LpAF, sampled every 10 to 25 ms (NT ACOU 112:2002): an onset is the steepest rise of more than
 * 10 dB/s without a break; its prominence says how impulsive it is.
 */

import { impulseProminence } from './impulse.ts';

/** One onset. */
export interface Impulse {
  /** From the start of the track, s. */
  readonly atS: number;
  readonly onsetDbPerS: number;
  readonly riseDb: number;
  readonly prominence: number;
  readonly adjustmentDb: number;
}

/** Slower changes are no onset (NT ACOU 112, 4.5). */
const LEAST_ONSET_DB_PER_S = 10;
/** Samples further apart cannot show an onset. */
const LONGEST_STEP_S = 0.025;

/** The onsets of a track, dB; null where its samples are too far apart to show one. */
export function impulsesOf(levelsDb: readonly number[], stepS: number): readonly Impulse[] | null {
  if (stepS > LONGEST_STEP_S) return null;
  const impulses: Impulse[] = [];
  let from = 0;
  for (let at = 1; at <= levelsDb.length; at++) {
    const slope = ((levelsDb[at] ?? Number.NEGATIVE_INFINITY) - (levelsDb[at - 1] ?? 0)) / stepS;
    if (slope > LEAST_ONSET_DB_PER_S) continue;
    const riseDb = (levelsDb[at - 1] ?? 0) - (levelsDb[from] ?? 0);
    if (at - 1 > from && riseDb > 0) impulses.push(impulseOf(from * stepS, riseDb, (at - 1 - from) * stepS));
    from = at;
  }
  return impulses;
}

/** The most prominent onset; KI of 30 minutes is that of the worst one (ISO/PAS 1996-3, 7). Null for none. */
export function worstImpulse(impulses: readonly Impulse[]): Impulse | null {
  return impulses.reduce<Impulse | null>(
    (worst, one) => (worst === null || one.prominence > worst.prominence ? one : worst),
    null,
  );
}

function impulseOf(atS: number, riseDb: number, lastsS: number): Impulse {
  const onsetDbPerS = riseDb / lastsS;
  const { prominence, adjustmentDb } = impulseProminence(onsetDbPerS, riseDb);
  return { atS, onsetDbPerS, riseDb, prominence: prominence ?? 0, adjustmentDb };
}
