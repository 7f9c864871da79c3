/**
 * Every topic of a station, once. Current state (retained) and history (`data`, `event`) are separate families, so
 * that a backfill is never taken for the present. QoS 1 from the history and a dedupe key, never QoS 2, which ends
 * with the session.
 */

import type { Message } from '../ports/publisher.ts';
import { ackTopic } from './ack.ts';
import { birthOfTopic, birthTopic } from './birth.ts';
import { commandTopic } from './commands.ts';
import { configTopic } from './config.ts';
import { dataTopic } from './data.ts';
import { eventTopic } from './event.ts';
import type { Topic } from './form/topic.ts';
import { healthTopic } from './health.ts';
import { histTopic } from './hist.ts';
import { liveTopic } from './live.ts';
import { nowTopic } from './now.ts';
import { packTopic } from './pack.ts';
import { alarmTopic } from './standing/alarm.ts';
import { holdTopic } from './standing/hold.ts';
import { modelsTopic } from './standing/models.ts';
import { nightTopic } from './standing/night.ts';
import { sealTopic } from './standing/seal.ts';
import { stateTopic } from './state.ts';

/** Each topic by its name, the first level below the station. */
export const topics = {
  state: stateTopic,
  birth: birthTopic,
  birthOf: birthOfTopic,
  health: healthTopic,
  models: modelsTopic,
  now: nowTopic,
  config: configTopic,
  live: liveTopic,
  data: dataTopic,
  hist: histTopic,
  pack: packTopic,
  event: eventTopic,
  alarm: alarmTopic,
  hold: holdTopic,
  night: nightTopic,
  seal: sealTopic,
  cmd: commandTopic,
  ack: ackTopic,
} as const satisfies Record<string, Topic>;

/** The first level of a topic below the station. */
export type TopicName = keyof typeof topics;

/** Start of all topics of one station; ends in a slash. */
export function rootOf(place: { readonly site: string; readonly station: string }): string {
  return `quietpost/v1/${place.site}/${place.station}/`;
}

/** The topic below the root: `topicOf('live', 'slm-north')` is `live/slm-north`. */
export function topicOf(name: TopicName, part?: string): string {
  return part === undefined ? topics[name].pattern : topics[name].pattern.replace(/\{.*\}/, part);
}

/** A message below the root, with the QoS and the retain flag of its topic. */
export function messageOf(name: TopicName, part: string | undefined, payload: string): Message {
  const { qos, retain, isGzip }: Topic = topics[name];
  return { topic: topicOf(name, part), payload, qos, retain, ...(isGzip === undefined ? {} : { isGzip }) };
}

/** What the station subscribes to. */
export function commandFilterOf(place: { readonly site: string; readonly station: string }): string {
  return `${rootOf(place)}${topicOf('cmd', '+')}`;
}

/** The parts of a topic. */
export interface ParsedTopic {
  readonly site: string;
  readonly station: string;
  readonly name: TopicName;
  /** The text in place of `{...}` in the pattern; empty if the pattern has none. */
  readonly part: string;
}

/** The reverse of root and topic; undefined when `topic` is not one of ours. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  const match = /^quietpost\/v1\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(topic);
  const [, site = '', station = '', level = '', part = ''] = match ?? [];
  const name = names.get(part === '' ? level : `${level}/`);
  return name === undefined ? undefined : { site, station, name, part };
}

/** By the first level of a topic, with a slash where another one follows. */
const names = new Map(
  Object.entries(topics).map(([name, { pattern }]) => [pattern.replace(/\{.*\}/, ''), name as TopicName]),
);
