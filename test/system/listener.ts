/** A back office: hears everything of one station on a real broker, and keeps it in order. */

import { connect, type MqttClient } from 'mqtt';
import { payloadText } from '../../src/adapters/mqtt/payload-text.ts';
import type { BatchPayload } from '../../src/contract/form/batch.ts';
import { messagesInPack } from '../../src/contract/pack.ts';
import { until } from './running.ts';

export interface Heard {
  /** Below the station's root: `live/slm-north`. */
  readonly topic: string;
  readonly payload: unknown;
  readonly retained: boolean;
}

export interface Listener {
  readonly heard: Heard[];
  readonly connected: () => boolean;
  /** The newest payload of a topic. */
  latest<T>(topic: string): T | undefined;
  all<T>(topic: string): T[];
  close(): void;
}

export interface Live {
  readonly session: string;
  readonly ch: Readonly<Record<string, { readonly v: number | null; readonly q: number }>>;
}

export type DataBatch = BatchPayload;

const root = 'quietpost/v1/riverside/charging-north/';

/** Resolves once subscribed. It comes back quickly when the broker does. */
export async function listenTo(port: number): Promise<Listener> {
  const heard: Heard[] = [];
  const newest = new Map<string, unknown>();
  const client: MqttClient = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50, protocolVersion: 4 });
  let subscribed = false;
  client.on('connect', () => {
    client.subscribe(`${root}#`, { qos: 1 }, () => {
      subscribed = true;
    });
  });
  client.on('close', () => {
    subscribed = false;
  });
  // It goes on trying; the test says what it waits for.
  client.on('error', () => {});
  client.on('message', (topic, payload, { retain }) => {
    for (const message of messagesOf(topic.slice(root.length), payload, retain)) {
      heard.push(message);
      newest.set(message.topic, message.payload);
    }
  });
  await until(() => subscribed, 5000, 'the listener is subscribed');
  const all = <T>(topic: string): T[] =>
    heard.filter((message) => message.topic === topic).map((message) => message.payload as T);
  return {
    heard,
    all,
    connected: () => subscribed,
    latest: <T>(topic: string) => newest.get(topic) as T | undefined,
    close: () => void client.end(true),
  };
}

/** Every number that a stream covers, also the late ones, ascending; a repeat after a reconnect counts once. */
export function sequence(listener: Listener, topic: string): number[] {
  const late = listener.all<DataBatch>(topic.replace('data/', 'hist/'));
  const batches = [...listener.all<DataBatch>(topic), ...late];
  const covered = batches.flatMap(({ seq: [first, last] }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  return [...new Set(covered)].sort((a, b) => a - b);
}

/** One, or those of a pack, each as it would have come alone. */
function messagesOf(topic: string, payload: Buffer, retained: boolean): readonly Heard[] {
  const text = payloadText(payload);
  if (topic !== 'pack') return [{ topic, payload: parse(text), retained }];
  return messagesInPack(text).map(([own, packed]) => ({ topic: own, payload: parse(packed), retained }));
}

/** It hears what others send to the station, too. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever looks for a payload finds none.
    return undefined;
  }
}
