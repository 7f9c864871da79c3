/** A broker in memory for virtual time: takes everything at once, keeps what is retained, can be switched off. */

import type { Clock } from '../src/ports/clock.ts';
import type { Message, Publisher, PublisherHandlers } from '../src/ports/publisher.ts';

export interface MemoryBroker {
  readonly publisher: Publisher;
  /** Everything the broker took, oldest first. */
  readonly messages: readonly Message[];
  readonly retained: ReadonlyMap<string, Message>;
  /** Delivers a message to the station, as another client's publish does. */
  send(topic: string, payload: string, retained?: boolean): void;
  /** The broker goes away; the station's client tries again every second. */
  down(): void;
  up(): void;
}

const RECONNECT_MS = 1000;

export function createMemoryBroker(clock: Clock, will?: Message): MemoryBroker {
  const messages: Message[] = [];
  const retained = new Map<string, Message>();
  let handlers: PublisherHandlers | undefined;
  let isUp = true;
  let connected = false;

  function take(message: Message): void {
    messages.push(message);
    if (message.retain) retained.set(message.topic, message);
  }

  function connect(): void {
    if (handlers === undefined || connected) return;
    if (!isUp) {
      clock.at(clock.nowMs() + RECONNECT_MS, connect);
      return;
    }
    connected = true;
    handlers.connected();
  }

  const publisher: Publisher = {
    get connected() {
      return connected;
    },
    start(given) {
      handlers = given;
      clock.at(clock.nowMs(), connect);
    },
    publish(message, done) {
      const delivered = connected;
      if (delivered) take(message);
      if (done !== undefined) clock.at(clock.nowMs(), () => done(delivered));
    },
    stop(farewell, _deadlineMs, done) {
      if (connected) take(farewell);
      connected = false;
      handlers = undefined;
      clock.at(clock.nowMs(), done);
    },
  };

  return {
    publisher,
    messages,
    retained,
    send(topic, payload, isRetained = false) {
      if (connected) handlers?.message({ topic, payload, retained: isRetained });
    },
    down() {
      isUp = false;
      if (!connected) return;
      connected = false;
      if (will !== undefined) take(will);
      handlers?.disconnected('the broker went away');
      clock.at(clock.nowMs() + RECONNECT_MS, connect);
    },
    up() {
      isUp = true;
    },
  };
}
