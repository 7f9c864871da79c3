/** Messages to and from an MQTT broker. */

/** One MQTT message to be sent. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** The payload is compressed on the wire. */
  readonly isGzip?: true;
}

/** One MQTT message as it came; `retained`: it was there before we listened. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

/** What became of a message. */
export type Delivery =
  /** QoS 1: acknowledged without an error; QoS 0: handed to the socket. */
  | { readonly kind: 'delivered' }
  /** Nobody knows: the connection ended or the broker was too slow. It may have arrived. */
  | { readonly kind: 'lost' }
  /** The broker has answered that it does not take it. `isFinal`: and never will, as it is. */
  | { readonly kind: 'refused'; readonly why: string; readonly isFinal: boolean };

/** What a publisher calls, from its start to its stop. */
export interface PublisherHandlers {
  /** The connection stands. `isResumed`: the broker has kept the session, and so what is retained. */
  connected(isResumed: boolean): void;
  disconnected(reason: string): void;
  message(message: IncomingMessage): void;
  /** The broker does not let us listen there, in this session. */
  deaf(filter: string, why: string): void;
}

/** A connection that heals by itself and keeps no queue of its own. */
export interface Publisher {
  start(handlers: PublisherHandlers): void;
  readonly connected: boolean;
  /** How many messages of QoS 1 the broker takes unacknowledged at a time. */
  readonly receiveMaximum: number;
  /** Sends now, or not at all: never queued while disconnected. `done` is called exactly once. */
  publish(message: Message, done?: (delivery: Delivery) => void): void;
  /** Publishes `finalMessage` if connected, then closes. Calls `done` within `deadlineMs` whatever happens. */
  stop(finalMessage: Message, deadlineMs: number, done: () => void): void;
}
