/** Messages to and from an MQTT broker. */

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface IncomingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

export interface PublisherHandlers {
  /** The session stands; retained messages must be published again. */
  connected(): void;
  disconnected(reason: string): void;
  message(message: IncomingMessage): void;
}

/** A connection that heals by itself and keeps no queue of its own. */
export interface Publisher {
  start(handlers: PublisherHandlers): void;
  readonly connected: boolean;
  /**
   * Sends now, or not at all. `done(true)` when the broker has taken it (QoS 1: PUBACK; QoS 0: handed to the
   * socket), `done(false)` otherwise. Never queued while disconnected.
   */
  publish(message: Message, done?: (delivered: boolean) => void): void;
  /** Publishes `finalMessage` if connected, then closes. Calls `done` within `deadlineMs` whatever happens. */
  stop(finalMessage: Message, deadlineMs: number, done: () => void): void;
}
