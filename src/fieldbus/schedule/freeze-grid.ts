/**
 * When the cycle freezes its inputs, and so when what it needs is read best: an answer that comes right after a freeze
 * is a whole cycle old when it counts. The phase of the cycle is the boss; whoever reads puts his own beside it.
 */

/** Freezes come at `firstMs` and every `periodMs` after it. */
export interface FreezeGrid {
  /** Monotonic. */
  readonly firstMs: number;
  readonly periodMs: number;
}

/** Kept free between the last answer and the freeze, because this computer may be late by as much. */
export const MARGIN_MS = 25;

/** Whether what is read every `everyMs` can keep a place before a freeze: the one period must divide the other. */
export function fits({ periodMs }: FreezeGrid, everyMs: number): boolean {
  return everyMs % periodMs === 0 || periodMs % everyMs === 0;
}

/** The time next to `dueMs` that lies `leadMs` before a freeze; where it is read more often, before a part of a cycle. */
export function aligned(grid: FreezeGrid, everyMs: number, leadMs: number, dueMs: number): number {
  const stepMs = Math.min(everyMs, grid.periodMs);
  const lastMs = grid.firstMs - leadMs;
  return lastMs + Math.round((dueMs - lastMs) / stepMs) * stepMs;
}

/** The first such time after `nowMs`. */
export function nextAligned(grid: FreezeGrid, everyMs: number, leadMs: number, nowMs: number): number {
  const stepMs = Math.min(everyMs, grid.periodMs);
  const lastMs = grid.firstMs - leadMs;
  const nextMs = lastMs + (Math.floor((nowMs - lastMs) / stepMs) + 1) * stepMs;
  // What was rounded down to now would be due again for ever.
  return nextMs > nowMs ? nextMs : nextMs + stepMs;
}
