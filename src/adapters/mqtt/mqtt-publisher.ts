/**
 * A publisher for a real broker, on mqtt.js: MQTT 5, or 3.1.1 where the broker speaks no other. The library would keep
 * unsent messages in memory and repeat unacknowledged ones after a reconnect; both are taken from it, because the
 * history is the only queue. It also fixes the reconnect period, stops for good after a refused login, forgets callbacks
 * of a lost connection, sends more than the broker's Receive Maximum allows, and keeps password and certificates of
 * the first connect for ever: own back-off, deadlines, window, and files read at each connect mend that.
 */

import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { connect, type MqttClient } from 'mqtt';
import type { Delivery, Message, Publisher, PublisherHandlers } from '../../ports/publisher.ts';
import { BACK_OFF_MAX_MS, backOffMs } from './back-off.ts';
import { codeOf, describeMqttError, isFinalRefusal, isOldBroker, reasonText } from './mqtt-error.ts';
import { type MqttPublisherOptions, secretsOf, sessionOptions } from './mqtt-options.ts';
import { useNoNumberCache } from './number-cache.ts';

const PUBLISH_TIMEOUT_MS = 10_000;
/** A connection shorter than this does not reset the back-off. */
const STABLE_AFTER_MS = 30_000;
/** What a broker that names no Receive Maximum takes at a time; mosquitto's own is 20. */
const WINDOW_OF_OLD_BROKERS = 20;
const WINDOW_MAX = 64;
/** Retained messages of a large station wait here for the window at a connect. */
const WAITING_MAX = 1000;

/** Connects on `start` and heals for ever. */
export function createMqttPublisher(options: MqttPublisherOptions): Publisher {
  const state: State = {
    options,
    client: undefined,
    handlers: undefined,
    protocolVersion: 5,
    connections: 0,
    pending: new Set(),
    waiting: [],
    inFlight: 0,
    receiveMaximum: WINDOW_OF_OLD_BROKERS,
    packetBytesMax: Number.POSITIVE_INFINITY,
    reason: NEVER_STOOD,
    lastReason: '',
    failures: 0,
    shortLives: 0,
    connectedAtMs: undefined,
    isStopped: false,
  };
  return {
    get connected() {
      return isConnected(state);
    },
    get receiveMaximum() {
      return state.receiveMaximum;
    },
    start(handlers) {
      state.handlers = handlers;
      open(state);
    },
    publish: (message, done = () => {}) => publish(state, message, done),
    stop: (finalMessage, deadlineMs, done) => stop(state, finalMessage, deadlineMs, done),
  };
}

interface State {
  readonly options: MqttPublisherOptions;
  client: MqttClient | undefined;
  handlers: PublisherHandlers | undefined;
  protocolVersion: 4 | 5;
  /** Those that stood. */
  connections: number;
  /** Sent and not answered. */
  readonly pending: Set<(delivery: Delivery) => void>;
  /** For room in the window. */
  waiting: { readonly message: Packet; readonly done: (delivery: Delivery) => void }[];
  /** Of QoS 1. */
  inFlight: number;
  receiveMaximum: number;
  packetBytesMax: number;
  reason: string;
  lastReason: string;
  failures: number;
  shortLives: number;
  connectedAtMs: number | undefined;
  isStopped: boolean;
}

const NEVER_STOOD = 'the connection was closed before it stood';
const DELIVERED: Delivery = { kind: 'delivered' };
const LOST: Delivery = { kind: 'lost' };

function isConnected({ connectedAtMs, client }: State): boolean {
  return connectedAtMs !== undefined && client?.connected === true;
}

function open(state: State): void {
  if (state.isStopped) return;
  try {
    useNoNumberCache();
    state.client = connect(state.options.url, {
      ...sessionOptions(state.options, state.protocolVersion, state.connections + 1),
      ...secretsOf(state.options),
    });
    listen(state, state.client);
  } catch (error) {
    // A password file that is not there yet, or an address mqtt.js refuses: told, and tried again.
    state.reason = describeMqttError(error, state.options.url);
    report(state);
    setTimeout(() => open(state), BACK_OFF_MAX_MS).unref();
  }
}

function listen(state: State, client: MqttClient): void {
  const { url } = state.options;
  client.on('connect', ({ properties, sessionPresent }) => {
    state.connections += 1;
    state.connectedAtMs = performance.now();
    state.reason = 'the connection was closed by the broker';
    state.lastReason = '';
    state.failures = 0;
    state.receiveMaximum = windowOf(state.protocolVersion, properties?.receiveMaximum);
    state.packetBytesMax = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    for (const filter of state.options.subscribe) subscribe(state, client, filter);
    state.handlers?.connected(sessionPresent);
  });
  client.on('disconnect', ({ reasonCode }) => {
    if (reasonCode !== undefined && reasonCode > 0)
      state.reason = describeMqttError(
        Object.assign(new Error(reasonText(reasonCode)), { code: reasonCode }),
        url,
      );
  });
  client.on('error', (error) => {
    // The next try uses the other version; a broker that refuses both is reported.
    if (isOldBroker(error) && state.protocolVersion === 5) state.protocolVersion = 4;
    else state.reason = describeMqttError(error, url);
  });
  client.on('close', () => closed(state, client));
  client.on('message', (topic, payload, { retain }) =>
    state.handlers?.message({ topic, payload: payload.toString('utf8'), retained: retain }),
  );
}

/** At most 64: what is in flight is sent again after a lost connection. */
function windowOf(protocolVersion: 4 | 5, receiveMaximum: number | undefined): number {
  if (protocolVersion === 4) return WINDOW_OF_OLD_BROKERS;
  return Math.min(WINDOW_MAX, receiveMaximum ?? WINDOW_MAX);
}

/** A refusal: 0x80 of MQTT 3.1.1, which gives no reason, 0x80 and above of MQTT 5. */
function subscribe(state: State, client: MqttClient, filter: string): void {
  client.subscribe(filter, { qos: 1 }, (_error, _subscriptions, packet) => {
    const code = Number(packet?.granted[0] ?? 0);
    if (code >= 0x80)
      state.handlers?.deaf(filter, state.protocolVersion === 4 ? 'no reason given' : reasonText(code));
  });
}

/** As it goes onto the wire. */
type Packet = Omit<Message, 'payload'> & { readonly payload: string | Buffer };

function publish(state: State, given: Message, done: (delivery: Delivery) => void): void {
  const { client, receiveMaximum, inFlight } = state;
  if (client === undefined || !isConnected(state)) {
    done(LOST);
    return;
  }
  const message = given.isGzip === true ? { ...given, payload: gzipSync(given.payload) } : given;
  if (Buffer.byteLength(message.payload) + message.topic.length + HEAD_BYTES_MAX > state.packetBytesMax)
    done({ kind: 'refused', why: reasonText(0x95), isFinal: true });
  else if (message.qos === 0 || inFlight < receiveMaximum) send(state, client, message, done);
  else if (state.waiting.length < WAITING_MAX) state.waiting.push({ message, done });
  else done(LOST);
}

/** Fixed header, lengths, packet identifier and properties of a PUBLISH of ours. */
const HEAD_BYTES_MAX = 40;
const GZIP = { properties: { contentType: 'application/gzip' } };

function send(state: State, client: MqttClient, message: Packet, done: (delivery: Delivery) => void): void {
  const { topic, payload, qos, retain } = message;
  let messageId: number | undefined;
  const settle = (delivery: Delivery): void => {
    if (!state.pending.delete(settle)) return;
    clearTimeout(timer);
    state.inFlight -= qos;
    // Otherwise the library would send it again on its own after the next connect.
    if (delivery.kind === 'lost' && messageId !== undefined) client.removeOutgoingMessage(messageId);
    done(delivery);
    sendWaiting(state);
  };
  state.pending.add(settle);
  state.inFlight += qos;
  const timer = setTimeout(settle, PUBLISH_TIMEOUT_MS, LOST);
  const properties = message.isGzip === true && state.protocolVersion === 5 ? GZIP : {};
  client.publish(topic, payload, { qos, retain, ...properties }, (error) => settle(deliveryOf(error)));
  if (qos === 1) messageId = client.getLastMessageId();
}

/** Errors without a number of MQTT are the library's: the connection has gone. */
function deliveryOf(error: Error | null | undefined): Delivery {
  if (error == null) return DELIVERED;
  const code = Number(codeOf(error));
  if (!(code >= 0x80)) return LOST;
  return { kind: 'refused', why: reasonText(code), isFinal: isFinalRefusal(code) };
}

function sendWaiting(state: State): void {
  const { client, waiting } = state;
  while (client !== undefined && isConnected(state) && state.inFlight < state.receiveMaximum) {
    const first = waiting.shift();
    if (first === undefined) return;
    send(state, client, first.message, first.done);
  }
}

function stop(state: State, finalMessage: Message, deadlineMs: number, done: () => void): void {
  state.isStopped = true;
  const { client } = state;
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    client?.end(true);
    loseAll(state);
    done();
  };
  const timer = setTimeout(finish, deadlineMs);
  // A DISCONNECT keeps the broker from sending the last will; a forced end would not send one.
  if (client === undefined || !isConnected(state)) {
    finish();
    return;
  }
  state.waiting = [{ message: finalMessage, done: () => client.end(false, {}, finish) }];
  sendWaiting(state);
}

function closed(state: State, client: MqttClient): void {
  const isAskedAgain = client.options.protocolVersion !== state.protocolVersion;
  if (state.connectedAtMs !== undefined) ended(state, performance.now() - state.connectedAtMs);
  else if (!isAskedAgain) failed(state);
  state.connectedAtMs = undefined;
  renew(state, client);
  client.options.reconnectPeriod = isAskedAgain
    ? 1
    : backOffMs(Math.max(state.failures, state.shortLives), Math.random());
  loseAll(state);
  if (!isAskedAgain) report(state);
}

/** A broker may also hang up on a version that it does not know: the other one next time. */
function failed(state: State): void {
  state.failures += 1;
  if (state.reason === NEVER_STOOD) state.protocolVersion = state.protocolVersion === 5 ? 4 : 5;
}

/** The library reads its options at each connect: what has been changed on the disk counts from the next one on. */
function renew(state: State, client: MqttClient): void {
  try {
    Object.assign(
      client.options,
      sessionOptions(state.options, state.protocolVersion, state.connections + 1),
      secretsOf(state.options),
    );
  } catch (error) {
    // A file that is just being replaced: those of before, and read again for the next try.
    state.reason = describeMqttError(error, state.options.url);
  }
}

/** Two clients with one id throw each other out in turn; the growing back-off keeps that from being a fight. */
function ended(state: State, upMs: number): void {
  // The next one may be another broker, or this one after an update.
  state.protocolVersion = 5;
  state.shortLives = upMs < STABLE_AFTER_MS ? state.shortLives + 1 : 0;
  if (state.shortLives < 3) return;
  const { clientId } = state.options;
  state.reason = `closed ${state.shortLives} times right after connecting: is another client using the id "${clientId}"?`;
}

function loseAll(state: State): void {
  const { waiting } = state;
  state.waiting = [];
  for (const settle of [...state.pending]) settle(LOST);
  for (const { done } of waiting) done(LOST);
}

/** On change only: a broker away for a day is one line. */
function report(state: State): void {
  if (state.isStopped || state.reason === state.lastReason) return;
  state.lastReason = state.reason;
  state.handlers?.disconnected(state.reason);
}
