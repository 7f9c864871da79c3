/**
 * Every topic of a station, once: direction, QoS, retain. Below the root; `{...}` is one topic level.
 * Current state (retained) and history (`data`, `event`) are separate families, so that a backfill is never taken
 * for the present. QoS 1 with an own outbox and a dedupe key, never QoS 2, which ends with the session.
 */

import type { Message } from '../ports/publisher.ts';

export interface TopicSpec {
  readonly pattern: string;
  readonly direction: 'up' | 'down';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly about: string;
}

export const topics = {
  state: {
    pattern: 'state',
    direction: 'up',
    qos: 1,
    retain: true,
    about: 'Online or not; also the last will',
  },
  birth: { pattern: 'birth', direction: 'up', qos: 1, retain: true, about: 'What the station has and sends' },
  health: {
    pattern: 'health',
    direction: 'up',
    qos: 1,
    retain: true,
    about: 'Cycle, outbox, buses; every 60 s',
  },
  models: {
    pattern: 'models',
    direction: 'up',
    qos: 1,
    retain: true,
    about: 'What is learnt of heat, relays and sound; every 60 s',
  },
  live: {
    pattern: 'live/{device}',
    direction: 'up',
    qos: 0,
    retain: true,
    about: 'Latest values of a device',
  },
  data: { pattern: 'data/{stream}', direction: 'up', qos: 1, retain: false, about: 'Batches of rows' },
  event: { pattern: 'event/{class}', direction: 'up', qos: 1, retain: false, about: 'What happened and why' },
  cmd: { pattern: 'cmd/{name}', direction: 'down', qos: 1, retain: false, about: 'Commands; never retained' },
  ack: { pattern: 'ack/{cmd_id}', direction: 'up', qos: 1, retain: false, about: 'Answers to commands' },
} as const satisfies Record<string, TopicSpec>;

export type TopicName = keyof typeof topics;

/** Everything of one station begins with this; it ends in a slash. */
export function rootOf(place: { readonly site: string; readonly station: string }): string {
  return `quietpost/v1/${place.site}/${place.station}/`;
}

/** The topic below the root: `topicOf('live', 'slm-north')` is `live/slm-north`. */
export function topicOf(name: TopicName, part?: string): string {
  return part === undefined ? topics[name].pattern : topics[name].pattern.replace(/\{.*\}/, part);
}

/** A message below the root, with the QoS and the retain flag of its topic. */
export function messageOf(name: TopicName, part: string | undefined, payload: string): Message {
  return { topic: topicOf(name, part), payload, qos: topics[name].qos, retain: topics[name].retain };
}

/** What the station subscribes to. */
export function commandFilterOf(place: { readonly site: string; readonly station: string }): string {
  return `${rootOf(place)}${topicOf('cmd', '+')}`;
}

export interface ParsedTopic {
  readonly site: string;
  readonly station: string;
  readonly name: TopicName;
  /** What stands for the `{...}` of the pattern; empty where the pattern has none. */
  readonly part: string;
}

/** The reverse of root and topic, or undefined when `topic` is none of ours. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  const match = /^quietpost\/v1\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(topic);
  const [, site = '', station = '', name = '', part = ''] = match ?? [];
  if (!isTopicName(name)) return undefined;
  return topics[name].pattern.includes('/') === (part !== '') ? { site, station, name, part } : undefined;
}

function isTopicName(name: string): name is TopicName {
  return Object.hasOwn(topics, name);
}
