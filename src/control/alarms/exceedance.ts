/**
 * Minutes above the limit at a receptor. The equipment's are an alarm, raised once and cleared once, and judged anew when
 * another limit begins to hold at 22:00. Those of the total, in which traffic and people are too, are facts: they are
 * counted, and told in one sentence when the period ends.
 */

import { isNight } from '../../acoustics/periods/periods.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message, rounded } from '../../model/message.ts';
import type { ControlPlan, ReceptorPlan } from '../../plan/control-plan.ts';
import type { ReceptorAttribution } from '../attribution/receptor-attribution.ts';
import type { ClosedLevel } from '../inputs/level-tracks.ts';
import { isNumber, objectOf, orNull } from '../saved/check.ts';
import { partById } from '../saved/part.ts';

/** Plain JSON, by receptor. */
export type Exceedances = Readonly<Record<string, Exceedance>>;

interface Exceedance {
  /** The limit of the alarm that stands; null: the equipment keeps its limit. */
  readonly alarmDb: number | null;
  /** Minutes of the running period above its limit. */
  readonly totalMin: number;
  readonly equipmentMin: number;
}

const NONE: Exceedance = { alarmDb: null, totalMin: 0, equipmentMin: 0 };

/** What was told as above its limit is not told again, and the minutes of the night are counted on. */
export const exceedancesPart = partById<Exceedance>({
  isEntry: objectOf<Exceedance>({ alarmDb: orNull(isNumber), totalMin: isNumber, equipmentMin: isNumber }),
  basis: (plan, id) => plan.receptors.find((receptor) => receptor.id === id)?.level,
});

/** What ended in this cycle at the meters, and of the equipment by its model. */
export interface EndedPeriods {
  readonly total: readonly ClosedLevel[];
  readonly equipment: readonly ClosedLevel[];
}

/** A cycle on. */
export function assessExceedances(
  before: Exceedances = {},
  ended: EndedPeriods,
  utcOffsetMin: number,
  attribution: readonly ReceptorAttribution[],
  plan: ControlPlan,
): { readonly exceedances: Exceedances; readonly events: readonly RuleEvent[] } {
  if (ended.total.length === 0 && ended.equipment.length === 0) return { exceedances: before, events: [] };
  const exceedances: Record<string, Exceedance> = { ...before };
  const events: RuleEvent[] = [];
  for (const receptor of plan.receptors) {
    let now = before[receptor.id] ?? NONE;
    for (const { level, period } of ended.equipment) {
      const minute = level === receptor.id ? minuteOf(period, receptor, utcOffsetMin, plan) : null;
      if (minute === null) continue;
      const event = alarmEvent(now, minute, receptor, attribution);
      if (event !== null) events.push(event);
      const equipmentMin = now.equipmentMin + (minute.isAbove ? 1 : 0);
      now = { ...now, alarmDb: minute.isAbove ? minute.limitDb : null, equipmentMin };
    }
    for (const { level, period } of ended.total) {
      if (level !== receptor.id) continue;
      if (minuteOf(period, receptor, utcOffsetMin, plan)?.isAbove === true) {
        now = { ...now, totalMin: now.totalMin + 1 };
      }
      if (period.kind !== 'night' && period.kind !== 'day') continue;
      if (now.totalMin > 0) events.push(countedEvent(receptor.id, now));
      now = { ...now, totalMin: 0, equipmentMin: 0 };
    }
    exceedances[receptor.id] = now;
  }
  return { exceedances, events };
}

interface Minute {
  readonly laeqDb: number;
  readonly limitDb: number;
  readonly isAbove: boolean;
}

/** The minute is judged by when it was, not by when it closed: 21:59 is day. */
function minuteOf(
  { kind, laeqDb, startWallMs }: ClosedLevel['period'],
  { nightDb, dayDb }: ReceptorPlan,
  utcOffsetMin: number,
  plan: ControlPlan,
): Minute | null {
  if (kind !== 'minute' || laeqDb === null) return null;
  const limitDb = isNight(startWallMs, utcOffsetMin, plan.night) ? nightDb : dayDb;
  return { laeqDb, limitDb, isAbove: laeqDb > limitDb };
}

/** Raised when it begins, and once more when another limit holds; cleared when it ends. */
function alarmEvent(
  { alarmDb }: Exceedance,
  { laeqDb, limitDb, isAbove }: Minute,
  { id }: ReceptorPlan,
  attribution: readonly ReceptorAttribution[],
): RuleEvent | null {
  if (isAbove ? alarmDb === limitDb : alarmDb === null) return null;
  const isProved = attribution.find(({ receptor }) => receptor === id)?.gate === 'trusted';
  const equipment = message(isProved ? 'level-proved' : 'level-not-proved', { levelDb: rounded(laeqDb, 1) });
  return {
    class: 'exceedance',
    severity: isAbove ? (isProved ? 'alarm' : 'warning') : 'info',
    subject: id,
    state: isAbove ? 'raised' : 'cleared',
    message: message('exceedance', { level: id, limitDb, equipment }),
  };
}

function countedEvent(level: string, { totalMin, equipmentMin }: Exceedance): RuleEvent {
  return {
    class: 'exceedance',
    severity: 'info',
    subject: level,
    state: 'noted',
    message: message('minutes-above', { level, totalMin, equipmentMin }),
  };
}
