/** One output through time: what it was, since when, what it was before. */

import type { Decision } from '../../model/decision.ts';

/** The past of one output. */
export interface OutputHistory {
  readonly now: Decision;
  /** Since when it has had this value, and the decision that gave it; `sinceMs` null: from before the first record. */
  readonly sinceMs: number | null;
  readonly first: Decision;
  /** Since when by this rule, if another rule had held it at the same value before. */
  readonly ruleSinceMs: number | null;
  /** The last decision with another value. */
  readonly before: Decision | null;
}

/** The history with one more decision. */
export function extendHistory(
  history: OutputHistory | undefined,
  wallMs: number,
  decision: Decision,
): OutputHistory {
  if (history === undefined)
    return { now: decision, sinceMs: null, first: decision, ruleSinceMs: null, before: null };
  if (decision.value !== history.now.value)
    return { now: decision, sinceMs: wallMs, first: decision, ruleSinceMs: null, before: history.now };
  if (decision.by !== history.now.by) return { ...history, now: decision, ruleSinceMs: wallMs };
  return decision === history.now ? history : { ...history, now: decision };
}

/** What came after: the next decision with another value. */
export interface NextChange {
  readonly atMs: number;
  readonly decision: Decision;
}
