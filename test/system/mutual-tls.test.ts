/** A station with a certificate of its own at Debian's mosquitto: both ends prove who they are, and a renewed key needs no restart. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCollectorSource } from '../../src/adapters/collector/collector-source.ts';
import { createMqttPublisher } from '../../src/adapters/mqtt/mqtt-publisher.ts';
import type { Publisher } from '../../src/ports/publisher.ts';
import { freePorts } from '../free-ports.ts';
import { authority, certificate } from './certificates.ts';
import { outsidePrograms, pathOf } from './outside-programs.ts';
import { answers, createRunner, type Running, until } from './running.ts';

const needed = outsidePrograms('mosquitto', 'openssl');
const runner = createRunner();
let folder: string;
let port = 0;

const at = (name: string): string => join(folder, name);
/** With the certificate `server` and clients of the authority `clients`. */
async function startBroker(): Promise<Running> {
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(
    at('mosquitto.conf'),
    `${user}listener ${port} 127.0.0.1\ncafile ${at('clients.crt')}\ncertfile ${at('server.crt')}\nkeyfile ${at('server.key')}\nrequire_certificate true\nuse_identity_as_username true\n`,
  );
  const broker = runner.program(pathOf('mosquitto') ?? 'mosquitto', '-c', at('mosquitto.conf'));
  await until(() => answers(port), 5000, 'mosquitto listens', broker.stderr);
  return broker;
}

function station(): { publisher: Publisher; told: readonly string[] } {
  const told: string[] = [];
  const will = () => ({ topic: 't/state', payload: 'lost', qos: 1, retain: true }) as const;
  const publisher = createMqttPublisher({
    ...{ url: `mqtts://127.0.0.1:${port}`, clientId: 'quietpost-st-1', will, subscribe: [] },
    ...{ caFile: at('ca.crt'), certFile: at('station.crt'), keyFile: at('station.key') },
  });
  publisher.start({
    connected: () => void told.push('connected'),
    disconnected: (reason) => void told.push(reason),
    message: () => {},
    deaf: () => {},
  });
  return { publisher, told };
}

function collector() {
  const told: string[] = [];
  const source = openCollectorSource(
    {
      ...{ url: `mqtts://127.0.0.1:${port}`, clientId: 'quietpost-collect', message: () => {} },
      ...{ caFile: at('ca.crt'), certFile: at('collector.crt'), keyFile: at('collector.key') },
      tell: (text) => void told.push(text),
    },
    ['quietpost/#'],
  );
  return { source, connections: () => told.filter((text) => text.startsWith('connected')).length, told };
}

describe.skipIf(needed.skip)(`certificates on both sides${needed.note}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quietpost-tls-'));
    [port = 0] = await freePorts(1);
    for (const name of ['ca', 'clients', 'strangers']) authority(folder, name);
    certificate(folder, 'ca', 'server', '127.0.0.1');
  });

  afterAll(async () => {
    await runner.endAll();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a stranger is refused; with the right key, and after all keys were renewed, it is back without a restart', async () => {
    certificate(folder, 'strangers', 'station', 'lane-7/st-1');
    let broker = await startBroker();
    const { publisher, told } = station();
    await until(
      () => told.some((text) => text !== 'connected'),
      10_000,
      'the stranger is refused',
      () => told.join('\n'),
    );
    expect(publisher.connected).toBe(false);
    certificate(folder, 'clients', 'station', 'lane-7/st-1');
    await until(
      () => publisher.connected,
      60_000,
      'the right key is taken',
      () => told.join('\n'),
    );
    certificate(folder, 'clients', 'collector', 'collector');
    const { source, connections, told: toldByCollector } = collector();
    await until(
      () => connections() === 1,
      10_000,
      'the collector is in',
      () => toldByCollector.join('\n'),
    );
    broker.kill('SIGKILL');
    await broker.ended(5000);
    for (const name of ['ca', 'clients']) authority(folder, name);
    certificate(folder, 'ca', 'server', '127.0.0.1');
    certificate(folder, 'clients', 'station', 'lane-7/st-1');
    certificate(folder, 'clients', 'collector', 'collector');
    broker = await startBroker();
    await until(
      () => publisher.connected,
      60_000,
      'the renewed keys are taken',
      () => told.join('\n'),
    );
    await until(
      () => connections() === 2,
      60_000,
      'the renewed keys of the collector are taken',
      () => toldByCollector.join('\n'),
    );
    await source.close();
    await new Promise<void>((resolve) => {
      publisher.stop({ topic: 't/state', payload: 'off', qos: 1, retain: true }, 1000, resolve);
    });
  }, 150_000);
});
