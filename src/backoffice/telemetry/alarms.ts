/**
 * Conditions as retained messages: one id from raise to clear, and the one that it follows from, so that a bus that goes
 * down with twenty devices calls one person and not twenty-one times.
 */

import type { AlarmPayload } from '../../contract/standing/alarm.ts';
import { messageOf } from '../../contract/topics.ts';
import { DAY_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import type { Message } from '../../ports/publisher.ts';
import { saidOf } from '../said.ts';

/** The alarms of a station as messages below its root. `nowMs` is monotonic. */
export interface Alarms {
  /** What has changed with these events, and what was cleared long enough ago to be taken away. */
  due(events: readonly Event[], nowMs: number): readonly Message[];
  /** The active ones, and those that were cleared and are not taken away yet; after a connect. */
  all(): readonly Message[];
  readonly active: number;
}

interface Alarm {
  readonly id: string;
  readonly raised: Event;
  readonly cause: string | null;
}

interface State {
  readonly session: string;
  readonly active: Map<string, Alarm>;
  /** By id: what was told at last, and the monotonic time at which the topic is emptied. */
  readonly cleared: Map<string, { readonly message: Message; readonly untilMs: number }>;
}

/** No alarm yet. `session` stands in every message. */
export function createAlarms(session: string): Alarms {
  const state: State = { session, active: new Map(), cleared: new Map() };
  return {
    due: (events, nowMs) => [
      ...events.flatMap((event) => take(state, event, nowMs)),
      ...emptied(state, nowMs),
    ],
    all: () => [
      ...[...state.active.values()].map((alarm) => activeMessage(state, alarm)),
      ...[...state.cleared.values()].map(({ message }) => message),
    ],
    get active() {
      return state.active.size;
    },
  };
}

function take(state: State, event: Event, nowMs: number): readonly Message[] {
  const id = idOf(event.class, event.subject);
  const known = state.active.get(id);
  if (event.state === 'raised') {
    // A further cause is another text of the same alarm, since when it was raised first.
    const alarm = { id, raised: event, cause: causeOf(state, event, id) };
    state.active.set(
      id,
      known === undefined ? alarm : { ...alarm, raised: { ...event, wallMs: known.raised.wallMs } },
    );
    state.cleared.delete(id);
    return [activeMessage(state, state.active.get(id) ?? alarm)];
  }
  if (event.state !== 'cleared' || known === undefined) return [];
  state.active.delete(id);
  const message = messageFor(state, known, { state: 'cleared', event });
  state.cleared.set(id, { message, untilMs: nowMs + DAY_MS });
  return [message];
}

/** A device is silent because its bus is down. */
function causeOf({ active }: State, { class: kind, message }: Event, own: string): string | null {
  const { bus } = message.values as Readonly<Record<string, unknown>>;
  if (typeof bus !== 'string') return null;
  const id = idOf(kind, bus);
  return id !== own && active.has(id) ? id : null;
}

function activeMessage(state: State, alarm: Alarm): Message {
  return messageFor(state, alarm, { state: 'active', event: alarm.raised });
}

function messageFor(
  { session }: State,
  { id, raised, cause }: Alarm,
  { state, event }: { readonly state: AlarmPayload['state']; readonly event: Event },
): Message {
  const payload: AlarmPayload = {
    ...{ v: 1, id, session, state },
    since: Math.max(0, Math.round(raised.wallMs)),
    ts: Math.max(0, Math.round(event.wallMs)),
    severity: raised.severity,
    needs: cause !== null || state === 'cleared' ? 'nobody' : needsOf(raised),
    cause,
    subject: raised.subject,
    ...saidOf(event.message),
  };
  return messageOf('alarm', id, JSON.stringify(payload));
}

/** An alarm calls; a warning waits for the next visit; what a line does by itself heals by itself. */
function needsOf({ severity, message: { key } }: Event): AlarmPayload['needs'] {
  if (key === 'bus-down' || key === 'flapping') return 'visit';
  return severity === 'alarm' ? 'person' : 'visit';
}

function emptied({ cleared }: State, nowMs: number): readonly Message[] {
  const over = [...cleared].filter(([, { untilMs }]) => untilMs <= nowMs).map(([id]) => id);
  for (const id of over) cleared.delete(id);
  return over.map((id) => messageOf('alarm', id, ''));
}

/** Becomes a topic level. */
function idOf(kind: string, subject: string): string {
  return `${kind}-${subject}`.replaceAll(/[^A-Za-z0-9_-]+/g, '-');
}
