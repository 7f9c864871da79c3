/**
 * A minute above the limit at a receptor, announced once when it begins and once when it ends. The event also gives the
 * equipment's level by attribution, since the measured total includes traffic and people.
 */

import { isNight } from '../../acoustics/periods/periods.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { ReceptorAttribution } from '../attribution/receptor-attribution.ts';
import type { ClosedLevel } from '../inputs/level-tracks.ts';
import { partOfIds } from '../saved/part.ts';

/** A receptor already announced as above its limit is not announced again after a restart. */
export const exceededPart = partOfIds((plan) => plan.receptors.map(({ id }) => id));

/** The receptors now above their limit, and an event for each one that crossed it. */
export function exceedanceEvents(
  before: readonly string[],
  closed: readonly ClosedLevel[],
  utcOffsetMin: number,
  attribution: readonly ReceptorAttribution[],
  plan: ControlPlan,
): { readonly exceeded: readonly string[]; readonly events: readonly RuleEvent[] } {
  let exceeded = before;
  const events: RuleEvent[] = [];
  for (const { level, period } of closed) {
    const receptor = plan.receptors.find((candidate) => candidate.id === level);
    if (receptor === undefined || period.kind !== 'minute' || period.laeqDb === null) continue;
    // The limit is that of the minute's start, not of its close: 21:59 is day.
    const wasNight = isNight(period.startWallMs, utcOffsetMin, plan.night);
    const limitDb = wasNight ? receptor.nightDb : receptor.dayDb;
    const is = period.laeqDb > limitDb;
    if (is === exceeded.includes(level)) continue;
    exceeded = is ? [...exceeded, level] : exceeded.filter((id) => id !== level);
    const equipment = shareOf(attribution.find((candidate) => candidate.receptor === level));
    const laeqDb = rounded(period.laeqDb, 1);
    events.push({
      class: 'exceedance',
      severity: is ? 'warning' : 'info',
      subject: level,
      state: is ? 'raised' : 'cleared',
      message: message('exceedance', { level, laeqDb, limitDb, equipment }),
    });
  }
  return { exceeded, events };
}

function shareOf(attribution: ReceptorAttribution | undefined): Message {
  if (attribution === undefined || attribution.equipmentDb === null) return message('level-unknown');
  const levelDb = rounded(attribution.equipmentDb, 1);
  return message(attribution.gate === 'trusted' ? 'level-proved' : 'level-not-proved', { levelDb });
}
