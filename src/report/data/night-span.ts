/** When a night begins and ends on the local clock, also where the clocks change in it. */

import type { NightHours } from '../../acoustics/periods/periods.ts';
import { periodRule, type RuleSet } from '../../acoustics/rule-set.ts';
import type { ZoneOffset } from '../../language/localizer.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { localSpan, type OffsetAt } from '../../time/local-span.ts';
import type { NightSpan } from './shape/report-data.ts';

/** The night of a standard; null where it has none. */
export function nightHoursOf(rules: RuleSet): NightHours | null {
  const night = periodRule(rules, 'night');
  return night === undefined ? null : { startMin: night.startMin, endMin: night.endMin };
}

/** The hours of a night, without what depends on its records. */
export type NightTimes = Omit<NightSpan, 'state' | 'recordedToMs' | 'pastToMs' | 'zone'>;

/** The night that begins on the evening of `id`, a date; null where the site has no night. */
export function nightSpan(id: string, night: NightHours, offsetAt: OffsetAt): NightTimes | null {
  if (night.startMin === night.endMin) return null;
  const { startMs, endMs } = localSpan(id, night.startMin, night.endMin, offsetAt);
  return { id, startMs, endMs, offsets: offsetsIn(startMs, endMs, offsetAt) };
}

function offsetsIn(startMs: number, endMs: number, offsetAt: OffsetAt): ZoneOffset[] {
  const offsets: ZoneOffset[] = [];
  for (let fromMs = startMs; fromMs < endMs; fromMs += MINUTE_MS) {
    const utcOffsetMin = offsetAt(fromMs);
    if (offsets.at(-1)?.utcOffsetMin !== utcOffsetMin) offsets.push({ fromMs, utcOffsetMin });
  }
  return offsets;
}
