/** The result of `quietpost assess`: everything needed to print it. */

import type { Assessment } from '../acoustics/assessment/assessment.ts';
import type { MeasuredPeriod } from '../acoustics/periods/measured-period.ts';
import type { PeriodName, RuleSet } from '../acoustics/rule-set.ts';
import type { OffsetAt } from '../time/local-span.ts';
import type { Layout } from './levels-layout.ts';
import type { MeasuredFile } from './measured-file.ts';

/** The file, its layout, its periods and their assessments. */
export interface AssessedFile {
  readonly path: string;
  readonly zone: string;
  readonly offsetAt: OffsetAt;
  readonly layout: Layout;
  readonly rules: RuleSet;
  readonly className: string;
  /** Limits of the class, lowered if measured indoors. */
  readonly limitsDb: Readonly<Partial<Record<PeriodName, number>>>;
  readonly background: string;
  readonly measured: MeasuredFile;
  readonly periods: readonly AssessedPeriod[];
}

export interface AssessedPeriod {
  readonly period: MeasuredPeriod;
  readonly assessment: Assessment;
}
