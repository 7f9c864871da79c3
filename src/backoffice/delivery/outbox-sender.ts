/**
 * Moves the outbox to the broker: a window of entries in flight, oldest first, events before data. An entry is
 * forgotten on its PUBACK alone; what was lost is sent again, so that only a lost PUBACK makes a duplicate. What the
 * broker will never take is set aside and told: it must not hold up the rest.
 */

import type { Clock } from '../../ports/clock.ts';
import type { Outbox, OutboxEntry } from '../../ports/outbox.ts';
import type { Delivery, Publisher } from '../../ports/publisher.ts';

/** After a refusal that may pass, on a standing connection. */
const RETRY_MS = 5000;

export interface OutboxSender {
  /** Sends what the window allows; harmless at any time. */
  dispatch(): void;
  /** A new connection: try at once. */
  resume(): void;
}

export interface OutboxSenderOptions {
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly root: string;
  /** The broker will never take this one. */
  readonly refused: (entry: OutboxEntry, why: string) => void;
  readonly delivered: (entry: OutboxEntry) => void;
  /** After each step, also when nothing could be sent. */
  readonly moved: () => void;
}

interface State {
  readonly options: OutboxSenderOptions;
  readonly inFlight: Set<number>;
  /** Nothing is sent before, after a refusal. */
  holdUntilMs: number;
  isDispatching: boolean;
}

export function createOutboxSender(options: OutboxSenderOptions): OutboxSender {
  const state: State = {
    options,
    inFlight: new Set(),
    holdUntilMs: Number.NEGATIVE_INFINITY,
    isDispatching: false,
  };
  return {
    dispatch: () => dispatch(state),
    resume: () => {
      state.holdUntilMs = Number.NEGATIVE_INFINITY;
      dispatch(state);
    },
  };
}

function dispatch(state: State): void {
  // A publisher that answers at once must not recurse through the whole backlog.
  if (state.isDispatching) return;
  state.isDispatching = true;
  while (fillWindow(state) > 0);
  state.isDispatching = false;
  state.options.moved();
}

/** Gives how many entries it has sent. */
function fillWindow(state: State): number {
  const { outbox, publisher, clock, root } = state.options;
  const { inFlight } = state;
  const room = publisher.receiveMaximum - inFlight.size;
  if (!publisher.connected || clock.nowMs() < state.holdUntilMs || room <= 0) return 0;
  const entries = outbox.next(room, inFlight);
  for (const { id } of entries) inFlight.add(id);
  for (const entry of entries) {
    const message = { topic: root + entry.topic, payload: entry.payload, qos: 1, retain: false } as const;
    publisher.publish(message, (delivery) => settle(state, entry, delivery));
  }
  return entries.length;
}

function settle(state: State, entry: OutboxEntry, delivery: Delivery): void {
  const { outbox, clock, delivered, refused } = state.options;
  state.inFlight.delete(entry.id);
  const isFinal = delivery.kind === 'refused' && delivery.isFinal;
  if (delivery.kind === 'delivered' || isFinal) outbox.acknowledge(entry.id);
  else state.holdUntilMs = clock.nowMs() + RETRY_MS;
  if (delivery.kind === 'delivered') delivered(entry);
  if (isFinal) refused(entry, delivery.why);
  dispatch(state);
}
