/** The rights of contract/mosquitto.acl at a real broker: a station writes its own topics and nothing else. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { topics } from '../../src/contract/topics.ts';
import { freePorts } from '../free-ports.ts';
import { outsidePrograms, pathOf } from './outside-programs.ts';
import { answers, createRunner, projectRoot, until } from './running.ts';

const needed = outsidePrograms('mosquitto');
const runner = createRunner();
const clients: MqttClient[] = [];
let folder: string;
let port = 0;

/** The broker trusts the name, as it would after a password or a certificate. */
async function clientOf(username: string): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username, protocolVersion: 5 });
  clients.push(client);
  return client;
}

/** True when the broker takes it. */
async function takes(client: MqttClient, topic: string): Promise<boolean> {
  try {
    await client.publishAsync(topic, '{}', { qos: 1 });
    return true;
  } catch {
    // Not authorized.
    return false;
  }
}

describe.skipIf(needed.skip)(`rights at mosquitto${needed.note}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quietpost-rights-'));
    [port = 0] = await freePorts(1);
    const acl = join(projectRoot, 'contract', 'mosquitto.acl');
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    const config = join(folder, 'mosquitto.conf');
    writeFileSync(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file ${acl}\n`);
    const broker = runner.program(pathOf('mosquitto') ?? 'mosquitto', '-c', config);
    await until(() => answers(port), 5000, 'mosquitto listens', broker.stderr);
  });

  afterAll(async () => {
    for (const client of clients) await client.endAsync(true);
    await runner.endAll();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a station writes what it sends, and neither commands nor the topics of another', async () => {
    const station = await clientOf('lane-7/st-1');
    for (const { pattern, direction } of Object.values(topics)) {
      const own = `quietpost/v1/lane-7/st-1/${pattern.replace(/\{.*\}/, 'x')}`;
      expect(await takes(station, own), own).toBe(direction === 'up');
      expect(await takes(station, own.replace('st-1', 'st-2')), own).toBe(false);
    }
  });

  test('a collector asks for records and moves nothing; an operator may command', async () => {
    const collector = await clientOf('collector');
    expect(await takes(collector, 'quietpost/v1/lane-7/st-1/cmd/resend')).toBe(true);
    expect(await takes(collector, 'quietpost/v1/lane-7/st-1/cmd/limit')).toBe(false);
    expect(await takes(collector, 'quietpost/v1/lane-7/st-1/data/spl')).toBe(false);
    expect(await takes(await clientOf('operator'), 'quietpost/v1/lane-7/st-1/cmd/limit')).toBe(true);
  });
});
