/**
 * Something worth reporting: returned by `tick` or raised by the gateway, published and recorded, never control flow.
 */

import type { Message } from './message.ts';

/** The kind of an event; also the last level of its topic. */
export type EventClass =
  | 'actuation'
  | 'exceedance'
  | 'fault'
  | 'interlock'
  | 'audit'
  | 'config'
  | 'clock'
  | 'gap'
  | 'lifecycle';

/** How urgent: to know, to see to, to act on. */
export type Severity = 'info' | 'warning' | 'alarm';

/** One thing that happened, as a message and never as text. */
export interface Event {
  readonly class: EventClass;
  readonly severity: Severity;
  readonly wallMs: number;
  /** The subject: an output, a channel, a device, a bus. */
  readonly subject: string;
  /** What happened, what it means. */
  readonly message: Message;
  /** `raised` and `cleared` come in pairs per class and subject; `noted` stands alone. */
  readonly state: 'raised' | 'cleared' | 'noted';
}

/** An event as a rule gives it: `tick` adds the time. */
export type RuleEvent = Omit<Event, 'wallMs'>;
