/**
 * From signs that come and go to troubles that are told once: a sign must last before it is told, and be clearly gone
 * for as long before it is taken back.
 */

import type { RuleEvent } from '../rule.ts';

/** Something that would be worth telling. */
export interface Sign {
  /** What the event is about; one trouble a subject. */
  readonly subject: string;
  /** From 1 on it is there; null: cannot be said now, what was told stays. */
  readonly strength: number | null;
  readonly afterMs: number;
  readonly raised: string;
  readonly cleared: string;
}

/** Plain JSON, by subject; absent: all is well. */
export type Troubles = Readonly<Record<string, Trouble>>;

interface Trouble {
  readonly isTold: boolean;
  /** Since when the sign has said otherwise, monotonic; null: it does not. */
  readonly turnedMs: number | null;
}

/** What was told is gone below this strength. */
const GONE_BELOW = 0.7;
const WELL: Trouble = { isTold: false, turnedMs: null };

/** One cycle on: the troubles now, and what is told of them. */
export function watchTroubles(
  before: Troubles,
  signs: readonly Sign[],
  nowMs: number,
): { readonly troubles: Troubles; readonly events: readonly RuleEvent[] } {
  const troubles: Record<string, Trouble> = {};
  const events: RuleEvent[] = [];
  for (const sign of signs) {
    const was = before[sign.subject] ?? WELL;
    const now = step(was, sign, nowMs);
    if (now.isTold || now.turnedMs !== null) troubles[sign.subject] = now;
    if (now.isTold !== was.isTold) events.push(eventOf(sign, now.isTold));
  }
  return { troubles, events };
}

function step({ isTold, turnedMs }: Trouble, { strength, afterMs }: Sign, nowMs: number): Trouble {
  if (strength === null) return { isTold, turnedMs: null };
  const isThere = strength >= (isTold ? GONE_BELOW : 1);
  if (isThere === isTold) return { isTold, turnedMs: null };
  // After a restart the monotonic clock begins anew.
  const sinceMs = Math.min(turnedMs ?? nowMs, nowMs);
  return nowMs - sinceMs >= afterMs ? { isTold: isThere, turnedMs: null } : { isTold, turnedMs: sinceMs };
}

function eventOf({ subject, raised, cleared }: Sign, isRaised: boolean): RuleEvent {
  return {
    class: 'fault',
    severity: isRaised ? 'warning' : 'info',
    subject,
    text: isRaised ? raised : cleared,
    state: isRaised ? 'raised' : 'cleared',
  };
}
