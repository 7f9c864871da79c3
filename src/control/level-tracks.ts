import type { ClosedPeriod } from '../acoustics/periods/open-period.ts';

/** A minute, hour, night or day of one meter that has ended. */
export interface ClosedLevel {
  /** Id of the receptor or of the other level. */
  readonly level: string;
  readonly period: ClosedPeriod;
}
