/**
 * What a rule set adds to a level for its character, or takes off: tones, impulses, pauses, sensitive hours, weather. A term
 * that is not known is not guessed: the sum is a range, and a verdict must hold over all of it.
 */

import { coarseSteps, stepAdjustment } from '../formulas/tone-adjustments.ts';
import type { PeriodName, RatingTerm, RuleSet } from '../rule-set.ts';

/** What is known of the character of the sound that is assessed; null: not known. */
export interface SoundCharacter {
  /** Whether the survey method finds a tone. */
  readonly hasTone: boolean | null;
  /** Mean audibility of its tones by the engineering method, dB. */
  readonly audibilityDb: number | null;
  /** LAFTeq - LAeq, dB. */
  readonly taktDb: number | null;
  /** Prominence adjustment KI of NT ACOU 112, dB. */
  readonly impulseDb: number | null;
  /** It starts and stops in a way that attracts attention. */
  readonly isIntermittent: boolean | null;
}

/** Nothing is known. */
export const unknownCharacter: SoundCharacter = {
  hasTone: null,
  audibilityDb: null,
  taktDb: null,
  impulseDb: null,
  isIntermittent: null,
};

/** The sum of the terms, dB: at least and at most. Equal where everything is known. */
export interface RatingRange {
  readonly leastDb: number;
  readonly mostDb: number;
}

/** The adjustments of a rule set in a period. */
export function ratingRange(
  { rating }: Pick<RuleSet, 'rating'>,
  className: string,
  period: PeriodName,
  character: SoundCharacter,
): RatingRange {
  const terms = (rating?.terms ?? []).filter(
    (term) => term.periods.includes(period) && (term.classes?.includes(className) ?? true),
  );
  const ranges = terms.map((term) => termRange(term, character));
  return {
    leastDb: ranges.reduce((sum, { leastDb }) => sum + leastDb, 0),
    mostDb: ranges.reduce((sum, { mostDb }) => sum + mostDb, 0),
  };
}

function termRange(term: RatingTerm, character: SoundCharacter): RatingRange {
  switch (term.kind) {
    case 'tonal-survey':
      return stated(character.hasTone, term.addDb);
    case 'tonal-audibility':
      if (character.audibilityDb !== null)
        return exactly(stepAdjustment(coarseSteps, character.audibilityDb));
      // No tone by the survey is no tone for the ear; one may be worth the small step or the large one.
      if (character.hasTone === false) return exactly(0);
      return {
        leastDb: character.hasTone === true ? (coarseSteps[1]?.adjustmentDb ?? 0) : 0,
        mostDb: term.addDb,
      };
    case 'impulsive-takt':
      return character.taktDb === null
        ? { leastDb: 0, mostDb: term.addDb }
        : exactly(Math.max(0, character.taktDb));
    case 'impulsive-prominence':
      return character.impulseDb === null
        ? { leastDb: 0, mostDb: term.addDb }
        : exactly(Math.min(term.addDb, character.impulseDb));
    case 'intermittent':
      return stated(character.isIntermittent, term.addDb);
    case 'part-of-time':
      // Energy means over the period: nothing of the sound, or all of it, may lie in the sensitive hours.
      return term.addDb < 0 ? { leastDb: term.addDb, mostDb: 0 } : { leastDb: 0, mostDb: term.addDb };
    case 'always':
      return exactly(term.addDb);
  }
}

function stated(isSo: boolean | null, addDb: number): RatingRange {
  if (isSo === null) return { leastDb: Math.min(0, addDb), mostDb: Math.max(0, addDb) };
  return exactly(isSo ? addDb : 0);
}

function exactly(addDb: number): RatingRange {
  return { leastDb: addDb, mostDb: addDb };
}
