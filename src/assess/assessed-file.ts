/** The result of `quietpost assess`: everything needed to print it. */

import type { Assessment } from '../acoustics/assessment/assessment.ts';
import type { RoomFinding } from '../acoustics/assessment/room-finding.ts';
import type { MeasuredPeriod } from '../acoustics/periods/measured-period.ts';
import type { PeriodName, RuleSet } from '../acoustics/rule-set.ts';
import type { ConsoleText } from '../language/console/console-text.ts';
import type { FileBands } from './band-rows.ts';
import type { Layout } from './layout/layout.ts';
import type { MeasuredFile } from './measured-file.ts';
import type { PlaceZone } from './place-zone.ts';

/** The file, its layout, its periods and their assessments. */
export interface AssessedFile {
  readonly path: string;
  /** Name of the sheet of a workbook; null: text. */
  readonly sheet: string | null;
  readonly place: PlaceZone;
  readonly layout: Layout;
  /** What the reader of this export says beside it. */
  readonly note: ConsoleText | null;
  readonly rules: RuleSet;
  readonly className: string;
  /** Limits of the class, lowered if measured indoors. */
  readonly limitsDb: Readonly<Partial<Record<PeriodName, number>>>;
  readonly background: string;
  readonly measured: MeasuredFile;
  readonly periods: readonly AssessedPeriod[];
  /** Null: the file has no bands. */
  readonly bands: FileBands | null;
  /** What the rule set says of a room with these bands; null: it was not asked. */
  readonly room: RoomFinding | null;
}

/** A period and its assessment. */
export interface AssessedPeriod {
  readonly period: MeasuredPeriod;
  readonly assessment: Assessment;
}
