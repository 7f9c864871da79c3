/** What happens around the process: signals, a console that does not take text, a second gateway on the same wires. */

import { type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { lockStation } from '../../src/adapters/host/station-lock.ts';
import { createRunner, projectRoot, type Running, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const runner = createRunner();
const cli = join(projectRoot, 'bin', 'quietpost.mjs');
let site: StationSite;

beforeAll(async () => {
  const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
  expect(await prepared.ended(60_000)).toBe(0);
  site = await createStationSite();
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const station = runner.program(process.execPath, main, '--site', site.path);
  await until(
    () => station.stdout().includes('"ready":true'),
    30_000,
    'the station is ready',
    station.stderr,
  );
}, 90_000);

afterAll(async () => {
  await runner.endAll();
  site?.remove();
}, 15_000);

/** A gateway whose buses are up. */
async function running(): Promise<Running> {
  const gateway = runner.quietpost('run', site.path, '--history', 'off');
  const isUp = () => gateway.stderr().includes('bus io is up');
  await until(isUp, 30_000, 'the buses are up', gateway.stderr);
  return gateway;
}

test('SIGHUP, SIGQUIT and SIGUSR2 leave the field as SIGTERM does; SIGUSR1 opens no debugger', async () => {
  for (const signal of ['SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const) {
    const gateway = await running();
    process.kill(gateway.pid, 'SIGUSR1');
    process.kill(gateway.pid, signal);
    expect(await gateway.ended(whenBusy(8000)), signal).toBe(0);
    expect(gateway.stderr(), signal).toContain('every output stands in its fail-safe value.');
    expect(gateway.stderr()).not.toContain('Debugger');
  }
}, 120_000);

test('under a service SIGHUP reads the settings again, tells so, and moves nothing', async () => {
  const env = { ...process.env, INVOCATION_ID: 'a-service' };
  const gateway = spawn(process.execPath, [cli, 'run', site.path, '--history', 'off'], { env });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  let said = '';
  gateway.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  await until(
    () => said.includes('automatic control begins'),
    whenBusy(30_000),
    'control',
    () => said,
  );
  gateway.kill('SIGHUP');
  await until(
    () => said.includes('the site file was read again'),
    whenBusy(5000),
    'the settings are told',
    () => said,
  );
  expect(said).not.toContain('every output stands in its fail-safe value');
  const text = readFileSync(site.path, 'utf8');
  onTestFinished(() => writeFileSync(site.path, text));
  writeFileSync(site.path, text.replace('nightDb: 45', 'nightDb: 40'));
  gateway.kill('SIGHUP');
  await until(
    () => said.includes('nightDb 45 -> 40'),
    whenBusy(5000),
    'the new limit',
    () => said,
  );
  gateway.kill('SIGTERM');
}, 90_000);

test('a second gateway on the same wires is refused, and told who has them', async () => {
  const first = await running();
  const second = runner.quietpost('run', site.path, '--history', 'off');
  expect(await second.ended(whenBusy(15_000))).toBe(69);
  expect(second.stderr()).toContain(`belongs to another gateway on this computer: process ${first.pid} (`);
  expect(second.stderr()).toContain('127.0.0.1:');
  first.kill('SIGTERM');
  expect(await first.ended(whenBusy(8000))).toBe(0);
}, 90_000);

/** Whether the process ends in its own way at SIGTERM (proc(5), a bit for each signal). */
function catchesTerm(pid: number): boolean {
  const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${caught}`) & (1n << BigInt(constants.signals.SIGTERM - 1))) !== 0n;
}

test.each(['a full disk', 'nobody'])(
  '%s behind stdout and stderr does not end a gateway',
  async (behind) => {
    const full = openSync('/dev/full', 'w');
    const stdio: StdioOptions = behind === 'nobody' ? ['ignore', 'pipe', 'pipe'] : ['ignore', full, full];
    const gateway = spawn(process.execPath, [cli, 'run', site.path, '--history', 'off'], { stdio });
    onTestFinished(() => void gateway.kill('SIGKILL'));
    closeSync(full);
    const ended = new Promise((resolve) => gateway.once('exit', (code, signal) => resolve(code ?? signal)));
    gateway.stdout?.destroy();
    gateway.stderr?.once('data', () => gateway.stderr?.destroy());
    await until(() => catchesTerm(gateway.pid ?? 0), whenBusy(20_000), 'it is up');
    const alive = new Promise((resolve) => setTimeout(resolve, 5000, 'alive'));
    expect(await Promise.race([ended, alive])).toBe('alive');
    gateway.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
  60_000,
);

test('a command whose reader has enough ends quietly; one that cannot be written at all does not say success', async () => {
  const help = `"${process.execPath}" "${cli}" schema`;
  const read = runner.program('bash', '-c', `set -o pipefail; ${help} | head -c 10 > /dev/null`);
  expect(await read.ended(whenBusy(15_000))).toBe(0);
  expect(read.stderr()).toBe('');
  const full = runner.program('sh', '-c', `${help} > /dev/full`);
  expect(await full.ended(whenBusy(15_000))).toBe(74);
}, 60_000);

test('the ends of a station are held by one process, let go of at its end, and named to whoever asks', async () => {
  const first = await lockStation(['bus:1', 'bus:2'], 0);
  if (!('release' in first)) throw new Error('nobody else has them');
  const second = await lockStation(['bus:3', 'bus:2'], 0);
  expect(second).toMatchObject({ end: 'bus:2', owner: expect.stringContaining(`process ${process.pid} (`) });
  // What was taken before the refusal is free again.
  const third = await lockStation(['bus:3'], 0);
  expect('release' in third).toBe(true);
  first.release();
  expect('release' in (await lockStation(['bus:1', 'bus:2'], 1000))).toBe(true);
  // A holder that does not answer.
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen('\0quietpost/bus:9', resolve));
  expect(await lockStation(['bus:9'], 0)).toEqual({ end: 'bus:9', owner: 'another process' });
  mute.close();
});
