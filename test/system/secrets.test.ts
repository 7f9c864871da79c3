/**
 * A gateway at Debian's mosquitto with all that is secret: password, key of its certificate, access code of the page. None of
 * it is found in what it says, sends, writes or answers; and when all of it is renewed, it is back without a restart.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connect, type MqttClient } from 'mqtt';
import { afterAll, describe, expect, test } from 'vitest';
import type { HoldStatePayload } from '../../src/contract/standing/hold.ts';
import { freePorts } from '../free-ports.ts';
import { authority, certificate } from './certificates.ts';
import { outsidePrograms, pathOf } from './outside-programs.ts';
import { answers, createRunner, type Running, until, whenBusy } from './running.ts';
import { shippedText } from './station-site.ts';

const needed = outsidePrograms('mosquitto', 'mosquitto_passwd', 'openssl');
const runner = createRunner();
const folder = mkdtempSync(join(tmpdir(), 'quietpost-canary-'));
const root = 'quietpost/v1/riverside/charging-north/';
const code = 'canary-code-93d1';
const BACK_WITHIN_MS = 60_000;

const at = (name: string): string => join(folder, name);

afterAll(async () => {
  await runner.endAll();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(needed.skip)(`secrets of a station${needed.note}`, () => {
  test('they are found nowhere, and when all are renewed the station is back within a minute', async () => {
    const [port = 0, inner = 0, pagePort = 0] = await freePorts(3);
    const secrets: string[] = [code, ...renewSecrets('canary-password-1')];
    let broker = await startBroker(port, inner);
    const heard: string[] = [];
    const office = await listen(inner, heard);
    writeSite(port, pagePort);
    const gateway = runner.quietpost('run', at('site.yaml'), '--history', at('history.db'));
    const isHeard = (text: string): boolean => heard.some((one) => one.includes(text));
    await until(
      () => isHeard('/birth') && isHeard('/event/'),
      whenBusy(40_000),
      'the station speaks',
      gateway.stderr,
    );
    await commandFromPage(pagePort);
    await until(() => isHeard('page:ann'), whenBusy(10_000), 'the hold of the page', gateway.stderr);
    expect(holdersOf(heard)).toEqual(['page:ann']);
    const asked = await askPage(pagePort);

    broker.kill('SIGKILL');
    await broker.ended(5000);
    await until(() => /records wait/.test(gateway.stderr()), 10_000, 'the end is noticed', gateway.stderr);
    secrets.push(...renewSecrets('canary-password-2'));
    const before = sessionsOf(heard);
    heard.length = 0;
    broker = await startBroker(port, inner);
    await until(() => sessionsOf(heard).length > 0, BACK_WITHIN_MS, 'it is back', gateway.stderr);
    expect(new Set([...before, ...sessionsOf(heard)]).size).toBe(1);

    gateway.kill('SIGTERM');
    await gateway.ended(10_000);
    office.end(true);
    const said = [gateway.stdout(), gateway.stderr(), ...heard, ...asked];
    for (const secret of secrets) expect(said.filter((text) => text.includes(secret))).toEqual([]);
    const files = readdirSync(folder).filter((name) => name.startsWith('history.db'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const bytes = readFileSync(at(name));
      for (const secret of secrets) expect(bytes.includes(secret), name).toBe(false);
      expect(statSync(at(name)).mode & 0o077, name).toBe(0);
    }
  }, 180_000);
});

/** All new: both authorities, both certificates and keys, the password. Gives what must not be found. */
function renewSecrets(password: string): readonly string[] {
  for (const name of ['ca', 'clients']) authority(folder, name);
  certificate(folder, 'ca', 'server', '127.0.0.1');
  certificate(folder, 'clients', 'station', 'charging-north');
  spawnSync('mosquitto_passwd', ['-b', '-c', at('passwords'), 'charging-north', password]);
  writeFileSync(at('password'), `${password}\n`, { mode: 0o600 });
  writeFileSync(at('page-code'), `${code}\n`, { mode: 0o600 });
  const [, line = ''] = readFileSync(at('station.key'), 'utf8').split('\n');
  expect(line.length).toBeGreaterThan(40);
  return [password, line];
}

/** For stations with certificate and password; `inner` is open, for the test. */
async function startBroker(port: number, inner: number): Promise<Running> {
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  const station = [
    `listener ${port} 127.0.0.1`,
    ...['allow_anonymous false', `password_file ${at('passwords')}`, 'require_certificate true'],
    ...[`cafile ${at('clients.crt')}`, `certfile ${at('server.crt')}`, `keyfile ${at('server.key')}`],
  ];
  const test = [`listener ${inner} 127.0.0.1`, 'allow_anonymous true'];
  writeFileSync(
    at('mosquitto.conf'),
    `${user}per_listener_settings true\n${[...station, ...test].join('\n')}\n`,
  );
  const broker = runner.program(pathOf('mosquitto') ?? 'mosquitto', '-c', at('mosquitto.conf'));
  await until(async () => (await answers(port)) && answers(inner), 5000, 'mosquitto listens', broker.stderr);
  return broker;
}

async function listen(port: number, heard: string[]): Promise<MqttClient> {
  const client = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100, protocolVersion: 4 });
  client.on('connect', () => client.subscribe('#', { qos: 1 }));
  client.on('error', () => {});
  client.on('message', (topic, payload) => void heard.push(`${topic} ${payload.toString()}`));
  await until(() => client.connected, 5000, 'the office listens');
  return client;
}

function writeSite(port: number, pagePort: number): void {
  const broker = [
    ...['broker:', '  kind: mqtt', `  url: mqtts://127.0.0.1:${port}`, '  username: charging-north'],
    ...[`  passwordFile: ${at('password')}`, `  caFile: ${at('ca.crt')}`],
    ...[`  certFile: ${at('station.crt')}`, `  keyFile: ${at('station.key')}`],
    ...['commands:', "  'page:ann': { may: [limit, release] }", ''],
  ];
  const page = `page:\n  port: ${pagePort}\n  tokenFile: ${at('page-code')}\n`;
  const text = shippedText
    .replace(/^broker:.*\n(?: .*\n)+/m, broker.join('\n'))
    .replace(/^page:.*\n(?: .*\n)+/m, page);
  writeFileSync(at('site.yaml'), text);
}

/** Signs in with the code and limits an output. */
async function commandFromPage(port: number): Promise<void> {
  const own = { 'x-quietpost': '1', 'content-type': 'application/json' };
  const post = (path: string, body: object, headers: object = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      ...{ method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) },
    });
  const signedIn = await post('/api/session', { token: code });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const command = {
    kind: 'limit',
    output: 'limit-a',
    value: 75,
    minutes: 10,
    issuer: 'ann',
    reason: 'a try',
  };
  const answer = await post('/api/commands', command, { cookie });
  expect(await answer.json()).toMatchObject({ stage: 'accepted' });
}

/** What the page answers to somebody at this computer. */
async function askPage(port: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const path of ['/api/now', '/api/settings', '/api/health', '/api/events', '/api/field', '/metrics']) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    texts.push(await answer.text());
  }
  const bundle = await fetch(`http://127.0.0.1:${port}/api/bundle`);
  expect(bundle.status).toBe(200);
  return [...texts, gunzipSync(Buffer.from(await bundle.arrayBuffer())).toString('latin1')];
}

function holdersOf(heard: readonly string[]): readonly string[] {
  const last = heard.findLast((text) => text.startsWith(`${root}hold/limit-a `)) ?? '';
  const payload = JSON.parse(last.slice(last.indexOf('{'))) as HoldStatePayload;
  return payload.held.map(({ issuer }) => issuer);
}

/** Of the runs that said that they are online. */
function sessionsOf(heard: readonly string[]): readonly string[] {
  return heard
    .filter((text) => text.startsWith(`${root}state `) && text.includes('"online":true'))
    .map((text) => (JSON.parse(text.slice(text.indexOf('{'))) as { session: string }).session);
}
