/**
 * The broker as a collector hears it: a session that outlives the connection, and a subscription that several collectors
 * share, each message to one of them.
 */

import { connect } from 'mqtt';
import { describeMqttError } from '../mqtt/mqtt-error.ts';
import { type SecretFiles, secretsOf } from '../mqtt/mqtt-options.ts';
import { payloadText } from '../mqtt/payload-text.ts';

/** Broker, identity and files of a collector; `message` gets what comes, `tell` what a person should know. */
export interface CollectorSourceOptions extends SecretFiles {
  readonly url: string;
  /** Of its own for each collector, and the same after a restart: what comes meanwhile waits for it. */
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly message: (topic: string, payload: string) => void;
  readonly tell: (text: string) => void;
}

/**
 * The open session of a collector. `publish` is lost without a connection; `close` waits for the broker's
 * goodbye.
 */
export interface CollectorSource {
  publish(topic: string, payload: string): void;
  close(): Promise<void>;
}

/** A broker keeps what comes for a collector that is away for so long. */
const SESSION_EXPIRY_S = 86_400;
const WINDOW = 1000;

/**
 * Connects by MQTT 5 and subscribes at QoS 1; reconnects by itself, with the files as they are then, and tells what the broker
 * refuses. Throws where a password, a certificate or a key cannot be read at the start.
 */
export function openCollectorSource(
  options: CollectorSourceOptions,
  filters: readonly string[],
): CollectorSource {
  const { url, clientId, username, tell } = options;
  const client = connect(url, {
    ...{ clientId, protocolVersion: 5, clean: false, reconnectPeriod: 2000, reconnectOnConnackError: true },
    properties: { sessionExpiryInterval: SESSION_EXPIRY_S, receiveMaximum: WINDOW },
    ...(username === undefined ? {} : { username }),
    ...secretsOf(options),
  });
  client.on('connect', () => {
    tell(`connected to ${url}`);
    client.subscribe([...filters], { qos: 1 }, (error) => {
      if (error !== null) tell(`the broker refuses the subscription: ${error.message}`);
    });
  });
  client.on('error', (error) => tell(describeMqttError(error, url)));
  client.on('close', () => {
    try {
      // The library reads its options at each connect.
      Object.assign(client.options, secretsOf(options));
    } catch (error) {
      // A file that is just being replaced: those of before, and read again for the next try.
      tell(describeMqttError(error, url));
    }
  });
  client.on('message', (topic, payload) => options.message(topic, payloadText(payload)));
  return {
    publish: (topic, payload) => {
      if (client.connected) client.publish(topic, payload, { qos: 1 });
    },
    close: async () => {
      await client.endAsync();
    },
  };
}
