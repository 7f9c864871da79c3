/** What the broker keeps of the retained topics, so that a line that breaks often costs no more than what has changed. */

import type { Message, Publisher } from '../../ports/publisher.ts';
import { underRoot } from '../telemetry/birth.ts';

/** Retained topics at the broker, as far as it has taken them. */
export interface KeptTopics {
  send(message: Message): void;
  /** Sends it unless the broker has taken the same. `identity`: what makes it the same; its payload where it is missing. */
  offer(message: Message, identity?: string): void;
  /** The broker may have lost them; or one is to be sent again. */
  forget(topic?: string): void;
}

/** Nothing is known of the broker yet. */
export function createKeptTopics(publisher: Publisher, root: string): KeptTopics {
  const taken = new Map<string, string>();
  const send = (message: Message, identity = message.payload): void => {
    const { topic, retain } = message;
    publisher.publish(underRoot(root, message), ({ kind }) => {
      if (retain && kind === 'delivered') taken.set(topic, identity);
    });
  };
  return {
    send: (message) => send(message),
    offer(message, identity = message.payload) {
      if (taken.get(message.topic) !== identity) send(message, identity);
    },
    forget: (topic) => {
      if (topic === undefined) taken.clear();
      else taken.delete(topic);
    },
  };
}
