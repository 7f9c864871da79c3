/**
 * Moves the outbox to the broker: a window of entries in flight, oldest first, events before data. An entry is
 * forgotten on its PUBACK alone; what was refused or lost is sent again, so that nothing is lost and only a lost
 * PUBACK makes a duplicate.
 */

import type { Clock } from '../../ports/clock.ts';
import type { Outbox } from '../../ports/outbox.ts';
import type { Publisher } from '../../ports/publisher.ts';

export const inFlightMax = 8;
/** After a refusal on a standing connection. */
export const retryAfterMs = 5000;

export interface OutboxSender {
  /** Sends what the window allows; harmless at any time. */
  pump(): void;
  /** A new connection: try at once. */
  resume(): void;
}

export interface OutboxSenderOptions {
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly root: string;
  /** After each step, also when nothing could be sent. */
  readonly moved: () => void;
}

export function createOutboxSender(options: OutboxSenderOptions): OutboxSender {
  const { outbox, publisher, clock, root } = options;
  const inFlight = new Set<number>();
  let holdUntilMs = Number.NEGATIVE_INFINITY;
  let pumping = false;

  const fillWindow = (): number => {
    if (!publisher.connected || clock.nowMs() < holdUntilMs || inFlight.size >= inFlightMax) return 0;
    const entries = outbox.next(inFlightMax - inFlight.size, inFlight);
    for (const { id } of entries) inFlight.add(id);
    for (const { id, topic, payload } of entries) {
      const message = { topic: root + topic, payload, qos: 1, retain: false } as const;
      publisher.publish(message, (delivered) => settle(id, delivered));
    }
    return entries.length;
  };

  const settle = (id: number, delivered: boolean): void => {
    inFlight.delete(id);
    if (delivered) outbox.acknowledge(id);
    else holdUntilMs = clock.nowMs() + retryAfterMs;
    pump();
  };

  const pump = (): void => {
    // A publisher that answers at once must not recurse through the whole backlog.
    if (pumping) return;
    pumping = true;
    while (fillWindow() > 0);
    pumping = false;
    options.moved();
  };

  return {
    pump,
    resume: () => {
      holdUntilMs = Number.NEGATIVE_INFINITY;
      pump();
    },
  };
}
