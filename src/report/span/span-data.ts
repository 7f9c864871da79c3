/** The content of a report over many nights, before it is put into words: each night as its own report judges it, and all together. */

import type { StationRecord } from '../../plan/station-record.ts';
import type { Outcome } from '../data/shape/comparison-data.ts';
import type { GivenByHand, MinutesAbove } from '../data/shape/report-data.ts';

/** The whole report as data. */
export interface SpanReport {
  readonly format: 'quietpost-span';
  readonly version: 1;
  readonly madeMs: number;
  readonly madeBy: string;
  readonly site: string;
  readonly station: string;
  readonly zone: string;
  /** Dates of the first and the last evening. */
  readonly from: string;
  readonly to: string;
  readonly utcOffsetMin: number;
  readonly givenByHand: readonly GivenByHand[];
  readonly record: StationRecord | null;
  readonly receptors: readonly SpanReceptor[];
  readonly energy: SpanEnergy;
}

/** One receptor over all nights. */
export interface SpanReceptor {
  readonly id: string;
  readonly nights: readonly SpanNight[];
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly loudest: SpanNight | null;
  /** Over all nights, by energy, dB. */
  readonly laeqDb: number | null;
  readonly equipmentDb: number | null;
  readonly trend: Trend;
  readonly lden: DayEveningNight;
  readonly excluded: { readonly minutes: number; readonly nights: number };
}

/** One night of a receptor. */
export interface SpanNight {
  /** Date of the evening. */
  readonly id: string;
  readonly outcome: Outcome;
  /** The verdict is one of the hours that were measured. */
  readonly isOfMeasured: boolean;
  /** Within the limit, but not by a measurement in the sense of the standard: it is not shown in green. */
  readonly isIndicative: boolean;
  readonly limitDb: number;
  readonly laeqDb: number | null;
  readonly equipmentDb: number | null;
  readonly equipmentExpandedDb: number | null;
  readonly validS: number;
  readonly spanS: number;
  readonly above: MinutesAbove;
  readonly excludedMinutes: number;
  /** Time with limited power; null where nothing was recorded. */
  readonly limitedS: number | null;
}

/** How the level of the equipment changes from night to night: the median of all slopes (Theil and Sen). */
export interface Trend {
  /** dB in 30 nights; null with too few nights. */
  readonly slopeDb: number | null;
  /** It stands out from the scatter (Mann and Kendall, 5 %). */
  readonly isSure: boolean;
  readonly nights: number;
}

/** Lden with its parts, dB; null unless three quarters of each part's hours were measured. */
export interface DayEveningNight {
  readonly ldenDb: number | null;
  readonly dayDb: number | null;
  readonly eveningDb: number | null;
  readonly nightDb: number | null;
  /** Share of the hours of the span that were measured. */
  readonly share: number;
}

/** Power is known by the second, and seconds are kept for two weeks. */
export interface SpanEnergy {
  readonly limitedS: number;
  readonly nights: number;
  /** Nights of which the power is known, and what was held back in them. */
  readonly knownNights: number;
  readonly relayWh: number;
  readonly heatWh: number;
  readonly servedWh: number;
}
