/**
 * From conditions that come and go to alarms that are announced once (ISA-18.2): a condition must last for the delay
 * before it is announced, and be clearly gone for as long before the alarm is cleared.
 */

import type { RuleEvent } from '../../model/event.ts';
import type { Message } from '../../model/message.ts';
import { type Check, isFlag, isNumber, objectOf, orNull, recordOf } from '../saved/check.ts';

/** Something that is worth an alarm. */
export interface AlarmCondition {
  /** What the event is about; each subject has one alarm. */
  readonly subject: string;
  /** The condition holds from 1 on; null: unknown now, so what was announced stays. */
  readonly strength: number | null;
  readonly afterMs: number;
  /** Severity of the alarm when it is raised; a warning where none is given. */
  readonly severity?: 'alarm';
  readonly raised: Message;
  readonly cleared: Message;
}

/** Plain JSON, by subject; absent: all is well. */
export type Alarms = Readonly<Record<string, Alarm>>;

interface Alarm {
  readonly isAnnounced: boolean;
  /** Since when the condition has differed from what was announced, monotonic; null: it does not differ. */
  readonly pendingSinceMs: number | null;
}

/** Whether saved JSON has the form of `Alarms`. */
export const isAlarms: Check<Alarms> = recordOf(
  objectOf<Alarm>({ isAnnounced: isFlag, pendingSinceMs: orNull(isNumber) }),
);

/** An announced alarm is cleared below this strength: the deadband. */
const GONE_BELOW = 0.7;
const WELL: Alarm = { isAnnounced: false, pendingSinceMs: null };

/** One cycle on: the alarms now, and the events of those that were announced or cleared; `isAgain`: of all that stand. */
export function updateAlarms(
  before: Alarms,
  conditions: readonly AlarmCondition[],
  nowMs: number,
  isAgain = false,
): { readonly alarms: Alarms; readonly events: readonly RuleEvent[] } {
  const alarms: Record<string, Alarm> = {};
  const events: RuleEvent[] = [];
  for (const condition of conditions) {
    const was = before[condition.subject] ?? WELL;
    const now = step(was, condition, nowMs);
    if (now.isAnnounced || now.pendingSinceMs !== null) alarms[condition.subject] = now;
    if (now.isAnnounced !== was.isAnnounced || (isAgain && now.isAnnounced))
      events.push(eventOf(condition, now.isAnnounced));
  }
  return { alarms, events };
}

function step(
  { isAnnounced, pendingSinceMs }: Alarm,
  { strength, afterMs }: AlarmCondition,
  nowMs: number,
): Alarm {
  if (strength === null) return { isAnnounced, pendingSinceMs: null };
  const isThere = strength >= (isAnnounced ? GONE_BELOW : 1);
  if (isThere === isAnnounced) return { isAnnounced, pendingSinceMs: null };
  const sinceMs = pendingSinceMs ?? nowMs;
  return nowMs - sinceMs >= afterMs
    ? { isAnnounced: isThere, pendingSinceMs: null }
    : { isAnnounced, pendingSinceMs: sinceMs };
}

function eventOf({ subject, raised, cleared, severity }: AlarmCondition, isRaised: boolean): RuleEvent {
  return {
    class: 'fault',
    severity: isRaised ? (severity ?? 'warning') : 'info',
    subject,
    message: isRaised ? raised : cleared,
    state: isRaised ? 'raised' : 'cleared',
  };
}
