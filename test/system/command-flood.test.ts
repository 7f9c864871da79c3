/** A thousand commands a second, unreadable and refused ones: what was measured still comes, all of it and in time. */

import { join } from 'node:path';
import { connect } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsIn } from '../../src/contract/form/batch.ts';
import { type DataBatch, type Listener, listenTo, sequence } from './listener.ts';
import { startMosquitto } from './mosquitto.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, type Running, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const needed = outsidePrograms('mosquitto');
const runner = createRunner();
const [A_SECOND, FLOOD_S] = [1000, 10];
/** Ten seconds that go together, and the way. */
const LATE_MS = 12_000;
/** A first burst of 30 answers, two a second after it, and an event beside each. */
const MESSAGES_MAX = 2 * (30 + 2 * FLOOD_S) + 20;

let site: StationSite;
let office: Listener;
let gateway: Running;

describe.skipIf(needed.skip)(`a flood of commands${needed.note}`, () => {
  beforeAll(async () => {
    site = await createStationSite();
    const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
    const station = runner.program(process.execPath, main, '--site', site.path);
    await until(() => station.stdout().includes('"ready":true'), whenBusy(15_000), 'the station is ready');
    await startMosquitto(runner, site.directory, site.brokerPort);
    office = await listenTo(site.brokerPort);
    const url = `mqtt://127.0.0.1:${site.brokerPort}`;
    gateway = runner.quietpost('run', site.path, '--broker', url, '--history', join(site.directory, 'h.db'));
    await until(() => newestMs() > 0, whenBusy(40_000), 'the first seconds come', gateway.stderr);
  });

  afterAll(async () => {
    office.close();
    await runner.endAll();
    site.remove();
  });

  test('no second of sound is lost or late, few answers go out, and one that may is still heard', async () => {
    const before = office.heard.length;
    const late = await flood();
    const asked = await ask();
    await until(() => newestMs() > asked, whenBusy(20_000), 'what was measured meanwhile comes');
    expect(late).toBeLessThan(whenBusy(LATE_MS));
    const numbers = sequence(office, 'data/spl');
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    const told = office.heard.slice(before).filter(({ topic }) => /^(ack\/|event\/audit)/.test(topic));
    expect(told.length).toBeGreaterThan(10);
    expect(told.length).toBeLessThan(MESSAGES_MAX);
  });
});

/** Gives the greatest age of the newest second meanwhile, ms. */
async function flood(): Promise<number> {
  const client = connect(`mqtt://127.0.0.1:${site.brokerPort}`, { protocolVersion: 4 });
  await until(() => client.connected, 5000, 'the flood is connected');
  const startMs = Date.now();
  let late = 0;
  for (let sent = 0; Date.now() - startMs < FLOOD_S * 1000; ) {
    for (const due = ((Date.now() - startMs) * A_SECOND) / 1000; sent < due; sent += 1)
      client.publish(topicOf('limit'), sent % 2 === 0 ? '{"v":' : command(`f-${startMs}-${sent}`));
    late = Math.max(late, Date.now() - newestMs());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  client.end(true);
  return late;
}

/** A command that only reads, once there is room for its answer again; gives when it was answered. */
async function ask(): Promise<number> {
  const client = connect(`mqtt://127.0.0.1:${site.brokerPort}`, { protocolVersion: 4 });
  await until(() => client.connected, 5000, 'the asker is connected');
  client.publish(topicOf('rebirth'), command('asked', {}), { qos: 1 });
  await until(() => office.all('ack/asked').length > 0, whenBusy(15_000), 'it is answered', gateway.stderr);
  expect(office.all('ack/asked')).toMatchObject([{ code: 'OK' }]);
  client.end(true);
  return Date.now();
}

function command(id: string, rest: object = { lease_s: 60, args: { output: 'limit-z', value: 50 } }): string {
  const now = Date.now();
  const head = { v: 1, id, issuer: 'nobody', reason: '', issued_at: now, expires_at: now + 30_000 };
  return JSON.stringify({ ...head, ...rest });
}

function topicOf(name: string): string {
  return `quietpost/v1/riverside/charging-north/cmd/${name}`;
}

function newestMs(): number {
  const batch = office.latest<DataBatch>('data/spl');
  const rows = batch === undefined ? [] : rowsIn(batch);
  return rows.length === 0 ? 0 : Math.max(...rows.map(([, ts]) => ts));
}
