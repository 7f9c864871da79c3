/** Messages to and from an MQTT broker. */

/** A message to publish. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** A message received. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

/** The events of a publisher. */
export interface PublisherHandlers {
  /** The session is up; retained messages must be published again. */
  connected(): void;
  disconnected(reason: string): void;
  message(message: IncomingMessage): void;
}

/** A connection that reconnects by itself and has no queue of its own. */
export interface Publisher {
  start(handlers: PublisherHandlers): void;
  readonly connected: boolean;
  /**
   * Sends now or not at all. Calls `done(true)` when the broker has taken it (QoS 1: PUBACK; QoS 0: handed to the
   * socket), else `done(false)`. Never queued while disconnected.
   */
  publish(message: Message, done?: (delivered: boolean) => void): void;
  /** Publishes `finalMessage` if connected, then closes. Calls `done` within `deadlineMs` in any case. */
  stop(finalMessage: Message, deadlineMs: number, done: () => void): void;
}
