/**
 * What stands out: people, traffic or a bang. One second of LAeq cannot show the rhythm of speech (docs/acoustics.md,
 * Attribution), but speech goes up and down from second to second and is loud where people stand; a passing car rises
 * and falls once, everywhere; a bang is over at once and far louder at its peak than in its second.
 *
 * Each feature adds to each kind the logarithm of how much likelier it makes it. The numbers are judgements, not
 * measurements; a missing meter in the rest area or a missing LAFmax adds nothing.
 */

import { exceededLevel } from '../levels/percentile.ts';
import type { SoundEvent } from './event-detection.ts';

/** `unknown`: below the confidence that a kind needs. */
export type EventKind = 'people' | 'traffic' | 'impulse' | 'unknown';

/** The kind of an event and its confidence. */
export interface Verdict {
  readonly kind: EventKind;
  /** 0 to 1; for `unknown` that of the likeliest kind. */
  readonly confidence: number;
}

/** The features of an event. */
export interface Features {
  readonly seconds: number;
  /** Changes of direction by more than 2 dB, per ten seconds; null for too few seconds. */
  readonly turnsPer10s: number | null;
  /** L10 minus L90 of its seconds, dB; null for too few. */
  readonly spreadDb: number | null;
  /** LAFmax over LAeq in the loudest second, dB. */
  readonly crestDb: number | null;
  /** Rest area above boundary, dB. */
  readonly nearOverFarDb: number | null;
}

type Weights = readonly [people: number, traffic: number, impulse: number];

/** Rows of a feature, ascending: from this value on, these weights. */
type Scale = readonly { readonly from: number; readonly weights: Weights }[];

/** Fewer seconds show no shape. */
const SHAPE_MIN_S = 4;
const none = Number.NEGATIVE_INFINITY;

const scales: Readonly<Record<keyof Features, Scale>> = {
  seconds: [
    { from: none, weights: [0, -2, 1.5] },
    { from: SHAPE_MIN_S, weights: [-0.5, 1, -2] },
    { from: 8, weights: [0, 0.5, -4] },
    { from: 25, weights: [1, -0.5, -4] },
    { from: 45, weights: [1, -2, -4] },
  ],
  turnsPer10s: [
    { from: none, weights: [-2, 1.5, 0] },
    { from: 1, weights: [-0.5, 0.5, 0] },
    { from: 2, weights: [1.5, -1, -0.5] },
    { from: 3.5, weights: [2, -2, -1] },
  ],
  spreadDb: [
    { from: none, weights: [-1, -1, 0] },
    { from: 3, weights: [0.5, 0.5, 0] },
  ],
  crestDb: [
    { from: none, weights: [-1, 1, -2] },
    { from: 3, weights: [1.5, -1, -1] },
    { from: 9, weights: [-1, -2, 3] },
  ],
  nearOverFarDb: [
    { from: none, weights: [-1, 0.5, 0] },
    { from: -3, weights: [0, 1, 0] },
    { from: 4, weights: [1.5, -1.5, 0] },
  ],
};

const kinds = ['people', 'traffic', 'impulse'] as const;
const SURE_ENOUGH = 0.6;
const TURN_DB = 2;

/** The likeliest kind of an event measured at `place`. */
export function kindOf(event: SoundEvent, place: 'boundary' | 'rest-area'): Verdict {
  const features = featuresOf(event, place);
  const scores = kinds.map((_, kind) =>
    Object.entries(scales).reduce((sum, [name, scale]) => {
      const value = features[name as keyof Features];
      return value === null ? sum : sum + (weightsAt(scale, value)[kind] ?? 0);
    }, 0),
  );
  const likelihoods = scores.map(Math.exp);
  const best = likelihoods.indexOf(Math.max(...likelihoods));
  const confidence = (likelihoods[best] ?? 0) / likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
  return { kind: confidence < SURE_ENOUGH ? 'unknown' : (kinds[best] ?? 'unknown'), confidence };
}

/** The features of an event. */
function featuresOf(event: SoundEvent, place: 'boundary' | 'rest-area'): Features {
  const { levelsDb, crestsDb, louderHereDb } = event;
  const isShort = levelsDb.length < SHAPE_MIN_S;
  const loudest = levelsDb.indexOf(Math.max(...levelsDb));
  return {
    seconds: levelsDb.length,
    turnsPer10s: isShort ? null : (10 * turns(levelsDb)) / levelsDb.length,
    spreadDb: isShort ? null : (exceededLevel(levelsDb, 10) ?? 0) - (exceededLevel(levelsDb, 90) ?? 0),
    crestDb: crestsDb[loudest] ?? null,
    nearOverFarDb: louderHereDb === null || place === 'rest-area' ? louderHereDb : -louderHereDb,
  };
}

function weightsAt(scale: Scale, value: number): Weights {
  return scale.findLast(({ from }) => value >= from)?.weights ?? [0, 0, 0];
}

/** How often the level changes direction, not counting wobbles smaller than 2 dB. */
function turns(levelsDb: readonly number[]): number {
  let count = 0;
  let direction = 0;
  let extremeDb = levelsDb[0] ?? 0;
  for (const levelDb of levelsDb) {
    const isFurther = direction !== 0 && direction * (levelDb - extremeDb) > 0;
    const isTurn = Math.abs(levelDb - extremeDb) > TURN_DB;
    if (!isFurther && !isTurn) continue;
    if (isTurn && !isFurther) {
      if (direction !== 0) count += 1;
      direction = Math.sign(levelDb - extremeDb);
    }
    extremeDb = levelDb;
  }
  return count;
}
