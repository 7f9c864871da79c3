/**
 * Moves the outbox to the broker: a window of entries in flight, oldest first, events before data. An entry is removed
 * only on its PUBACK; what was refused or lost is sent again, so nothing is lost and only a lost PUBACK makes a
 * duplicate.
 */

import type { Clock } from '../../ports/clock.ts';
import type { Outbox } from '../../ports/outbox.ts';
import type { Publisher } from '../../ports/publisher.ts';

export const IN_FLIGHT_MAX = 8;
/** Pause after a refusal on an open connection. */
const RETRY_MS = 5000;

/** Sends the outbox in the background. */
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
  /** Called after each step, also when nothing could be sent. */
  readonly moved: () => void;
}

interface State {
  readonly options: OutboxSenderOptions;
  readonly inFlight: Set<number>;
  /** After a refusal nothing is sent before this time. */
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

/** Gives the number of entries sent. */
function fillWindow(state: State): number {
  const { outbox, publisher, clock, root } = state.options;
  const { inFlight } = state;
  if (!publisher.connected || clock.nowMs() < state.holdUntilMs || inFlight.size >= IN_FLIGHT_MAX) return 0;
  const entries = outbox.next(IN_FLIGHT_MAX - inFlight.size, inFlight);
  for (const { id } of entries) inFlight.add(id);
  for (const { id, topic, payload } of entries) {
    const message = { topic: root + topic, payload, qos: 1, retain: false } as const;
    publisher.publish(message, (isDelivered) => settle(state, id, isDelivered));
  }
  return entries.length;
}

function settle(state: State, id: number, isDelivered: boolean): void {
  const { outbox, clock } = state.options;
  state.inFlight.delete(id);
  if (isDelivered) outbox.acknowledge(id);
  else state.holdUntilMs = clock.nowMs() + RETRY_MS;
  dispatch(state);
}
