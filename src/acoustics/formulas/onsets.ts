/**
 * Impulses of a track of LpAF, sampled every 10 to 25 ms (NT ACOU 112:2002): an onset is the steepest rise of more than
 * 10 dB/s without a break; its prominence says how impulsive it is.
 */

import { energyOf, levelOf } from '../levels/level.ts';
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
export const LONGEST_STEP_S = 0.025;
/** Time constant of the weighting F, s (IEC 61672-1:2013, 5.8.1). */
const FAST_S = 0.125;

/** The onset that a track is in, as it passes. */
export interface OnsetTrack {
  /** Mean energy with the weighting F; null before the first sample. */
  energy: number | null;
  lastDb: number;
  lastS: number;
  fromDb: number;
  fromS: number;
  worst: Impulse | null;
}

/** A track before its first sample. */
export function newOnsetTrack(): OnsetTrack {
  return { energy: null, lastDb: 0, lastS: 0, fromDb: 0, fromS: 0, worst: null };
}

/** Takes in a level of a stretch of 10 to 25 ms, which is weighted F here, and keeps the most prominent onset. */
export function addShortLevel(track: OnsetTrack, atS: number, seconds: number, levelDb: number): void {
  const isCut = track.energy === null || Math.abs(atS - track.lastS - seconds) > seconds;
  const energy = energyOf(levelDb);
  const before = track.energy ?? energy;
  track.energy = isCut ? energy : before + (energy - before) * (1 - Math.exp(-seconds / FAST_S));
  const fastDb = levelOf(track.energy) ?? 0;
  const isRising = !isCut && (fastDb - track.lastDb) / seconds > LEAST_ONSET_DB_PER_S;
  if (!isRising) {
    track.worst = moreProminent(track.worst, endedOnset(track));
    Object.assign(track, { fromDb: fastDb, fromS: atS });
  }
  Object.assign(track, { lastDb: fastDb, lastS: atS });
}

/** The most prominent onset of a track; KI of 30 minutes is that of the worst one (ISO/PAS 1996-3, 7). Null for none. */
export function worstOnset(track: OnsetTrack): Impulse | null {
  return moreProminent(track.worst, endedOnset(track));
}

function endedOnset({ fromDb, fromS, lastDb, lastS }: OnsetTrack): Impulse | null {
  return lastS > fromS && lastDb > fromDb ? impulseOf(fromS, lastDb - fromDb, lastS - fromS) : null;
}

/** The onsets of a track of LpAF, dB; null where its samples are too far apart to show one. */
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

/** The most prominent of some onsets; null for none. */
export function worstImpulse(impulses: readonly Impulse[]): Impulse | null {
  return impulses.reduce<Impulse | null>(moreProminent, null);
}

function moreProminent(one: Impulse | null, other: Impulse | null): Impulse | null {
  if (one === null || other === null) return one ?? other;
  return other.prominence > one.prominence ? other : one;
}

function impulseOf(atS: number, riseDb: number, lastsS: number): Impulse {
  const onsetDbPerS = riseDb / lastsS;
  const { prominence, adjustmentDb } = impulseProminence(onsetDbPerS, riseDb);
  return { atS, onsetDbPerS, riseDb, prominence: prominence ?? 0, adjustmentDb };
}
