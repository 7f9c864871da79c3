/**
 * Real gateways killed with SIGKILL at random moments, at a broker that comes and goes and under commands, with a collector
 * that is killed too: what the collector has is compared with the history, record by record, and what was promised still holds.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { HoldStatePayload } from '../../src/contract/standing/hold.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { sampleSize } from '../sample-size.ts';
import { keyOf, messagesOfHistory, reading } from './history-messages.ts';
import { startMosquitto } from './mosquitto.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, quietpost, type Running, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const needed = outsidePrograms('mosquitto');
/** 500 take an hour. */
const kills = sampleSize({ sample: 30, full: 500 });
const LIFE_MS = 5000;
const LEASE_S = 600;
const OUTPUT = 'limit-a';
const root = 'quietpost/v1/riverside/charging-north/';
const runner = createRunner();

let site: StationSite;
let history: string;
let collected: string;
let plan: SitePlan;

describe.skipIf(needed.skip)(`${kills} times kill -9 under load${needed.note}`, () => {
  beforeAll(async () => {
    site = await createStationSite();
    history = join(site.directory, 'history.sqlite');
    collected = join(site.directory, 'collected.sqlite');
    appendFileSync(site.path, '\ncommands:\n  ops: { may: [limit, release], perHour: 1000 }\n');
    const loaded = loadSite(site.path);
    if (!loaded.ok) throw new Error(loaded.report);
    plan = loaded.plan;
    const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
    const station = runner.program(process.execPath, main, '--site', site.path);
    await until(() => station.stdout().includes('"ready":true'), whenBusy(15_000), 'the station is ready');
  });

  afterAll(async () => {
    await runner.endAll();
    site.remove();
  });

  test('no record is missing or doubled, each has its own time, counters never go back, and limits hold', {
    retry: 0,
    timeout: 300_000 + kills * 40_000,
  }, async () => {
    const field = await begin();
    let asked: Asked | undefined;
    for (let count = 0; count < kills; count += 1) {
      asked = await ask(field, count, asked);
      await upset(field, count);
      field.gateway.kill('SIGKILL');
      await field.gateway.ended(5000);
      if (!field.hasBroker) await startBroker(field);
      field.gateway = runGateway();
      if (count === Math.floor(kills / 2)) await killCollector(field);
      await holdsAs(field, asked);
    }
    await settled(field);
    audit();
  });
});

/** The processes, and what a client at the broker has heard last. */
interface Field {
  gateway: Running;
  broker: Running;
  hasBroker: boolean;
  collector: Running;
  readonly client: MqttClient;
  /** By topic, below the root. */
  readonly heard: Map<string, string>;
}

/** What was answered to the last command that was answered. */
interface Asked {
  readonly id: string;
  readonly isHeld: boolean;
}

async function begin(): Promise<Field> {
  const broker = await startMosquitto(runner, site.directory, site.brokerPort);
  const collector = runCollector();
  const client = connect(`mqtt://127.0.0.1:${site.brokerPort}`, { reconnectPeriod: 50, protocolVersion: 4 });
  const heard = new Map<string, string>();
  client.on('connect', () =>
    client.subscribe(
      ['ack/#', 'hold/#', 'state', 'health'].map((topic) => root + topic),
      { qos: 1 },
    ),
  );
  client.on('error', () => {});
  client.on('message', (topic, payload) => void heard.set(topic.slice(root.length), payload.toString()));
  const field: Field = { gateway: runGateway(), broker, hasBroker: true, collector, client, heard };
  await until(
    () => holdNow(field) !== undefined,
    whenBusy(40_000),
    'the station speaks',
    field.gateway.stderr,
  );
  return field;
}

function runGateway(): Running {
  const url = `mqtt://127.0.0.1:${site.brokerPort}`;
  return runner.quietpost('run', site.path, '--broker', url, '--history', history);
}

function runCollector(): Running {
  return runner.quietpost('collect', '--broker', `mqtt://127.0.0.1:${site.brokerPort}`, '--db', collected);
}

async function startBroker(field: Field): Promise<void> {
  field.broker = await startMosquitto(runner, site.directory, site.brokerPort);
  field.hasBroker = true;
}

async function killBroker(field: Field): Promise<void> {
  field.hasBroker = false;
  field.broker.kill('SIGKILL');
  await field.broker.ended(5000);
}

/** What it had taken and not stored is a hole. */
async function killCollector(field: Field): Promise<void> {
  field.collector.kill('SIGKILL');
  await field.collector.ended(5000);
  field.collector = runCollector();
}

/** Every fifth time what is held is released, else another limit is asked for. Ends with the answer. */
async function ask(field: Field, count: number, before: Asked | undefined): Promise<Asked> {
  const id = `k-${process.pid}-${Date.now()}`;
  const isRelease = count % 5 === 4 && before?.isHeld === true;
  const now = Date.now();
  const head = { v: 1, id, issuer: 'ops', reason: 'try', issued_at: now, expires_at: now + 30_000 };
  const command = isRelease
    ? { ...head, args: { output: OUTPUT } }
    : { ...head, lease_s: LEASE_S, args: { output: OUTPUT, value: 60 + (count % 40) } };
  const topic = `${root}cmd/${isRelease ? 'release' : 'limit'}`;
  await until(() => field.client.connected, 5000, 'the client is connected');
  field.client.publish(topic, JSON.stringify(command), { qos: 1 });
  await until(
    () => field.heard.has(`ack/${id}`),
    whenBusy(10_000),
    `${id} is answered`,
    field.gateway.stderr,
  );
  expect(JSON.parse(field.heard.get(`ack/${id}`) ?? '')).toMatchObject({ id, code: 'OK' });
  return { id, isHeld: !isRelease };
}

/** In turn: nothing, so that the kill follows the answer; a broker that is away; one that goes and comes under a flood. */
async function upset(field: Field, count: number): Promise<void> {
  if (count % 3 === 0) return;
  await pause(Math.random() * LIFE_MS);
  await killBroker(field);
  await pause(Math.random() * LIFE_MS);
  if (count % 3 === 1) return;
  await startBroker(field);
  for (let n = 0; n < 200; n += 1) field.client.publish(`${root}cmd/limit`, `{"id":"${n}`, { qos: 0 });
  await pause(Math.random() * LIFE_MS);
}

/** What the last answer said is so in the run after the kill. */
async function holdsAs(field: Field, asked: Asked): Promise<void> {
  const before = holdNow(field)?.session;
  const isNew = (): boolean => ![undefined, before].includes(holdNow(field)?.session);
  await until(isNew, whenBusy(40_000), 'the next run says who holds', field.gateway.stderr);
  const held = holdNow(field)?.held.map(({ id }) => id);
  const wanted = asked.isHeld ? [asked.id] : [];
  // So that the log says what became of it.
  if (String(held) !== String(wanted)) await pause(3000);
  expect(held, field.gateway.stderr()).toEqual(wanted);
}

function holdNow({ heard }: Field): HoldStatePayload | undefined {
  const text = heard.get(`hold/${OUTPUT}`);
  return text === undefined ? undefined : (JSON.parse(text) as HoldStatePayload);
}

/** All processes live until nothing waits and nothing is missing, then end one after the other. */
async function settled({ gateway, collector, client, heard }: Field): Promise<void> {
  heard.delete('health');
  const backlog = (): number =>
    (JSON.parse(heard.get('health') ?? '{"backlog":{"parts":9}}') as { backlog: { parts: number } }).backlog
      .parts;
  const isWhole = (): boolean => backlog() <= 1 && holesIn(collectedMessages()).length === 0;
  const told = (): string => `${heard.get('health')}\n${holesIn(collectedMessages()).join('\n')}`;
  await until(isWhole, 240_000, 'nothing is missing', told);
  const status = await quietpost('collect', 'status', '--db', collected);
  expect(status.stdout).toContain('riverside/charging-north: 100 % complete');
  gateway.kill('SIGTERM');
  await gateway.ended(8000);
  await pause(1500);
  collector.kill('SIGTERM');
  await collector.ended(8000);
  client.end(true);
}

interface Collected {
  /** Of stream and epoch. */
  readonly place: string;
  readonly first: number;
  readonly last: number;
  readonly key: string;
  readonly payload: string;
}

/** In the order of their numbers. */
function collectedMessages(): readonly Collected[] {
  const rows = reading(collected, (sql) =>
    sql.all(
      'SELECT stream, epoch, first_seq, last_seq, payload FROM messages ORDER BY stream, epoch, first_seq',
    ),
  );
  return rows.map(({ stream, epoch, first_seq: first, last_seq: last, payload }) => ({
    place: `${stream} ${epoch}`,
    first: Number(first),
    last: Number(last),
    key: keyOf(String(payload), String(stream)),
    payload: String(payload),
  }));
}

/** Pairs between which a number is missing. */
function holesIn(messages: readonly Collected[]): readonly string[] {
  return pairs(messages)
    .filter(([before, next]) => next.first > before.last + 1)
    .map(([before, next]) => `${next.place}: ${before.last + 1} to ${next.first - 1}`);
}

function pairs(messages: readonly Collected[]): readonly (readonly [Collected, Collected])[] {
  return messages.slice(1).flatMap((next, index) => {
    const before = messages[index];
    return before !== undefined && before.place === next.place ? [[before, next] as const] : [];
  });
}

function audit(): void {
  const messages = collectedMessages();
  const { sent, all } = messagesOfHistory(history, plan);
  const found = new Map(messages.map(({ key, payload }) => [key, payload]));
  const missing = [...sent].filter(([key, payload]) => found.get(key) !== payload).map(([key]) => key);
  const invented = messages.filter(({ key, payload }) => all.get(key) !== payload).map(({ key }) => key);
  const doubled = pairs(messages).filter(([before, next]) => next.first <= before.last);
  expect({ missing, invented, doubled, holes: holesIn(messages) }).toEqual({
    ...{ missing: [], invented: [], doubled: [], holes: [] },
  });
  expect(countersBack(messages)).toEqual([]);
  // More than an empty history would have.
  expect(sent.size).toBeGreaterThan(10 * kills);
}

/** Rows of energy in which a counter is less than in the row before it. */
function countersBack(messages: readonly Collected[]): readonly string[] {
  type Row = readonly [seq: number, ts: number, values: readonly (number | null)[], quality: unknown];
  const rows = messages
    .filter(({ place }) => place.startsWith('energy '))
    .flatMap(({ payload }) => (JSON.parse(payload) as { rows: readonly Row[] }).rows)
    .toSorted(([, a], [, b]) => a - b);
  const last = new Map<number, number>();
  return rows.flatMap(([seq, , values]) =>
    values.flatMap((value, column) => {
      const before = last.get(column) ?? 0;
      if (value !== null) last.set(column, value);
      return value !== null && value < before ? [`${seq}: ${value} after ${before}`] : [];
    }),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
