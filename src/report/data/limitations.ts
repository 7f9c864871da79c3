/** What a reader must know before relying on the report: what is assumed, and what the program cannot know. */

import { type PageText, pageText } from '../../language/page-text.ts';
import type { NightRecords } from './night-records.ts';
import type { CalibrationCheck, ReceptorNight } from './report-data.ts';

/** Most important first. */
export function limitationsOf(
  receptors: readonly ReceptorNight[],
  calibrations: readonly CalibrationCheck[],
  { minutes }: NightRecords,
): PageText[] {
  const unsynced = minutes.filter(({ clockSynced }) => !clockSynced).length;
  const assumed = minutes.some(({ clockSource }) => clockSource === 'assumed');
  return [
    ...(receptors.some(hasCalculatedBackground) ? [pageText('reserve-indicative')] : []),
    ...(receptors.some(({ figures }) => figures.equipmentFrom === 'model')
      ? [pageText('reserve-model')]
      : []),
    ...(calibrations.length === 0 ? [pageText('reserve-calibration')] : []),
    pageText('reserve-meter'),
    pageText('reserve-place'),
    ...(unsynced > 0 ? [pageText('reserve-clock', { minutes: unsynced })] : []),
    ...(assumed ? [pageText('reserve-clock-assumed')] : []),
    pageText('reserve-law'),
  ];
}

/** True where the verdict speaks of a background that nobody measured with the station off. */
export function hasCalculatedBackground({ assessment }: ReceptorNight): boolean {
  if (assessment === null || assessment.background === null) return false;
  return 'backgroundDb' in assessment.reason.values && assessment.background.source !== 'measured';
}
