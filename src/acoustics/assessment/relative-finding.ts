/**
 * A level compared with what is there without the station: the residual, or its LA90 (BS 4142, emergence of the French
 * code of public health, permits of "10 dB below the background").
 */

import { differenceLevels } from '../levels/level.ts';
import { decimalDifference } from '../levels/rounding.ts';
import type { PeriodName, RelativeRule, RuleSet } from '../rule-set.ts';
import type { Background } from './background.ts';
import { correctedUncertainty } from './background.ts';
import type { Finding, Verdict } from './finding.ts';
import { ratingRange, type SoundCharacter } from './rating.ts';
import type { RatingRange } from './rating-range.ts';
import type { Reason } from './reason.ts';
import type { RatedStretch } from './sensitive-hours.ts';

/** What is compared. */
export interface RelativeQuestion {
  readonly rules: RuleSet;
  readonly relative: RelativeRule;
  readonly className: string;
  readonly period: PeriodName;
  /** LAeq with the station, dB; null: not measured. */
  readonly totalDb: number | null;
  readonly uncertaintyDb: number;
  /** LAeq without the station; null: not known. */
  readonly residual: Background | null;
  /** LA90 without the station, dB; null: not known, and not above the level of the residual. */
  readonly l90Db: number | null;
  /** What is assessed of the period; absent: not known. */
  readonly stretch?: RatedStretch | null;
  readonly isInRoom?: boolean;
  readonly character: SoundCharacter;
  /** How long the sound lasts in the period, s. */
  readonly durationS: number;
}

/** The finding with its figures, dB; null where they are not known. */
export interface RelativeFinding extends Finding {
  /** What the rule set calls the result: low, adverse, significant adverse; null where it only has a limit. */
  readonly outcome: string | null;
  /** The rated level of the station, or the total where the rule compares that. */
  readonly ratedDb: RatingRange | null;
  readonly referenceDb: number | null;
  readonly excessDb: RatingRange | null;
  readonly allowedDb: number | null;
  readonly uncertaintyDb: number | null;
}

/** Compares; where a term or the uncertainty leaves both answers open, the verdict is `undetermined`. */
export function compareRelative(question: RelativeQuestion): RelativeFinding {
  const { relative, period, totalDb, residual } = question;
  const allowedDb = allowedOf(relative, period, question.durationS);
  if (allowedDb === null) return without(question, 'undetermined', { key: 'no-limit', values: {} });
  if (totalDb === null) return without(question, 'undetermined', { key: 'no-data', values: {} });
  const appliesFromDb =
    question.isInRoom === true
      ? (relative.appliesFromInRoomDb ?? relative.appliesFromDb)
      : relative.appliesFromDb;
  if (appliesFromDb !== undefined && totalDb <= appliesFromDb)
    return without(question, 'compliant', {
      key: 'relative-below-start',
      values: { totalDb, appliesFromDb },
    });
  if (residual === null)
    return without(question, 'undetermined', { key: 'residual-unknown', values: { totalDb } });
  const referenceDb = relative.over === 'l90' ? (question.l90Db ?? residual.levelDb) : residual.levelDb;
  const ownDb = relative.compare === 'total' ? totalDb : differenceLevels(totalDb, residual.levelDb);
  if (
    ownDb === null ||
    (relative.compare !== 'total' && decimalDifference(totalDb, residual.levelDb) < LEAST_MARGIN_DB)
  )
    return marginTooSmall(question, totalDb, residual, referenceDb, allowedDb);
  const standardDb =
    relative.compare === 'total'
      ? Math.hypot(question.uncertaintyDb, residual.uncertaintyDb)
      : Math.hypot(
          correctedUncertainty(totalDb, residual.levelDb, question.uncertaintyDb, residual.uncertaintyDb) ??
            0,
          residual.uncertaintyDb,
        );
  return comparedOwn(question, { ownDb, referenceDb, allowedDb, standardDb });
}

/** ISO 1996-2:2017, 10.4: with less the level of the station is not known, only that it is not above the total. */
const LEAST_MARGIN_DB = 3;

/** The station alone is at most the total: that may already be enough. */
function marginTooSmall(
  question: RelativeQuestion,
  totalDb: number,
  residual: Background,
  referenceDb: number,
  allowedDb: number,
): RelativeFinding {
  const { mostDb } = addedTo(question);
  const reachDb = question.relative.coverage * Math.hypot(question.uncertaintyDb, residual.uncertaintyDb);
  const values = {
    totalDb,
    backgroundDb: residual.levelDb,
    allowedDb,
    excessDb: totalDb + mostDb - referenceDb,
  };
  return isReferenceKnown(question) && totalDb + mostDb + reachDb - referenceDb <= allowedDb
    ? without(question, 'compliant', { key: 'relative-within', values })
    : without(question, 'undetermined', { key: 'relative-margin', values });
}

function comparedOwn(
  question: RelativeQuestion,
  known: { ownDb: number; referenceDb: number; allowedDb: number; standardDb: number },
): RelativeFinding {
  const { relative } = question;
  const { ownDb, referenceDb, allowedDb, standardDb } = known;
  const adds = addedTo(question);
  const ratedDb = { leastDb: ownDb + adds.leastDb, mostDb: ownDb + adds.mostDb };
  const excessDb = {
    leastDb: decimalDifference(ratedDb.leastDb, referenceDb),
    mostDb: decimalDifference(ratedDb.mostDb, referenceDb),
  };
  const reachDb = relative.coverage * standardDb;
  // An LA90 that was not measured is somewhere below the residual, so the excess has no upper end.
  const mostDb = isReferenceKnown(question) ? excessDb.mostDb + reachDb : Number.POSITIVE_INFINITY;
  const outcomes = new Set([excessDb.leastDb - reachDb, mostDb].map((db) => outcomeOf(relative, db)));
  const outcome = outcomes.size === 1 ? ([...outcomes][0] ?? null) : null;
  const isWithin = mostDb <= allowedDb;
  const isAbove = excessDb.leastDb - reachDb > allowedDb;
  const verdict: Verdict = isWithin ? 'compliant' : isAbove ? 'exceeded' : 'undetermined';
  const openKey = isReferenceKnown(question) ? 'relative-open' : 'relative-l90-unknown';
  const key = isWithin ? 'relative-within' : isAbove ? 'relative-above' : openKey;
  const values = {
    excessDb: isWithin ? excessDb.mostDb : excessDb.leastDb,
    mostDb: excessDb.mostDb,
    allowedDb,
    referenceDb,
    uncertaintyDb: standardDb,
  };
  return {
    verdict,
    reason: { key, values },
    clause: relative.clause,
    outcome,
    ratedDb,
    referenceDb,
    excessDb,
    allowedDb,
    uncertaintyDb: standardDb,
  };
}

/** What a person gives as the background of a rule on LA90 is one; what was derived from levels is an LAeq. */
function isReferenceKnown({ relative, residual, l90Db }: RelativeQuestion): boolean {
  return relative.over === 'residual' || l90Db !== null || residual?.source === 'measured';
}

function addedTo({ rules, className, period, character, stretch }: RelativeQuestion): RatingRange {
  return ratingRange(rules, className, period, character, stretch ?? null);
}

/** The name of the highest step that is reached; null for a rule without names. */
function outcomeOf({ outcomes = [] }: RelativeRule, excessDb: number): string | null {
  return outcomes.findLast(({ fromDb }) => excessDb >= fromDb)?.name ?? null;
}

/** The excess that is allowed: that of the period, and more for what lasts only a short time. */
function allowedOf(relative: RelativeRule, period: PeriodName, durationS: number): number | null {
  const allowedDb = relative.allowedDb[period];
  if (allowedDb === undefined) return null;
  const longer = (relative.durations ?? []).find(({ upToS }) => durationS <= upToS);
  return allowedDb + (longer?.addDb ?? 0);
}

function without({ relative }: RelativeQuestion, verdict: Verdict, reason: Reason): RelativeFinding {
  return {
    verdict,
    reason,
    clause: relative.clause,
    outcome: null,
    ratedDb: null,
    referenceDb: null,
    excessDb: null,
    allowedDb: null,
    uncertaintyDb: null,
  };
}
