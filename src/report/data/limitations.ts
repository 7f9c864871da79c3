/** What a reader must know before relying on the report: what is assumed, and what the program cannot know. */

import { type PageText, pageText } from '../../language/page-text.ts';
import { deviceOf } from '../../model/reading.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { NightRecords } from './night-records.ts';
import type { NightTimes } from './night-span.ts';
import type { Caveat } from './shape/comparison-data.ts';
import type { CalibrationCheck, ReceptorNight } from './shape/report-data.ts';

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
    ...(receptors.some(
      ({ figures }) => figures.equipmentFrom === 'nominal' || figures.equipmentFrom === 'mixed',
    )
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

interface Assessed {
  readonly plan: SitePlan;
  readonly night: NightTimes;
  readonly records: NightRecords;
}

/** With less of the period measured than this it is not said of the whole. */
const LEAST_SHARE = 0.9;

/** What keeps the night from being a measurement in the sense of its standard, as far as the program can see. */
export function caveatsOf(
  receptor: ReceptorNight,
  { level }: ReceptorPlan,
  calibrations: readonly CalibrationCheck[],
  { plan, night, records }: Assessed,
): Caveat[] {
  const meter = deviceOf(level);
  const checks = calibrations.filter((check) => check.meter === meter && check.isValid);
  const isEnclosed =
    checks.some(({ atMs }) => atMs <= night.startMs) && checks.some(({ atMs }) => atMs >= night.endMs);
  const papers = plan.record?.instruments.find(({ device }) => device === meter);
  const hasPapers = papers?.serial !== undefined && papers.certificate !== undefined;
  const { validS, spanS } = receptor.figures;
  return [
    ...(isEnclosed ? [] : (['calibration'] as const)),
    ...(hasPapers ? [] : (['papers'] as const)),
    ...(hasCalculatedBackground(receptor) ? (['background'] as const) : []),
    ...(validS >= LEAST_SHARE * spanS ? [] : (['coverage'] as const)),
    ...(records.minutes.some(({ clockSynced }) => !clockSynced) ? (['clock'] as const) : []),
  ];
}

/** True where the verdict speaks of a background that nobody measured with the station off. */
export function hasCalculatedBackground({ assessment }: ReceptorNight): boolean {
  if (assessment === null || assessment.background === null) return false;
  return 'backgroundDb' in assessment.reason.values && assessment.background.source !== 'measured';
}
