/** What a run takes over from the one before it, and the one event that says so. */

import type { SealedRule } from '../../control/rules/rule.ts';
import type { Away } from '../../control/saved/part.ts';
import { type RestoredRequests, restoreRequests } from '../../control/saved-requests.ts';
import { type RestingRules, readSnapshot, restoreControl, type Snapshot } from '../../control/snapshot.ts';
import { type ControlState, initialState } from '../../control/tick.ts';
import type { TakenCommand } from '../../model/command.ts';
import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Checkpoint } from '../../ports/history-writer.ts';
import { restoreLevels } from './restore-levels.ts';

/** What a run continues from the one before. */
export interface TakenOver {
  readonly state: ControlState;
  readonly requests: RestoredRequests;
  /** What it hands on without using it. */
  readonly resting: RestingRules;
  /** Commands that were carried out before; absent: none. */
  readonly taken?: readonly TakenCommand[];
  /** Last recorded values by channel; null: not known. Absent: there are none. */
  readonly values?: Readonly<Record<ChannelId, number>> | null;
  /** The monotonic time of the earlier run continues: it is this much ahead of this process's (continued-clock.ts). */
  readonly offsetMs: number;
  /** The sound ledgers go on. */
  readonly hasLevels: boolean;
  /** Null at the very first start. */
  readonly event: Event | null;
}

/** From what the history holds; null where there is no history, `unread` where it could not be read in time. */
export function takeOver(
  found: Checkpoint | 'unread' | null,
  plan: ControlPlan,
  clock: Clock,
  rules?: readonly SealedRule[],
): TakenOver {
  const checkpoint = found === 'unread' ? null : found;
  const control = controlFrom(checkpoint, plan, clock, rules);
  if (found === 'unread') return { ...control, values: null, event: unreadEvent(clock.wallMs()) };
  if (checkpoint === null) return { ...control, values: null };
  const { taken = [], values = {} } = checkpoint;
  return { ...control, taken, values };
}

function controlFrom(
  checkpoint: Checkpoint | null,
  plan: ControlPlan,
  clock: Clock,
  rules?: readonly SealedRule[],
): TakenOver {
  const levels = checkpoint === null ? null : restoreLevels(checkpoint, plan);
  const fresh = initialState(plan, rules, levels ?? {});
  const ledgers = levels === null ? [] : [message('part-sound-ledgers')];
  const found = checkpoint?.snapshot == null ? null : readSnapshot(checkpoint.snapshot.text);
  if (found === null || 'key' in found) {
    const none = { requests: { held: [], ended: [] }, resting: {}, offsetMs: 0, hasLevels: levels !== null };
    const isFirst = found === null && levels === null;
    const left = [found ?? message('snapshot-none')];
    const told = { age: message('known-some-time-ago'), taken: ledgers, left };
    const event = isFirst ? null : restartEvent(told, found !== null, clock.wallMs());
    return { state: fresh, ...none, event };
  }
  const away = awayOf(found, clock);
  const { state, taken, left, resting } = restoreControl(fresh, found, away, plan, rules);
  const requests = restoreRequests(found.requests, away, plan);
  const told = {
    age: away.isKnown
      ? message('known-seconds-ago', { seconds: Math.round(away.ms / 1000) })
      : message('known-some-time-ago'),
    taken: [...ledgers, ...taken, ...(requests.held.length > 0 ? [message('part-requests')] : [])],
    left: [...left, ...requests.ended.map(({ why }) => why)],
  };
  return {
    state,
    requests,
    resting,
    offsetMs: found.nowMs + away.ms - clock.nowMs(),
    hasLevels: levels !== null,
    event: restartEvent(told, false, clock.wallMs()),
  };
}

/** How long it was can be told only if the wall clock was right then and is right now. */
function awayOf({ wallMs, clockSynced }: Snapshot, clock: Clock): Away {
  const ms = clock.wallMs() - wallMs;
  return { ms: Math.max(0, ms), isKnown: ms >= 0 && clockSynced && clock.wallSync().synced };
}

/** Nobody may find out later that a promise was forgotten. */
function unreadEvent(wallMs: number): Event {
  const left = [message('snapshot-unread')];
  return restartEvent({ age: message('known-some-time-ago'), taken: [], left }, true, wallMs);
}

interface Told {
  readonly age: Message;
  readonly taken: readonly Message[];
  readonly left: readonly Message[];
}

function restartEvent({ age, taken, left }: Told, isRefused: boolean, wallMs: number): Event {
  return {
    class: 'lifecycle',
    severity: isRefused ? 'warning' : 'info',
    wallMs,
    subject: 'control',
    state: 'noted',
    message:
      taken.length === 0
        ? message('restarted-anew', { left })
        : left.length === 0
          ? message('restarted', { age, taken })
          : message('restarted-partly', { age, taken, left }),
  };
}
