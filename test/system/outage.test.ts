/**
 * Nothing is lost: the broker is away, and the gateway is killed and terminated meanwhile. What the back office has got is
 * compared with the history, message by message.
 */

import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payloadText } from '../../src/adapters/mqtt/payload-text.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { messagesInPack } from '../../src/contract/pack.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { keyOf, messagesOfHistory } from './history-messages.ts';
import { startMosquitto } from './mosquitto.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, type Running, until } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const needed = outsidePrograms('mosquitto');
const runner = createRunner();

let site: StationSite;
let history: string;
let plan: SitePlan;

/** Each record once, by what it is; a second one must be the same. */
interface BackOffice {
  readonly records: Map<string, string>;
  readonly differing: string[];
  readonly client: MqttClient;
  backlog: number;
}

function startBackOffice(port: number): BackOffice {
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    ...{ reconnectPeriod: 50, clean: false, clientId: 'back-office', protocolVersion: 4 },
  });
  const office: BackOffice = { records: new Map(), differing: [], client, backlog: Number.NaN };
  client.on('connect', () => client.subscribe('quietpost/v1/#', { qos: 1 }));
  client.on('error', () => {});
  client.on('message', (topic, bytes) => {
    const payload = payloadText(bytes);
    const [, below = ''] = /^quietpost\/v1\/[^/]+\/[^/]+\/(.+)/.exec(topic) ?? [];
    if (below === 'pack') for (const [own, text] of messagesInPack(payload)) take(office, own, text);
    else take(office, below, payload);
  });
  return office;
}

/** `topic`: below the root. */
function take(office: BackOffice, topic: string, payload: string): void {
  const [kind = ''] = topic.split('/');
  if (kind === 'health')
    office.backlog = (JSON.parse(payload) as { backlog: { parts: number } }).backlog.parts;
  if (!['data', 'hist', 'event', 'ack'].includes(kind)) return;
  const key = keyOf(payload, kind);
  if ((office.records.get(key) ?? payload) !== payload) office.differing.push(key);
  office.records.set(key, payload);
}

async function startStation(): Promise<void> {
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const running = runner.program(process.execPath, main, '--site', site.path);
  await until(
    () => running.stdout().includes('"ready":true'),
    15_000,
    'the station is ready',
    running.stderr,
  );
}

function runGateway(): Running {
  const url = `mqtt://127.0.0.1:${site.brokerPort}`;
  return runner.quietpost('run', site.path, '--broker', url, '--history', history);
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

describe.skipIf(needed.skip)(`an outage${needed.note}`, () => {
  beforeAll(async () => {
    site = await createStationSite();
    history = join(site.directory, 'history.sqlite');
    const loaded = loadSite(site.path);
    if (!loaded.ok) throw new Error(loaded.report);
    plan = loaded.plan;
    await startStation();
  });

  afterAll(async () => {
    await runner.endAll();
    site.remove();
  });

  test('kill -9 and SIGTERM while the broker is away lose no record of the history, and double none', async () => {
    let broker = await startMosquitto(runner, site.directory, site.brokerPort);
    const office = startBackOffice(site.brokerPort);
    let gateway = runGateway();
    await until(() => office.records.size > 20, 40_000, 'records arrive', gateway.stderr);
    broker.kill('SIGKILL');
    await seconds(12);
    gateway.kill('SIGKILL');
    await gateway.ended(5000);
    gateway = runGateway();
    await seconds(14);
    gateway.kill('SIGTERM');
    await gateway.ended(8000);
    gateway = runGateway();
    await seconds(3);
    broker = await startMosquitto(runner, site.directory, site.brokerPort);
    const before = office.records.size;
    await until(() => office.records.size > before + 30, 40_000, 'what waited arrives', gateway.stderr);
    await until(() => office.backlog <= 1, 30_000, 'the backlog is gone', gateway.stderr);
    await seconds(1);
    gateway.kill('SIGTERM');
    await gateway.ended(8000);
    await seconds(1);
    const { sent } = messagesOfHistory(history, plan);
    const missing = [...sent].filter(([key, payload]) => office.records.get(key) !== payload);
    expect(missing.map(([key]) => key)).toEqual([]);
    expect(office.differing).toEqual([]);
    expect(sent.size).toBeGreaterThan(50);
    office.client.end(true);
    broker.kill('SIGTERM');
  });
});
