/** From the reports of single nights to that of all of them. Pure. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { dayEveningNightLevel } from '../../acoustics/levels/rating.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import type { Outcome } from '../data/shape/comparison-data.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import type { DayEveningNight, SpanEnergy, SpanNight, SpanReceptor, Trend } from './span-data.ts';

/** What a night leaves of its report: the minutes are in its own. */
export interface NightPart {
  readonly receptors: Readonly<Record<string, SpanNight>>;
  readonly energy: Omit<SpanEnergy, 'nights'>;
}

/** Takes from a night's report what the span shows of it. */
export function nightPart({ night, receptors, equipment }: NightReport): NightPart {
  const { limitedS, withheld, servedWh } = equipment;
  const isKnown = withheld !== null;
  return {
    receptors: Object.fromEntries(
      receptors.map((receptor) => [receptor.id, spanNight(night.id, receptor, limitedS)]),
    ),
    energy: {
      limitedS: limitedS ?? 0,
      knownNights: isKnown ? 1 : 0,
      relayWh: withheld?.relayWh ?? 0,
      heatWh: withheld?.heatWh ?? 0,
      servedWh: isKnown ? (servedWh ?? 0) : 0,
    },
  };
}

function spanNight(id: string, receptor: ReceptorNight, limitedS: number | null): SpanNight {
  const { outcome, assessment, figures, limits, excluded, caveats } = receptor;
  const { laeqDb, equipmentDb, equipmentExpandedDb, validS, spanS, above } = figures;
  return {
    ...{
      id,
      outcome,
      limitDb: limits.laeqDb,
      laeqDb,
      equipmentDb,
      equipmentExpandedDb,
      validS,
      spanS,
      above,
    },
    isOfMeasured: assessment?.reason.key === 'within-where-measured',
    isIndicative: outcome === 'compliant' && caveats.includes('calibration'),
    excludedMinutes: excluded?.minutes ?? 0,
    limitedS,
  };
}

/** What the nights of one receptor are together. */
export function spanReceptor(id: string, nights: readonly SpanNight[], lden: DayEveningNight): SpanReceptor {
  const counts: Record<Outcome, number> = { compliant: 0, exceeded: 0, undetermined: 0, 'no-data': 0 };
  for (const { outcome } of nights) counts[outcome] += 1;
  const measured = nights.filter(({ laeqDb }) => laeqDb !== null);
  return {
    ...{ id, nights, counts, lden },
    loudest: measured.toSorted((a, b) => (b.laeqDb ?? 0) - (a.laeqDb ?? 0))[0] ?? null,
    laeqDb: meanDb(nights, ({ laeqDb }) => laeqDb),
    equipmentDb: meanDb(nights, ({ equipmentDb }) => equipmentDb),
    trend: trendOf(nights),
    excluded: {
      minutes: nights.reduce((sum, { excludedMinutes }) => sum + excludedMinutes, 0),
      nights: nights.filter(({ excludedMinutes }) => excludedMinutes > 0).length,
    },
  };
}

/** Power limits and energy of all nights. */
export function sumEnergy(parts: readonly NightPart[]): SpanEnergy {
  const sum = { limitedS: 0, knownNights: 0, relayWh: 0, heatWh: 0, servedWh: 0 };
  for (const { energy } of parts) {
    sum.limitedS += energy.limitedS;
    sum.knownNights += energy.knownNights;
    sum.relayWh += energy.relayWh;
    sum.heatWh += energy.heatWh;
    sum.servedWh += energy.servedWh;
  }
  return { ...sum, nights: parts.length };
}

/** Each night by the time it was measured. */
function meanDb(nights: readonly SpanNight[], pick: (night: SpanNight) => number | null): number | null {
  let energyS = 0;
  let seconds = 0;
  for (const night of nights) {
    const levelDb = pick(night);
    if (levelDb === null) continue;
    energyS += night.validS * energyOf(levelDb);
    seconds += night.validS;
  }
  return seconds > 0 ? levelOf(energyS / seconds) : null;
}

/** Fewer say nothing about a trend. */
const LEAST_NIGHTS = 7;
const NIGHTS_OF_SLOPE = 30;
/** Of the normal distribution, 5 % on both sides. */
const SURE_Z = 1.96;

/** Whether the equipment became louder or quieter from night to night. */
export function trendOf(nights: readonly Pick<SpanNight, 'equipmentDb'>[]): Trend {
  const known = nights.flatMap(({ equipmentDb }, day) =>
    equipmentDb === null ? [] : [{ day, equipmentDb }],
  );
  const count = known.length;
  if (count < LEAST_NIGHTS) return { slopeDb: null, isSure: false, nights: count };
  const slopes: number[] = [];
  let signs = 0;
  known.forEach((late, index) => {
    for (const early of known.slice(0, index)) {
      const slope = (late.equipmentDb - early.equipmentDb) / (late.day - early.day);
      slopes.push(slope);
      signs += Math.sign(slope);
    }
  });
  slopes.sort((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  const [below = 0, above = 0] = [slopes[slopes.length % 2 === 1 ? middle : middle - 1], slopes[middle]];
  const spread = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return {
    slopeDb: (NIGHTS_OF_SLOPE * (below + above)) / 2,
    isSure: Math.max(0, Math.abs(signs) - 1) / spread > SURE_Z,
    nights: count,
  };
}

/** Mean level of each hour that was measured, from its begin. */
export interface HourLevel {
  readonly startMs: number;
  readonly levelDb: number | null;
}

/** Hours of local time in which a part begins (Directive 2002/49/EC, annex I). */
const PARTS = { day: [7, 19], evening: [19, 23] } as const;
const LEAST_SHARE = 0.75;

/** Lden of all hours: the energy of each part, whatever its date. */
export function dayEveningNight(hours: readonly HourLevel[], offsetAt: OffsetAt): DayEveningNight {
  const parts = {
    day: { energy: 0, known: 0, all: 0 },
    evening: { energy: 0, known: 0, all: 0 },
    night: { energy: 0, known: 0, all: 0 },
  };
  for (const { startMs, levelDb } of hours) {
    const part = parts[partAt(startMs, offsetAt)];
    part.all += 1;
    if (levelDb === null) continue;
    part.known += 1;
    part.energy += energyOf(levelDb);
  }
  const levelIn = ({ energy, known, all }: (typeof parts)['day']): number | null =>
    known > 0 && known >= LEAST_SHARE * all ? levelOf(energy / known) : null;
  const [dayDb, eveningDb, nightDb] = [levelIn(parts.day), levelIn(parts.evening), levelIn(parts.night)];
  const all = Object.values(parts);
  const count = all.reduce((sum, part) => sum + part.all, 0);
  return {
    ...{ dayDb, eveningDb, nightDb },
    ldenDb:
      dayDb === null || eveningDb === null || nightDb === null
        ? null
        : dayEveningNightLevel(dayDb, eveningDb, nightDb),
    share: count === 0 ? 0 : all.reduce((sum, part) => sum + part.known, 0) / count,
  };
}

function partAt(startMs: number, offsetAt: OffsetAt): 'day' | 'evening' | 'night' {
  const hour = Math.floor((startMs + offsetAt(startMs) * MINUTE_MS) / HOUR_MS) % 24;
  if (hour >= PARTS.day[0] && hour < PARTS.day[1]) return 'day';
  return hour >= PARTS.evening[0] && hour < PARTS.evening[1] ? 'evening' : 'night';
}
