/** How far a level can be relied on, and the same sound by other standards. */

import type { Assessment } from '../../../acoustics/assessment/assessment.ts';
import type { Verdict } from '../../../acoustics/assessment/finding.ts';

/** The verdict on a period. */
export type Outcome = Verdict | 'no-data';

/** Why a level is an indication. */
export type Caveat = 'calibration' | 'papers' | 'background' | 'coverage' | 'clock';

/** One receptor by one more standard, in the hours of that standard. */
export interface RuleComparison {
  readonly ruleSet: string;
  readonly className: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly limitDb: number;
  readonly laeqDb: number | null;
  readonly outcome: Outcome;
  readonly assessment: Assessment | null;
}
