/** A broker under the test's thumb: it connects, takes, refuses and forgets when told. */

import type {
  Delivery,
  IncomingMessage,
  Message,
  Publisher,
  PublisherHandlers,
} from '../../../src/ports/publisher.ts';

export interface ScriptedPublisher extends Publisher {
  /** `isResumed`: the broker has kept the session. */
  connect(isResumed?: boolean): void;
  /** Cuts the connection. What is not acknowledged fails; with `taken` the broker had it and only the PUBACK is lost. */
  cut(taken?: boolean): void;
  /** Acknowledges up to `count` messages in flight, oldest first; `but`: not those below this topic. */
  acknowledge(count?: number, but?: string): void;
  /** The broker refuses everything in flight while the connection stands; `isFinal`: for ever. */
  refuse(isFinal?: boolean): void;
  /** Packs in flight are refused for ever: the broker knows no such topic. */
  refusePacks(): void;
  /** The broker does not let the station listen there. */
  deafen(filter: string): void;
  receive(message: IncomingMessage): void;
  /** Everything handed over while connected, in order. */
  readonly sent: readonly Message[];
  /** What the broker has got for good. */
  readonly stored: readonly Message[];
  readonly inFlight: number;
}

export const SCRIPTED_WINDOW = 8;

export function createScriptedPublisher(): ScriptedPublisher {
  const sent: Message[] = [];
  const stored: Message[] = [];
  let pending: { message: Message; done: (delivery: Delivery) => void }[] = [];
  let handlers: PublisherHandlers | undefined;
  let connected = false;
  const fail = (delivery: Delivery = { kind: 'lost' }): void => {
    const failed = pending;
    pending = [];
    for (const { done } of failed) done(delivery);
  };
  return {
    sent,
    stored,
    get connected() {
      return connected;
    },
    receiveMaximum: SCRIPTED_WINDOW,
    get inFlight() {
      return pending.length;
    },
    start: (given) => {
      handlers = given;
    },
    publish: (message, done) => {
      if (!connected) {
        done?.({ kind: 'lost' });
        return;
      }
      sent.push(message);
      // What is retained waits for no window here.
      if (done === undefined || message.qos === 0 || message.retain) {
        stored.push(message);
        done?.({ kind: 'delivered' });
      } else pending.push({ message, done });
    },
    stop: (finalMessage, _deadlineMs, done) => {
      if (connected) stored.push(finalMessage);
      connected = false;
      fail();
      done();
    },
    connect: (isResumed = false) => {
      connected = true;
      handlers?.connected(isResumed);
    },
    cut: (taken = false) => {
      connected = false;
      if (taken) stored.push(...pending.map(({ message }) => message));
      fail();
      handlers?.disconnected('cut by the test');
    },
    acknowledge: (count = Number.POSITIVE_INFINITY, but = '-') => {
      for (let left = count; left > 0; left -= 1) {
        const at = pending.findIndex(({ message }) => !message.topic.endsWith(but));
        const [first] = at < 0 ? [] : pending.splice(at, 1);
        if (first === undefined) return;
        stored.push(first.message);
        first.done({ kind: 'delivered' });
      }
    },
    refuse: (isFinal = false) => fail({ kind: 'refused', why: 'not authorized', isFinal }),
    refusePacks: () => {
      const isPack = ({ message }: (typeof pending)[number]): boolean => message.topic.endsWith('/pack');
      const packs = pending.filter(isPack);
      pending = pending.filter((one) => !isPack(one));
      for (const { done } of packs) done({ kind: 'refused', why: 'not authorized', isFinal: true });
    },
    deafen: (filter) => handlers?.deaf(filter, 'not authorized'),
    receive: (message) => handlers?.message(message),
  };
}
