/**
 * A publisher for a real broker, on mqtt.js over MQTT 3.1.1. The library would keep unsent messages in memory and
 * repeat unacknowledged ones after a reconnect; both are prevented, because the outbox is the only queue. It also has a
 * fixed reconnect period, stops for good after a refused login, and forgets callbacks of a lost connection; back-off
 * with jitter, `reconnectOnConnackError` and own deadlines correct that.
 */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Message, Publisher, PublisherHandlers } from '../../ports/publisher.ts';

/** Where and as whom to connect. */
export interface MqttPublisherOptions {
  /** mqtt://host:1883 or mqtts://host:8883 */
  readonly url: string;
  /** Fixed: one station, one id. */
  readonly clientId: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  /** Full topic; the broker publishes it when the connection is lost. */
  readonly will: Message;
  /** Topic filters, subscribed at QoS 1 on each connect before anything is published. */
  readonly subscribe: readonly string[];
}

const KEEPALIVE_S = 15;
const CONNECT_TIMEOUT_MS = 10_000;
const PUBLISH_TIMEOUT_MS = 10_000;
const BACK_OFF_MIN_MS = 1000;
const BACK_OFF_MAX_MS = 60_000;
/** A connection shorter than this does not reset the back-off. */
const STABLE_AFTER_MS = 30_000;

/** Connects on `start` and reconnects until it is stopped. */
export class MqttPublisher implements Publisher {
  readonly #options: MqttPublisherOptions;
  readonly #pending = new Set<(delivered: boolean) => void>();
  #client: MqttClient | undefined;
  #handlers: PublisherHandlers | undefined;
  #reason = 'the connection was closed before it stood';
  #lastReason = '';
  #failures = 0;
  #shortLives = 0;
  #connectedAtMs: number | undefined;
  #stopped = false;

  constructor(options: MqttPublisherOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connectedAtMs !== undefined && this.#client?.connected === true;
  }

  start(handlers: PublisherHandlers): void {
    this.#handlers = handlers;
    this.#connect();
  }

  publish(message: Message, done: (delivered: boolean) => void = () => {}): void {
    const client = this.#client;
    if (client === undefined || !this.connected) {
      done(false);
      return;
    }
    let messageId: number | undefined;
    const settle = (delivered: boolean): void => {
      if (!this.#pending.delete(settle)) return;
      clearTimeout(timer);
      // Otherwise the library would send it again after the next connect.
      if (!delivered && messageId !== undefined) client.removeOutgoingMessage(messageId);
      done(delivered);
    };
    this.#pending.add(settle);
    const timer = setTimeout(settle, PUBLISH_TIMEOUT_MS, false);
    const { topic, payload, qos, retain } = message;
    client.publish(topic, payload, { qos, retain }, (error) => settle(!error));
    if (qos === 1) messageId = client.getLastMessageId();
  }

  stop(finalMessage: Message, deadlineMs: number, done: () => void): void {
    this.#stopped = true;
    const client = this.#client;
    let over = false;
    const finish = (): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      client?.end(true);
      this.#settleAll();
      done();
    };
    const timer = setTimeout(finish, deadlineMs);
    // A DISCONNECT keeps the broker from publishing the last will; a forced end would not send one.
    if (client !== undefined && this.connected)
      this.publish(finalMessage, () => client.end(false, {}, finish));
    else finish();
  }

  #connect(): void {
    if (this.#stopped) return;
    try {
      this.#client = connect(this.#options.url, clientOptions(this.#options));
      this.#listen(this.#client);
    } catch (error) {
      // The password file is missing, or mqtt.js refuses the address: reported, and tried again.
      this.#reason = describeMqttError(error, this.#options.url);
      this.#report();
      setTimeout(() => this.#connect(), BACK_OFF_MAX_MS).unref();
    }
  }

  #listen(client: MqttClient): void {
    client.on('connect', () => {
      this.#connectedAtMs = performance.now();
      this.#reason = 'the connection was closed by the broker';
      this.#lastReason = '';
      this.#failures = 0;
      for (const filter of this.#options.subscribe) client.subscribe(filter, { qos: 1 });
      this.#handlers?.connected();
    });
    client.on('error', (error) => {
      this.#reason = describeMqttError(error, this.#options.url);
    });
    client.on('close', () => this.#closed(client));
    client.on('message', (topic, payload, { retain }) =>
      this.#handlers?.message({ topic, payload: payload.toString('utf8'), retained: retain }),
    );
  }

  #closed(client: MqttClient): void {
    if (this.#connectedAtMs === undefined) this.#failures += 1;
    else this.#ended(performance.now() - this.#connectedAtMs);
    this.#connectedAtMs = undefined;
    client.options.reconnectPeriod = backOffMs(Math.max(this.#failures, this.#shortLives), Math.random());
    this.#settleAll();
    this.#report();
  }

  /** Two clients with one id disconnect each other in turn; the growing back-off keeps that slow. */
  #ended(upMs: number): void {
    this.#shortLives = upMs < STABLE_AFTER_MS ? this.#shortLives + 1 : 0;
    if (this.#shortLives < 3) return;
    const { clientId } = this.#options;
    this.#reason = `closed ${this.#shortLives} times right after connecting: is another client using the id "${clientId}"?`;
  }

  #settleAll(): void {
    for (const settle of [...this.#pending]) settle(false);
  }

  /** Reports changes only: a day without broker is one line. */
  #report(): void {
    if (this.#stopped || this.#reason === this.#lastReason) return;
    this.#lastReason = this.#reason;
    this.#handlers?.disconnected(this.#reason);
  }
}

/** 1 s doubling to 60 s, each between half and whole, so that stations do not reconnect in step. */
export function backOffMs(failures: number, random: number): number {
  const wholeMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_MIN_MS * 2 ** Math.min(failures, 10));
  return Math.round(wholeMs * (0.5 + random / 2));
}

/** One sentence that says what to check. */
export function describeMqttError(error: unknown, url: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const known = errorTexts[code];
  if (known !== undefined) return `${known} (${url})`;
  if (/CERT|SSL|TLS|SIGNED|SIGNATURE/.test(code)) return `TLS with ${url} failed: ${message}`;
  if (/connack timeout/.test(message)) return `the broker accepts the connection and says nothing (${url})`;
  return `the connection to ${url} failed: ${message}`;
}

/** System codes by name, MQTT 3.1.1 CONNACK return codes (section 3.2.2.3) by number. */
const errorTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the broker running, is the port right?',
  ENOTFOUND: 'the host name is unknown: check the address and DNS',
  EAI_AGAIN: 'the host name cannot be looked up: is there a network?',
  EHOSTUNREACH: 'the host cannot be reached: is there a network?',
  ENETUNREACH: 'there is no network to the host',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: 'the connection was cut by the other side',
  EPIPE: 'the connection was cut by the other side',
  CERT_HAS_EXPIRED: 'TLS: the certificate of the broker has expired, or the clock here is wrong',
  CERT_NOT_YET_VALID: 'TLS: the certificate is not valid yet: is the clock here right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: the certificate is for another host name',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: the certificate is not signed by a known authority: set caFile',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: the certificate is self-signed: set caFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: the certificate is not signed by a known authority: set caFile',
  '1': 'the broker does not speak MQTT 3.1.1',
  '2': 'the broker refuses this client id',
  '3': 'the broker is not available now',
  '4': 'the broker refuses user name or password',
  '5': 'the broker does not allow this client to connect: check user name and password',
};

function clientOptions(options: MqttPublisherOptions): IClientOptions {
  const { will, username, passwordFile, caFile, clientId } = options;
  return {
    clientId,
    protocolVersion: 4,
    clean: false,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: backOffMs(0, Math.random()),
    reconnectOnConnackError: true,
    will,
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readFileSync(passwordFile, 'utf8').trimEnd() }),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
  };
}
