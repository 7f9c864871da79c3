/** Which stretch the night view opens on: a station of this evening would show ten empty hours and a sliver. */

import { HOUR_MS } from '../../model/duration.ts';
import type { NightTable } from '../../web/http/night-table.ts';

/** What is looked through for records at first. */
export const OPENING_MS = 10 * HOUR_MS;
const SHORTEST_MS = HOUR_MS;

/** From the first record in the table to its end, at least an hour; an hour where there is none. */
export function openingSpan({ fromMs, toMs, stepMs, curves }: NightTable): {
  readonly fromMs: number;
  readonly toMs: number;
} {
  const firsts = curves.map(({ mean }) => mean.findIndex((value) => value !== null));
  const first = Math.min(...firsts.filter((step) => step >= 0));
  const startMs = Number.isFinite(first) ? fromMs + first * stepMs : toMs;
  return { fromMs: Math.max(fromMs, Math.min(startMs, toMs - SHORTEST_MS)), toMs };
}
