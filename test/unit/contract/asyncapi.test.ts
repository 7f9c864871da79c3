/** The contract that other programs read is the one that this program keeps. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { contractText } from '../../../src/cli/station/schema.ts';
import { asyncApi } from '../../../src/contract/asyncapi.ts';
import { topics } from '../../../src/contract/topics.ts';

const file = join(import.meta.dirname, '..', '..', '..', 'contract', 'asyncapi.yaml');

test('contract/asyncapi.yaml is written from the topics: run "npm run schema" after a change', () => {
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(contractText());
});

test('every reference in it leads somewhere, and every topic has a channel, an operation and a message', () => {
  const document = parse(contractText()) as Record<string, unknown>;
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
  for (const [, path = ''] of references) {
    const found = path
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(found, path).toBeDefined();
  }
  expect(document).toMatchObject({ asyncapi: '3.0.0' });
  for (const section of ['channels', 'operations'] as const)
    expect(Object.keys(document[section] as object)).toHaveLength(Object.keys(topics).length);
});

test('an operation says who sends: what a station publishes the back office receives', () => {
  const { operations } = asyncApi() as { operations: Record<string, { action: string }> };
  expect(operations['receive-data']?.action).toBe('receive');
  expect(operations['send-cmd']?.action).toBe('send');
});

test('the rights for mosquitto let a station write what it sends, hear its commands, and nothing else', () => {
  const acl = readFileSync(join(file, '..', 'mosquitto.acl'), 'utf8');
  const patterns = [...acl.matchAll(/^pattern (\w+) quietpost\/v1\/%u\/(.+)$/gm)].map(
    ([, right, topic]) => `${right} ${topic}`,
  );
  const wanted = Object.values(topics).map(
    ({ direction, pattern }) => `${direction === 'up' ? 'write' : 'read'} ${pattern.replace(/\{.*\}/, '+')}`,
  );
  // It corrects a foreign word on its state.
  expect(patterns.toSorted()).toEqual([...wanted, 'read state'].toSorted());
});

test('the dashboard for Grafana asks tables and views that a collector makes', () => {
  const dashboard = readFileSync(join(file, '..', 'grafana-station.json'), 'utf8');
  const store = readFileSync(
    join(file, '..', '..', 'src', 'adapters', 'collector', 'postgres-store.ts'),
    'utf8',
  );
  const made = [...store.matchAll(/(?:TABLE IF NOT EXISTS|REPLACE VIEW) ([a-z]+)\b/g)].map(
    ([, name]) => name,
  );
  const asked = [...dashboard.matchAll(/FROM ([a-z]+)\b/g)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(4);
  for (const name of asked) expect(made).toContain(name);
});
