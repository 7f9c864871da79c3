/** A password that the station uses is found in nothing that it says, sends or writes, and what it writes is its own. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { afterAll, describe, expect, test } from 'vitest';
import { startMosquitto } from './mosquitto.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, until } from './running.ts';
import { freePorts, shippedText } from './station-site.ts';

const needed = outsidePrograms('mosquitto');
const runner = createRunner();
const folder = mkdtempSync(join(tmpdir(), 'quietpost-canary-'));
const canary = 'canary-4d1e9f';

afterAll(async () => {
  await runner.endAll();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(needed.skip)(`a secret${needed.note}`, () => {
  test('is in no log, no message and no file of the history, and the history is for its owner alone', async () => {
    const [port = 0] = await freePorts(1);
    await startMosquitto(runner, folder, port);
    writeFileSync(join(folder, 'password'), `${canary}\n`);
    const broker = `broker:\n  kind: mqtt\n  url: mqtt://127.0.0.1:${port}\n  username: st\n  passwordFile: ${join(folder, 'password')}\n`;
    const path = join(folder, 'site.yaml');
    writeFileSync(path, shippedText.replace(/^broker:\n(?: .*\n)+/m, broker));
    const payloads: string[] = [];
    const client = connect(`mqtt://127.0.0.1:${port}`);
    client.on('message', (topic, payload) => void payloads.push(`${topic} ${payload.toString()}`));
    await client.subscribeAsync('#', { qos: 1 });
    const gateway = runner.quietpost('run', path, '--history', join(folder, 'history.db'));
    const heard = (topic: string) => payloads.some((text) => text.includes(topic));
    await until(() => heard('/birth') && heard('/event/'), 40_000, 'the station speaks', gateway.stderr);
    const now = Date.now();
    const ask = {
      ...{ v: 1, id: 'g-1', issuer: 'x', reason: '', issued_at: now, expires_at: now + 30_000 },
    };
    const [root = ''] = /^quietpost\/v1\/[^/]+\/[^/]+\//.exec(payloads.at(-1) ?? '') ?? [];
    await client.publishAsync(`${root}cmd/config-get`, JSON.stringify(ask), { qos: 1 });
    await until(() => heard('/config/site'), 10_000, 'the settings come', gateway.stderr);
    gateway.kill('SIGTERM');
    await gateway.ended(10_000);
    await client.endAsync(true);
    const files = readdirSync(folder).filter((name) => name.startsWith('history.db'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
      expect(readFileSync(join(folder, name)).includes(canary), name).toBe(false);
    }
    expect(payloads.join('\n')).not.toContain(canary);
    expect(gateway.stdout() + gateway.stderr()).not.toContain(canary);
  }, 90_000);
});
