/**
 * What sensitive hours add (TA Laerm 6.5): the sound in them counts some dB more, as energy, so the mean of the period
 * rises by less. Exact where the hours of the period are known.
 */

import { MINUTE_MS } from '../../model/duration.ts';
import { energyOf, levelOf } from '../levels/level.ts';
import { isRestDay } from '../periods/calendar.ts';
import type { MeasuredHour } from '../periods/measured-period.ts';
import { dayId } from '../periods/periods.ts';
import type { HourSpan, RatingTerm, RestDays } from '../rule-set.ts';
import { exactly, type RatingRange, upTo } from './rating-range.ts';

/** What of a period is assessed. */
export interface RatedStretch {
  /** Local date on which the period begins. */
  readonly date: string;
  readonly startWallMs: number;
  readonly lengthS: number;
  /** Hours of the period; undefined: not kept. */
  readonly hours: readonly MeasuredHour[] | undefined;
}

const HOUR_S = 3600;
const DAY_MIN = 1440;

/** The range of the term; a point where the hours of the stretch are known. */
export function sensitiveHours(
  term: Pick<RatingTerm, 'addDb' | 'workdays' | 'restdays'>,
  restDays: RestDays | undefined,
  stretch: RatedStretch | null,
): RatingRange {
  const { addDb } = term;
  const open = upTo(addDb);
  if (stretch?.hours === undefined) return open;
  const endMs = stretch.startWallMs + 1000 * stretch.lengthS;
  const inside = stretch.hours.filter(
    ({ startWallMs }) => startWallMs + 1000 * HOUR_S > stretch.startWallMs && startWallMs < endMs,
  );
  const kinds = inside.map((hour) => ({ hour, isIn: isSensitive(hour, term, restDays) }));
  const [first] = kinds;
  if (first === undefined) return open;
  if (kinds.every(({ isIn }) => isIn === first.isIn)) return exactly(first.isIn ? addDb : 0);
  // A window of some minutes across the edge of such an hour: its share in it was not kept.
  const isWhole = inside.every(
    ({ startWallMs }) => startWallMs >= stretch.startWallMs && startWallMs + 1000 * HOUR_S <= endMs,
  );
  const sum = (isCounted: (isIn: boolean) => number) =>
    kinds.reduce((energyS, { hour, isIn }) => energyS + hour.ledger.energyS * isCounted(isIn), 0);
  const plain = sum(() => 1);
  if (!isWhole || plain === 0) return open;
  return exactly(levelOf(sum((isIn) => (isIn ? energyOf(addDb) : 1)) / plain) ?? 0);
}

function isSensitive(
  { startWallMs, utcOffsetMin }: MeasuredHour,
  { workdays = [], restdays = [] }: Pick<RatingTerm, 'workdays' | 'restdays'>,
  restDays: RestDays | undefined,
): boolean {
  const date = dayId(startWallMs, utcOffsetMin);
  const minute = (Math.round(startWallMs / MINUTE_MS) + utcOffsetMin) % DAY_MIN;
  const spans: readonly HourSpan[] =
    restDays !== undefined && isRestDay(date, restDays) ? restdays : workdays;
  return spans.some(({ startMin, endMin }) => minute >= startMin && minute < endMin);
}
