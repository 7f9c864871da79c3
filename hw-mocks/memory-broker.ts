/** A broker in memory for virtual time: takes messages at once, keeps retained ones, can be switched off. */

import type { Clock } from '../src/ports/clock.ts';
import type { Message, Publisher, PublisherHandlers } from '../src/ports/publisher.ts';

/** The broker as tests hold it, and the publisher as the station has it. */
export interface MemoryBroker {
  readonly publisher: Publisher;
  /** Every message the broker took, oldest first. */
  readonly messages: readonly Message[];
  readonly retained: ReadonlyMap<string, Message>;
  /** Delivers a message to the station, as another client's publish does. */
  send(topic: string, payload: string, retained?: boolean): void;
  /** The broker goes away; the station's client tries again every second. */
  down(): void;
  up(): void;
}

const RECONNECT_MS = 1000;

/** Up, with nobody connected. `will` is what it publishes when it loses the station. */
export function createMemoryBroker(clock: Clock, will?: Message): MemoryBroker {
  const state: State = {
    clock,
    messages: [],
    retained: new Map(),
    handlers: undefined,
    isUp: true,
    connected: false,
  };
  return {
    publisher: createPublisher(state),
    messages: state.messages,
    retained: state.retained,
    send(topic, payload, isRetained = false) {
      if (state.connected) state.handlers?.message({ topic, payload, retained: isRetained });
    },
    down() {
      state.isUp = false;
      if (!state.connected) return;
      state.connected = false;
      if (will !== undefined) take(state, will);
      state.handlers?.disconnected('the broker went away');
      clock.at(clock.nowMs() + RECONNECT_MS, () => connect(state));
    },
    up() {
      state.isUp = true;
    },
  };
}

interface State {
  readonly clock: Clock;
  readonly messages: Message[];
  readonly retained: Map<string, Message>;
  handlers: PublisherHandlers | undefined;
  isUp: boolean;
  /** The station's client. */
  connected: boolean;
}

function createPublisher(state: State): Publisher {
  const { clock } = state;
  return {
    get connected() {
      return state.connected;
    },
    receiveMaximum: 8,
    start(given) {
      state.handlers = given;
      clock.at(clock.nowMs(), () => connect(state));
    },
    publish(message, done) {
      const delivered = state.connected;
      if (delivered) take(state, message);
      if (done !== undefined) clock.at(clock.nowMs(), () => done({ kind: delivered ? 'delivered' : 'lost' }));
    },
    stop(finalMessage, _deadlineMs, done) {
      if (state.connected) take(state, finalMessage);
      state.connected = false;
      state.handlers = undefined;
      clock.at(clock.nowMs(), done);
    },
  };
}

function take({ messages, retained }: State, message: Message): void {
  messages.push(message);
  if (message.retain) retained.set(message.topic, message);
}

function connect(state: State): void {
  const { clock, handlers } = state;
  if (handlers === undefined || state.connected) return;
  if (!state.isUp) {
    clock.at(clock.nowMs() + RECONNECT_MS, () => connect(state));
    return;
  }
  state.connected = true;
  handlers.connected(false);
}
