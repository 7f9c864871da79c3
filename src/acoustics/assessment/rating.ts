/**
 * What a rule set adds to a level for its character, or takes off: tones, impulses, pauses, sensitive hours, weather. A term
 * that is not known is not guessed: the sum is a range, and a verdict must hold over all of it.
 */

import { coarseSteps, stepAdjustment } from '../formulas/tone-adjustments.ts';
import { isInSeason } from '../periods/calendar.ts';
import type { PeriodName, RatingTerm, RuleSet } from '../rule-set.ts';
import { exactly, type RatingRange, upTo } from './rating-range.ts';
import { type RatedStretch, sensitiveHours } from './sensitive-hours.ts';

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
  /** How the sound came to the meter, for what the weather does to it. */
  readonly path: SoundPath | null;
}

/** Distance along the ground, and the heights of source and meter, m. */
export interface SoundPath {
  readonly distanceM: number;
  readonly sourceM: number;
  readonly receiverM: number;
}

/** Nothing is known. */
export const unknownCharacter: SoundCharacter = {
  hasTone: null,
  audibilityDb: null,
  taktDb: null,
  impulseDb: null,
  isIntermittent: null,
  path: null,
};

/** The adjustments of a rule set in a period; `stretch` is what is assessed of it, null: not known. */
export function ratingRange(
  rules: Pick<RuleSet, 'rating' | 'restDays'>,
  className: string,
  period: PeriodName,
  character: SoundCharacter,
  stretch: RatedStretch | null = null,
): RatingRange {
  const terms = (rules.rating?.terms ?? []).filter(
    (term) => term.periods.includes(period) && (term.classes?.includes(className) ?? true),
  );
  const ranges = terms.map((term) => inSeason(term, termRange(term, rules, character, stretch), stretch));
  return {
    leastDb: ranges.reduce((sum, { leastDb }) => sum + leastDb, 0),
    mostDb: ranges.reduce((sum, { mostDb }) => sum + mostDb, 0),
  };
}

/** Out of its season a term adds nothing. */
function inSeason({ season }: RatingTerm, range: RatingRange, stretch: RatedStretch | null): RatingRange {
  if (season === undefined) return range;
  if (stretch === null) return { leastDb: Math.min(0, range.leastDb), mostDb: Math.max(0, range.mostDb) };
  return isInSeason(stretch.date, season) ? range : exactly(0);
}

function termRange(
  term: RatingTerm,
  { restDays }: Pick<RuleSet, 'restDays'>,
  character: SoundCharacter,
  stretch: RatedStretch | null,
): RatingRange {
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
    case 'hours':
      return sensitiveHours(term, restDays, stretch);
    case 'meteorological':
      return character.path === null
        ? upTo(term.addDb)
        : exactly(-meteorologicalCorrection(-term.addDb, character.path));
    case 'supervision':
      // Who measures is not known here: what an authority takes off, the station itself may not count on.
      return upTo(term.addDb);
    case 'always':
      return exactly(term.addDb);
  }
}

/** Cmet, dB (ISO 9613-2:1996, equations 21 and 22). */
function meteorologicalCorrection(factorDb: number, { distanceM, sourceM, receiverM }: SoundPath): number {
  const nearM = 10 * (sourceM + receiverM);
  return distanceM <= nearM ? 0 : factorDb * (1 - nearM / distanceM);
}

function stated(isSo: boolean | null, addDb: number): RatingRange {
  return isSo === null ? upTo(addDb) : exactly(isSo ? addDb : 0);
}
