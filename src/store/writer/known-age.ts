/**
 * Whether the wall clock is known to be right, as far as records may be deleted for their age. A clock that stood in another
 * year for some minutes must cost nothing: it counts again when it has gone without a step for a day.
 */

import { DAY_MS } from '../../model/duration.ts';

const STEP_MS = 1000;
const STEADY_MS = DAY_MS;
/** A longer time between the last record and the start may be a wrong clock as well as a holiday. */
const AWAY_MS = 7 * DAY_MS;

/** Trust in the wall clock. `nowMs` is monotonic. */
export interface KnownAge {
  /** To be called with every cycle. */
  see(nowMs: number, wallMs: number, isSynced: boolean): void;
  /** The history opened with a last record of that time; null for none. */
  opened(lastRecordMs: number | null, nowMs: number, wallMs: number): void;
  isKnown(nowMs: number): boolean;
}

/** Trusts a synchronised clock from the start, until it steps. */
export function createKnownAge(): KnownAge {
  let apartMs: number | undefined;
  let isSynced = false;
  /** Monotonic time from which the clock is trusted. */
  let trustedFromMs = Number.NEGATIVE_INFINITY;
  return {
    see(nowMs, wallMs, synced) {
      isSynced = synced;
      const stepMs = wallMs - nowMs - (apartMs ?? wallMs - nowMs);
      apartMs = wallMs - nowMs;
      if (Math.abs(stepMs) > STEP_MS) trustedFromMs = nowMs + STEADY_MS;
    },
    opened(lastRecordMs, nowMs, wallMs) {
      const awayMs = lastRecordMs === null ? 0 : wallMs - lastRecordMs;
      if (awayMs > AWAY_MS || awayMs < -STEP_MS) trustedFromMs = Math.max(trustedFromMs, nowMs + STEADY_MS);
    },
    isKnown: (nowMs) => isSynced && nowMs >= trustedFromMs,
  };
}
