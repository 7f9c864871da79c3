/**
 * What the broker will not take from this station, or not let it hear. Told once for a topic, until one of its records
 * is taken again: the event itself may go to a topic that is refused, too.
 */

import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import type { Clock } from '../../ports/clock.ts';

/** What is refused now, and who is told of it. */
export interface Refusals {
  readonly tell: (event: Event) => void;
  readonly clock: Clock;
  /** Topics of which the last record was refused. */
  readonly topics: Set<string>;
  /** Records that were refused, since the start. */
  count: number;
}

/** Nothing refused yet. */
export function createRefusals(tell: (event: Event) => void, clock: Clock): Refusals {
  return { tell, clock, topics: new Set(), count: 0 };
}

/** Counts a refused record; tells of its topic the first time. */
export function noteRefused(refusals: Refusals, topic: string, why: string): void {
  refusals.count += 1;
  if (refusals.topics.has(topic)) return;
  refusals.topics.add(topic);
  tell(refusals, topic, 'raised', message('record-refused', { topic, why }));
}

/** A record was taken: tells that its topic is open again, if it was refused. */
export function noteDelivered(refusals: Refusals, topic: string): void {
  if (refusals.topics.delete(topic))
    tell(refusals, topic, 'cleared', message('record-taken-again', { topic }));
}

/** The broker does not let the station listen for commands. */
export function tellDeaf(refusals: Refusals, filter: string, why: string): void {
  tell(refusals, 'commands', 'raised', message('commands-refused', { filter, why }));
}

function tell(
  { clock, ...refusals }: Refusals,
  subject: string,
  state: 'raised' | 'cleared',
  what: Message,
): void {
  const severity = state === 'raised' ? 'warning' : 'info';
  refusals.tell({ class: 'fault', severity, wallMs: clock.wallMs(), subject, state, message: what });
}
