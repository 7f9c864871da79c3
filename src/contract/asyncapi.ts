/**
 * The contract as AsyncAPI 3, made of the same table of topics that the program runs on, for tools and other languages.
 * Written from the back office's point of view: what it receives and what it sends.
 */

import { z } from 'zod';
import type { Topic } from './form/topic.ts';
import { topics } from './topics.ts';

/** The document as plain data. */
export function asyncApi(): Readonly<Record<string, unknown>> {
  const all = Object.entries<Topic>(topics);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'quietpost',
      version: '1.0.0',
      description:
        'Messages of a quietpost station over MQTT. Within version 1 fields are added and never change their meaning: ignore those that you do not know. See docs/mqtt.md.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(all.map(([name, topic]) => [name, channelOf(name, topic)])),
    operations: Object.fromEntries(
      all.map(([name, topic]) => [operationName(name, topic), operationOf(name, topic)]),
    ),
    components: {
      messages: Object.fromEntries(all.map(([name, topic]) => [name, messageOfTopic(name, topic)])),
    },
  };
}

const placeParameters = {
  site: { description: 'Name of the site' },
  station: { description: 'Name of the station within the site' },
};

function channelOf(name: string, { pattern, about, period }: Topic) {
  const [, part] = /\{(.+)\}/.exec(pattern) ?? [];
  return {
    address: `quietpost/v1/{site}/{station}/${pattern}`,
    title: about,
    description: period,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    parameters: { ...placeParameters, ...(part === undefined ? {} : { [part]: { description: part } }) },
  };
}

function operationName(name: string, { direction }: Topic): string {
  return `${direction === 'up' ? 'receive' : 'send'}-${name}`;
}

function operationOf(name: string, { direction, qos, retain, about }: Topic) {
  return {
    action: direction === 'up' ? 'receive' : 'send',
    channel: { $ref: `#/channels/${name}` },
    summary: about,
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    bindings: { mqtt: { qos, retain, bindingVersion: '0.2.0' } },
  };
}

function messageOfTopic(name: string, { schema, example, about, isGzip }: Topic) {
  const { $schema: _dialect, ...payload } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const contentType = isGzip === undefined ? {} : { contentType: 'application/gzip' };
  return { name, summary: about, ...contentType, payload, examples: [{ payload: example }] };
}
