/** What a changed site would have done in several nights: each night in a few figures, their sum and how they spread. */

import type { OutputStatistics } from './output-statistics.ts';
import type { SideResult, WhatIf } from './what-if.ts';

/** Under the site of then and under the changed one; null: not known. */
export interface BeforeAndChanged {
  readonly before: number | null;
  readonly changed: number | null;
}

/** One night. */
export interface NightEffect {
  /** Date of the evening. */
  readonly night: string;
  /** Replayed. */
  readonly hours: number;
  /** What the changed limits take from the power that was measured, at most, and what they give back, at most. */
  readonly givenUpKwh: number;
  readonly givenBackKwh: number;
  /** Minutes of limited power, summed over the power limits. */
  readonly limitedMinutes: BeforeAndChanged;
  /** Minutes of the equipment above the limit by the model, at the worst receptor, and its level of the night. */
  readonly minutesAbove: BeforeAndChanged;
  readonly laeqDb: BeforeAndChanged;
}

/** Of a figure over the nights. */
export interface NightsSum {
  readonly sum: number;
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
}

/** The figures of one comparison. */
export function nightEffect(night: string, found: WhatIf): NightEffect {
  const both = (of: (side: SideResult) => number | null): BeforeAndChanged => {
    return { before: of(found.old), changed: of(found.changed) };
  };
  return {
    night,
    hours: found.seconds / 3600,
    givenUpKwh: found.energy.reduce((sum, { cutKwh }) => sum + cutKwh, 0),
    givenBackKwh: found.energy.reduce((sum, { freedKwh }) => sum + freedKwh, 0),
    limitedMinutes: both(({ outputs }) => limitedMinutes(outputs)),
    minutesAbove: both(({ noise }) => worst(noise.map(({ minutesAbove }) => minutesAbove))),
    laeqDb: both(({ noise }) => worst(noise.map(({ laeqDb }) => laeqDb))),
  };
}

/** Over the nights in which it is known; null for none. */
export function sumOfNights(values: readonly (number | null)[]): NightsSum | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const [lowest] = known;
  if (lowest === undefined) return null;
  const middle = Math.floor(known.length / 2);
  const upper = known[middle] ?? lowest;
  return {
    sum: known.reduce((sum, value) => sum + value, 0),
    lowest,
    median: known.length % 2 === 1 ? upper : (upper + (known[middle - 1] ?? upper)) / 2,
    highest: known.at(-1) ?? lowest,
  };
}

/** Null where no limit has steps. */
function limitedMinutes(outputs: readonly OutputStatistics[]): number | null {
  const limits = outputs.filter(({ kind, secondsAt }) => kind === 'power-limit' && secondsAt !== null);
  if (limits.length === 0) return null;
  const below = limits.flatMap(({ secondsAt }) => secondsAt ?? []).filter(({ stepPct }) => stepPct < 100);
  return below.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
}

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
