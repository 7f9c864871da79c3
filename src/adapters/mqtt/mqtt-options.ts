/** A station's session at the broker, in the words of mqtt.js. */

import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { Message } from '../../ports/publisher.ts';
import { backOffMs } from './back-off.ts';

/** Files that may be replaced while the program runs. */
export interface SecretFiles {
  readonly passwordFile?: string | undefined;
  readonly caFile?: string | undefined;
  /** Certificate of this end and its key: both or none. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Broker, identity, files and last will of a station, as its site file and its session give them. */
export interface MqttPublisherOptions extends SecretFiles {
  /** mqtt://host:1883 or mqtts://host:8883 */
  readonly url: string;
  /** Fixed: one station, one id. */
  readonly clientId: string;
  readonly username?: string;
  /** Full topic; the broker publishes it when that connection is lost. They are counted from 1. */
  readonly will: (connection: number) => Message;
  /** Absent: 15 s. */
  readonly keepaliveS?: number;
  /** Topic filters, subscribed at QoS 1 on each connect before anything is published. */
  readonly subscribe: readonly string[];
}

const KEEPALIVE_S = 15;
const CONNECT_TIMEOUT_MS = 10_000;
/** Commands wait at the broker for so long while we are away; most have expired by then. */
const SESSION_EXPIRY_S = 3600;

/** `protocolVersion`: 4 is MQTT 3.1.1. `connection`: the number it will have. */
export function sessionOptions(
  { will, username, clientId, keepaliveS = KEEPALIVE_S }: MqttPublisherOptions,
  protocolVersion: 4 | 5,
  connection: number,
): IClientOptions {
  return {
    clientId,
    protocolVersion,
    clean: false,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: keepaliveS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: backOffMs(0, Math.random()),
    reconnectOnConnackError: true,
    will: will(connection),
    // A number in the place of a topic that was sent before, where the broker takes one: 50 bytes a message.
    ...(protocolVersion === 5
      ? { properties: { sessionExpiryInterval: SESSION_EXPIRY_S }, autoAssignTopicAlias: true }
      : {}),
    ...(username === undefined ? {} : { username }),
  };
}

/** Read from the disk at each call. Throws where a file is not there. */
export function secretsOf({ passwordFile, caFile, certFile, keyFile }: SecretFiles): IClientOptions {
  return {
    ...(passwordFile === undefined ? {} : { password: readFileSync(passwordFile, 'utf8').trimEnd() }),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(certFile === undefined ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
  };
}
