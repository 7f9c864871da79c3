/** One output through time: what it was, since when, what it was before. */

import type { Decision } from '../../model/decision.ts';

export interface OutputHistory {
  readonly now: Decision;
  /** Since when it has had this value, and the decision that gave it; `sinceMs` null: before the first record. */
  readonly sinceMs: number | null;
  readonly first: Decision;
  /** Since when by this rule, where another rule had held it at the same value before. */
  readonly ruleSinceMs: number | null;
  /** The last decision with another value. */
  readonly before: Decision | null;
}

/** The trail one decision further. */
export function extendHistory(
  trail: OutputHistory | undefined,
  wallMs: number,
  decision: Decision,
): OutputHistory {
  if (trail === undefined)
    return { now: decision, sinceMs: null, first: decision, ruleSinceMs: null, before: null };
  if (decision.value !== trail.now.value)
    return { now: decision, sinceMs: wallMs, first: decision, ruleSinceMs: null, before: trail.now };
  if (decision.by !== trail.now.by) return { ...trail, now: decision, ruleSinceMs: wallMs };
  return decision === trail.now ? trail : { ...trail, now: decision };
}

/** What came after: the next decision with another value. */
export interface NextChange {
  readonly atMs: number;
  readonly decision: Decision;
}
