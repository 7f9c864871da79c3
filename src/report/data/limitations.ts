/** What a reader must know before relying on the report: what is assumed, and what the program cannot know. */

import { type Message, message } from '../language/message.ts';
import type { NightRecords } from './night-records.ts';
import type { CalibrationCheck, ReceptorNight } from './report-data.ts';

/** Most important first. */
export function limitationsOf(
  receptors: readonly ReceptorNight[],
  calibrations: readonly CalibrationCheck[],
  { minutes }: NightRecords,
): Message[] {
  const unsynced = minutes.filter(({ clockSynced }) => !clockSynced).length;
  const assumed = minutes.some(({ clockSource }) => clockSource === 'assumed');
  return [
    ...(receptors.some(hasCalculatedBackground) ? [message('reserve-indicative')] : []),
    ...(receptors.some(({ figures }) => figures.equipmentFrom === 'model') ? [message('reserve-model')] : []),
    ...(calibrations.length === 0 ? [message('reserve-calibration')] : []),
    message('reserve-meter'),
    message('reserve-place'),
    ...(unsynced > 0 ? [message('reserve-clock', { minutes: unsynced })] : []),
    ...(assumed ? [message('reserve-clock-assumed')] : []),
    message('reserve-law'),
  ];
}

/** True where the verdict speaks of a background that nobody measured with the station off. */
export function hasCalculatedBackground({ assessment }: ReceptorNight): boolean {
  if (assessment === null || assessment.background === null) return false;
  return 'backgroundDb' in assessment.reason.values && assessment.background.source !== 'measured';
}
