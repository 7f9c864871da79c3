/** How far a level can be relied on, and the same sound by other standards. */

import type { Assessment } from '../../../acoustics/assessment/assessment.ts';
import type { Verdict } from '../../../acoustics/assessment/finding.ts';
import type { Message } from '../../../model/message.ts';

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

/** Minutes that a person took out of the evaluation; they would count otherwise. */
export interface ExcludedMinutes {
  readonly minutes: number;
  /** LAeq of the night with them, dB; that without them is the one of `figures`. */
  readonly withThemDb: number | null;
  readonly stretches: readonly ExcludedStretch[];
}

interface ExcludedStretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Who, when and why. */
  readonly reason: Message;
}
