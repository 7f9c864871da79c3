/** The gateway under a service manager: what it says on the socket of sd_notify(3), and safe mode. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, until, whenBusy } from './running.ts';
import { createStationSite, type StationSite } from './station-site.ts';

const runner = createRunner();
const cli = join(projectRoot, 'bin', 'quietpost.mjs');
const needed = outsidePrograms('systemd-notify', 'socat');
const folder = mkdtempSync(join(tmpdir(), 'quietpost-service-'));
let site: StationSite;

beforeAll(async () => {
  const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
  expect(await prepared.ended(60_000)).toBe(0);
  site = await createStationSite();
  const station = runner.program(
    process.execPath,
    join(projectRoot, 'dist', 'hw-mocks', 'main.js'),
    '--site',
    site.path,
  );
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
  rmSync(folder, { recursive: true, force: true });
}, 15_000);

test.skipIf(needed.skip)(
  `says when it is ready, feeds the watchdog and says when it stops${needed.note}`,
  async () => {
    const socket = join(folder, 'notify');
    const manager = runner.program('socat', '-u', `UNIX-RECV:${socket}`, 'STDOUT');
    const env = [`NOTIFY_SOCKET=${socket}`, 'WATCHDOG_USEC=3000000'];
    const gateway = runner.program(
      'env',
      ...env,
      process.execPath,
      cli,
      'run',
      site.path,
      '--history',
      'off',
    );
    const said = (state: string): number => manager.stdout().split(state).length - 1;
    await until(() => said('READY=1') === 1, 30_000, 'ready', gateway.stderr);
    await until(() => said('WATCHDOG=1') >= 3, 15_000, 'fed three times', gateway.stderr);
    gateway.kill('SIGTERM');
    expect(await gateway.ended(whenBusy(8000))).toBe(0);
    await until(() => said('STOPPING=1') === 1, 5000, 'stopping', gateway.stderr);
    expect(gateway.stderr()).not.toContain('service manager');
  },
  90_000,
);

test('safe mode: every output in fail-safe, an alarm, buses up', async () => {
  const gateway = runner.quietpost('run', site.path, '--history', 'off', '--safe-mode');
  await until(
    () => gateway.stderr().includes('safe mode: the service was started too often'),
    30_000,
    'the alarm',
    gateway.stderr,
  );
  await until(() => gateway.stderr().includes('bus io is up'), 30_000, 'the buses', gateway.stderr);
  expect(gateway.stderr()).not.toMatch(/limit-a \d+ % -> 100 %/);
  gateway.kill('SIGTERM');
  expect(await gateway.ended(whenBusy(8000))).toBe(0);
}, 90_000);
