/** A listener on a broker, for `quietpost watch`: no session, no queue, reconnects every two seconds. */

import { connect } from 'mqtt';
import { describeMqttError } from './mqtt-error.ts';
import { useNoNumberCache } from './number-cache.ts';
import { payloadText } from './payload-text.ts';

/** What a subscriber is told. */
export interface SubscriberHandlers {
  connected(): void;
  /** Each time the broker cannot be reached or goes away, with a sentence. */
  failed(reason: string): void;
  message(topic: string, payload: string, retained: boolean): void;
}

/** An open listener, until it is closed. */
export interface Subscription {
  /** Sends now, or not at all. */
  publish(topic: string, payload: string): void;
  close(): void;
}

/** Subscribes `filter` now and after each reconnect; `close` ends it. */
export function subscribeMqtt(url: string, filter: string, handlers: SubscriberHandlers): Subscription {
  useNoNumberCache();
  const client = connect(url, { protocolVersion: 4, reconnectPeriod: 2000, reconnectOnConnackError: true });
  let reason = 'the connection was closed by the broker';
  client.on('connect', () => {
    client.subscribe(filter, { qos: 1 });
    handlers.connected();
  });
  client.on('error', (error) => {
    reason = describeMqttError(error, url);
  });
  client.on('close', () => {
    if (!client.disconnecting) handlers.failed(reason);
  });
  client.on('message', (topic, payload, { retain }) => handlers.message(topic, payloadText(payload), retain));
  return {
    publish: (topic, payload) => {
      if (client.connected) client.publish(topic, payload, { qos: 1 });
    },
    close: () => void client.end(true),
  };
}
