/** The LAFmax part of an assessment. A maximum is assessed without any correction (GB 12348-2008 6.2). */

import { decimalDifference } from '../levels/rounding.ts';
import type { MeasuredPeriod } from '../periods/measured-period.ts';
import type { Confidence, PeakCause, PeakRule, RuleSet } from '../rule-set.ts';
import type { Finding, Verdict } from './finding.ts';
import type { ReasonKey } from './reason.ts';

/** What caused the highest LAFmax of a period: the station, in which way, or something else. */
export type PeakOrigin = Exclude<PeakCause, 'any'> | 'foreign' | 'unknown';

/** The finding of one peak rule. */
export interface PeakFinding extends Finding {
  readonly cause: PeakRule['cause'];
  readonly capDb: number;
  readonly lafmaxDb: number | null;
  readonly confidence: Confidence;
  /** False: shown for comparison, not part of the verdict. */
  readonly isBinding: boolean;
}

/** Compares every peak rule of the period with its highest LAFmax; empty where the period has no limit. */
export function comparePeaks(
  rules: RuleSet,
  period: MeasuredPeriod,
  limitDb: number | null,
  origin: PeakOrigin,
): readonly PeakFinding[] {
  if (limitDb === null) return [];
  const lafmaxDb = period.ledger.maxDb;
  return rules.peaks
    .filter((rule) => rule.period === period.kind && concerns(rule, origin))
    .map((rule) => {
      const capDb = limitDb + rule.overLimitDb;
      const [verdict, key] = comparePeak(rules, rule, lafmaxDb, capDb, origin);
      return {
        verdict,
        reason: { key, values: lafmaxDb === null ? { capDb } : { lafmaxDb, capDb } },
        clause: rule.clause,
        confidence: rule.confidence,
        cause: rule.cause,
        capDb,
        lafmaxDb,
        isBinding: rule.binding,
      };
    });
}

/** A horn known to be occasional does not fall under the rule for frequent sounds. */
function concerns(rule: PeakRule, origin: PeakOrigin): boolean {
  return rule.cause === 'any' || origin === 'unknown' || origin === 'foreign' || rule.cause === origin;
}

function comparePeak(
  rules: RuleSet,
  rule: PeakRule,
  lafmaxDb: number | null,
  capDb: number,
  origin: PeakOrigin,
): readonly [Verdict, ReasonKey] {
  if (lafmaxDb === null) return ['undetermined', 'peak-missing'];
  if (decimalDifference(lafmaxDb, capDb) <= 0) return ['compliant', 'peak-within'];
  // Where all sound counts, every peak counts too.
  if (rules.background.kind === 'none' && rule.cause === 'any') return ['exceeded', 'peak-above'];
  if (origin === 'foreign') return ['compliant', 'peak-foreign'];
  return origin === 'unknown' ? ['undetermined', 'peak-cause-unknown'] : ['exceeded', 'peak-above'];
}
