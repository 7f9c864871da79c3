/** The LAeq part of an assessment: which stretch is assessed, how it is corrected, how it compares with the limit. */

import { ledgerLevel } from '../levels/leq.ts';
import { differenceLevels } from '../levels/level.ts';
import { decimalDifference, roundHalfEven, roundHalfUp } from '../levels/rounding.ts';
import type { MeasuredPeriod, MeasuredStretch } from '../periods/measured-period.ts';
import { isRepresentative } from '../periods/validity.ts';
import { type LocalizedText, periodRule, type Rounding, type RuleSet, textsInRow } from '../rule-set.ts';
import { type Background, correctedUncertainty, gbCorrection, isoCorrection } from './background.ts';
import type { Finding, Verdict } from './finding.ts';
import { ratingRange, type SoundCharacter } from './rating.ts';
import type { Reason, ReasonKey } from './reason.ts';
import type { RatedStretch } from './sensitive-hours.ts';

/** The stretch that is assessed. */
export interface LevelBasis extends MeasuredStretch {
  readonly of: 'minute' | 'hour' | 'window' | 'period';
}

interface Question {
  readonly rules: RuleSet;
  readonly period: MeasuredPeriod;
  readonly basis: LevelBasis | null;
  readonly limitDb: number | null;
  readonly background: Background | null;
  /** Standard uncertainty of the total, dB. */
  readonly uncertaintyDb: number;
  readonly className: string;
  readonly character: SoundCharacter;
  /** Time above the meter's range, s: however loud, so nothing with it complies. */
  readonly overloadS: number;
}

interface ComparedLevel {
  readonly finding: Finding;
  readonly assessedDb: number | null;
  readonly isCorrected: boolean;
}

/** The stretch that the rule set assesses; null without a level, or where no hour or window is valid enough. */
export function basisOf(rules: RuleSet, period: MeasuredPeriod): LevelBasis | null {
  const timeBase = periodRule(rules, period.kind)?.timeBase ?? { kind: 'period' };
  switch (timeBase.kind) {
    case 'period':
      return wholePeriod(rules, period);
    case 'steady-minute': {
      const { loudestMinute: loudest, quietestMinuteDb, minutesL95Db } = period;
      const quietestDb = minutesL95Db ?? quietestMinuteDb;
      if (loudest === null || quietestDb === null) return wholePeriod(rules, period);
      return isSteady([loudest.levelDb, quietestDb], timeBase.fluctuationMaxDb)
        ? { of: 'minute', ...loudest }
        : wholePeriod(rules, period);
    }
    case 'loudest-hour':
      return period.loudestHour === null ? null : { of: 'hour', ...period.loudestHour };
    case 'rolling':
    case 'fixed':
      return period.loudestWindow === null ? null : { of: 'window', ...period.loudestWindow };
  }
}

/** The stretch as terms of hours and seasons ask for it. */
export function ratedStretch(period: MeasuredPeriod, basis: LevelBasis | null): RatedStretch {
  const { startWallMs, lengthS } = basis ?? period;
  return { date: period.id, startWallMs, lengthS, hours: period.hours };
}

/** True when the levels fluctuate so little that one minute is a measurement (GB 12348-2008 3.11, 5.4.2). */
export function isSteady(levelsDb: readonly number[], fluctuationMaxDb: number): boolean {
  if (levelsDb.length === 0) return false;
  return decimalDifference(Math.max(...levelsDb), Math.min(...levelsDb)) <= fluctuationMaxDb;
}

/** LAeq, or the LN that the rule set compares. */
function levelOfPeriod({ quantity }: Pick<RuleSet, 'quantity'>, period: MeasuredPeriod): number | null {
  switch (quantity?.of) {
    case 'l5':
      return period.l5Db ?? null;
    case 'l10':
      return period.l10Db;
    case 'l50':
      return period.l50Db;
    case 'l90':
      return period.l90Db;
    case 'l95':
      return period.l95Db ?? null;
    case undefined:
      return ledgerLevel(period.ledger);
  }
}

function wholePeriod(rules: RuleSet, period: MeasuredPeriod): LevelBasis | null {
  const levelDb = levelOfPeriod(rules, period);
  if (levelDb === null) return null;
  return { of: 'period', startWallMs: period.startWallMs, lengthS: period.lengthS, levelDb };
}

/**
 * Compares the basis with the limit. For `exceeded` only the basis must be valid, for `compliant` the whole period: one
 * loud hour is enough to exceed, one quiet hour is no quiet night.
 */
export function compareLevel(question: Question): ComparedLevel {
  const { rules, period, basis, limitDb } = question;
  const { validS } = period.ledger;
  const isEnough = isRepresentative({ kind: period.kind, validS }, rules.leastValid);
  if (limitDb === null) return comparedLevel('undetermined', reason('no-limit'), rules.limits.clause);
  if (validS === 0) return comparedLevel('undetermined', reason('no-data'), rules.limits.clause);
  const tooLittle = comparedLevel(
    'undetermined',
    reason('too-little-data', {
      validShare: validS / period.lengthS,
      neededShare: rules.leastValid[period.kind] / period.lengthS,
    }),
    rules.limits.clause,
  );
  if (basis === null || (basis.of === 'period' && !isEnough)) return tooLittle;
  const result = compareRated(question, basis.levelDb, limitDb);
  const isOpen = result.finding.reason.key === 'rating-open';
  if (result.finding.verdict !== 'compliant' && !isOpen) return result;
  if (!isEnough) return tooLittle;
  const { overloadS } = question;
  if (overloadS === 0 || isOpen) return result;
  return comparedLevel(
    'undetermined',
    reason('above-range', { overloadS: Math.round(overloadS) }),
    rules.limits.clause,
  );
}

/**
 * The adjustments of the rule set lower the limit by as much as they raise the level. What is not known of them is
 * tried both ways: within with the most, or above with the least, is a verdict; else it is open.
 */
function compareRated(question: Question, totalDb: number, limitDb: number): ComparedLevel {
  const { rules, className, period, character } = question;
  const stretch = ratedStretch(period, question.basis);
  const { leastDb, mostDb } = ratingRange(rules, className, period.kind, character, stretch);
  if (leastDb === 0 && mostDb === 0) return compare(question, totalDb, limitDb);
  const strict = compare(question, totalDb, limitDb - mostDb);
  const lenient = leastDb === mostDb ? strict : compare(question, totalDb, limitDb - leastDb);
  const clause = (rules.rating?.terms ?? []).reduce(
    (all, term) => textsInRow(all, term.clause),
    rules.limits.clause,
  );
  const rated = (result: ComparedLevel, key: ReasonKey): ComparedLevel => {
    const levelDb = result.assessedDb ?? totalDb;
    const values = { totalDb, levelDb, leastDb: levelDb + leastDb, mostDb: levelDb + mostDb, limitDb };
    const finding = { verdict: result.finding.verdict, reason: reason(key, values), clause };
    return { ...result, finding };
  };
  if (strict.finding.verdict === 'compliant') return rated(strict, 'rated-within');
  if (lenient.finding.verdict === 'exceeded') return rated(lenient, 'rated-above');
  if (lenient.finding.verdict === 'undetermined') {
    const plain = compare(question, totalDb, limitDb);
    return plain.finding.verdict === 'undetermined' ? plain : lenient;
  }
  const open = rated(lenient, 'rating-open');
  return { ...open, finding: { ...open.finding, verdict: 'undetermined' } };
}

function compare(question: Question, totalDb: number, limitDb: number): ComparedLevel {
  const { rules, background } = question;
  const roundedDb = rounded(totalDb, rules.rounding);
  const total = { totalDb, limitDb, roundedDb };
  const withinClause = clauses(rules, rules.totalWithin?.clause);
  if (totalDb <= limitDb)
    return comparedLevel('compliant', reason('total-within', total), withinClause, roundedDb);
  if (rules.background.kind === 'none') {
    const clause = clauses(rules, rules.rounding.clause);
    return roundedDb <= limitDb
      ? comparedLevel('compliant', reason('total-within-rounded', total), clause, roundedDb)
      : comparedLevel('exceeded', reason('total-above', total), rules.limits.clause, roundedDb);
  }
  // HJ 706-2014 5.4 rounds what was corrected; 6.1 passes a measured value below the limit as it is. 45.4 dB is neither.
  if (background === null)
    return comparedLevel(
      'undetermined',
      reason('background-unknown', total),
      clauses(rules, rules.background.clause),
    );
  return compareCorrected(question, background, totalDb, limitDb);
}

/** For a total above the limit: compares the level without the background. */
function compareCorrected(
  { rules, uncertaintyDb }: Question,
  background: Background,
  totalDb: number,
  limitDb: number,
): ComparedLevel {
  const backgroundDb = background.levelDb;
  const clause = clauses(rules, rules.background.clause);
  const known = { totalDb, limitDb, backgroundDb, marginDb: totalDb - backgroundDb };
  const assessedDb = corrected(rules, totalDb, backgroundDb);
  if (assessedDb === null) return underMargin(rules, known, clause);
  if (rules.background.kind === 'iso-1996-2') {
    const standardDb = correctedUncertainty(totalDb, backgroundDb, uncertaintyDb, background.uncertaintyDb);
    const reachDb = rules.background.coverage * (standardDb ?? Number.POSITIVE_INFINITY);
    if (Math.abs(assessedDb - limitDb) < reachDb) {
      const values = { ...known, assessedDb, uncertaintyDb: standardDb ?? Number.POSITIVE_INFINITY };
      return {
        ...comparedLevel('undetermined', reason('within-uncertainty', values), clause),
        isCorrected: true,
      };
    }
  }
  const isWithin = assessedDb <= limitDb;
  const key = isWithin ? 'corrected-within' : 'corrected-above';
  const verdict = isWithin ? 'compliant' : 'exceeded';
  return {
    ...comparedLevel(verdict, reason(key, { ...known, assessedDb }), clause, assessedDb),
    isCorrected: true,
  };
}

/** Too near the background to correct: repeat the measurement, or hold what was measured against the limit. */
function underMargin(
  { underMargin: reading, limits }: RuleSet,
  known: Reason['values'] & { readonly totalDb: number; readonly limitDb: number },
  clause: LocalizedText,
): ComparedLevel {
  const overDb = roundHalfEven(decimalDifference(known.totalDb, known.limitDb));
  if (reading === undefined || overDb > reading.overLimitMaxDb)
    return comparedLevel('undetermined', reason('margin-too-small', known), clause);
  const values = { ...known, overDb, mostDb: reading.overLimitMaxDb };
  return comparedLevel('compliant', reason('near-limit', values), textsInRow(limits.clause, reading.clause));
}

/** Corrected and rounded level, dB; null where the margin allows no correction. */
function corrected(
  { background: method, rounding }: RuleSet,
  totalDb: number,
  backgroundDb: number,
): number | null {
  switch (method.kind) {
    case 'none':
      return rounded(totalDb, rounding);
    case 'gb-table': {
      const result = gbCorrection(totalDb, backgroundDb, method.range);
      return result.status === 'not-correctable' ? null : result.resultDb;
    }
    case 'exact': {
      const differenceDb = differenceLevels(totalDb, backgroundDb);
      const isEnough = decimalDifference(totalDb, backgroundDb) >= method.leastMarginDb;
      return differenceDb === null || !isEnough ? null : rounded(differenceDb, rounding);
    }
    case 'iso-1996-2': {
      const { reliable, reportableDb } = isoCorrection(totalDb, backgroundDb);
      return reliable ? rounded(reportableDb, rounding) : null;
    }
  }
}

function rounded(levelDb: number, rounding: Rounding): number {
  switch (rounding.kind) {
    case 'none':
      return levelDb;
    case 'half-even':
      return roundHalfEven(levelDb, rounding.decimals);
    case 'half-up':
      return roundHalfUp(levelDb);
  }
}

function comparedLevel(
  verdict: Verdict,
  why: Reason,
  clause: LocalizedText,
  assessedDb: number | null = null,
): ComparedLevel {
  return { finding: { verdict, reason: why, clause }, assessedDb, isCorrected: false };
}

function reason(key: ReasonKey, values: Reason['values'] = {}): Reason {
  return { key, values };
}

function clauses({ limits }: RuleSet, more: LocalizedText | undefined): LocalizedText {
  return more === undefined ? limits.clause : textsInRow(limits.clause, more);
}
