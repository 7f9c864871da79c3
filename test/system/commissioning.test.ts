/** The commissioning commands against the simulated station as a process of its own, over sockets and serial lines. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { findPortOwner } from '../../src/adapters/serial/port-owner.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { realField } from '../../src/assembly/real-field.ts';
import { pollBus } from '../../src/cli/field/bus.ts';
import { readDevice } from '../../src/cli/field/read.ts';
import { scan } from '../../src/cli/field/scan.ts';
import { jobOf } from '../../src/cli/field/scan-job.ts';
import { writeDevice } from '../../src/cli/field/write/write.ts';
import { overrideLinks } from '../../src/config/load/link-override.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { Field } from '../../src/fieldbus/field.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Person } from '../../src/ports/person.ts';
import { outsidePrograms } from './outside-programs.ts';

const root = join(import.meta.dirname, '..', '..');
const site = join(root, 'config', 'site.yaml');

// `npm test` has built already; this is for whoever runs this file alone.
beforeAll(() => {
  spawnSync(process.execPath, [join(root, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
}, 60_000);

test('read, write, bus and scan work on a running station', async () => {
  const links = await startStation();
  const plan = planWith(links);
  const read = await inProcess((field, person) => readDevice(plan, 'temp-a1', true, field, person));
  expect(read.text).toMatch(/^temperature +\d+(\.\d+)? +degC +good +\d+ ms$/m);
  expect(read.text).toContain('the definition says int16 ABCD, degC');
  expect(read.code).toBe(0);

  const wish = { device: 'relays-a', target: 'relays.5', value: '1s', yes: true };
  const written = await inProcess((field, person) => writeDevice(plan, wish, field, person));
  expect(written.text).toContain('Written; read back 0x0001 (1).');
  const refused = await quietpost('write', 'relays-a', 'relays.5', '1s', '--link', `io=${links['io']}`);
  expect(refused.text).toContain('nobody is here to confirm');
  expect(refused.code).toBe(64);

  const [io] = plan.buses.filter(({ id }) => id === 'io');
  if (io === undefined) throw new Error('no bus io');
  const bus = await inProcess((field, person) => pollBus(plan, io, 1500, field, person));
  expect(bus.text).toMatch(/^relays-a +2 +waveshare-relay-8 +[1-9]/m);

  const job = jobOf(links['power'] ?? '', { site, ids: '1-3' });
  if (typeof job !== 'object') throw new Error(String(job));
  const found = await inProcess((field, person) => scan(job, field, person));
  expect(found.text).toMatch(/^unit 2 at Modbus TCP: eastron-sdm630/m);
  expect(found.text).toContain('2 found.');
}, 40_000);

const socat = outsidePrograms('socat');

test.skipIf(socat.skip || process.platform !== 'linux')(
  `a serial port has one owner, who is named; no second one by a link${socat.note}`,
  async () => {
    const links = await startStation('--serial');
    const [, path = '', query = ''] = /^rtu:\/\/([^?]+)(.*)$/.exec(links['io'] ?? '') ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'quietpost-owner-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const byId = join(folder, 'usb-adapter-port0');
    symlinkSync(path, byId);
    const owner = start('bus', 'io', '--link', `io=${links['io']}`, '--for', '60s');
    await until(async () => (await findPortOwner(path))?.includes(`process ${owner.pid} `) === true);

    for (const name of [path, byId]) {
      const plan = planWith({ io: `rtu://${name}${query}` });
      const read = await inProcess((field, person) => readDevice(plan, 'temp-a1', false, field, person));
      expect(read.text).toContain(`${name}: in use by process ${owner.pid} (`);
      expect(read.text).toContain('quietpost watch --topic');
      expect(read.code).toBe(69);
    }

    owner.kill('SIGTERM');
    await until(async () => (await findPortOwner(path)) === undefined);
    const plan = planWith({ io: `rtu://${byId}${query}` });
    const free = await inProcess((field, person) => readDevice(plan, 'temp-a1', false, field, person));
    expect(free.text).toMatch(/^temperature +\d/m);
    expect(free.code).toBe(0);
  },
  40_000,
);

function planWith(links: Readonly<Record<string, string>>): SitePlan {
  const loaded = loadSite(site);
  if (!loaded.ok) throw new Error(loaded.report);
  const overridden = overrideLinks(loaded.plan, links);
  if (!overridden.ok) throw new Error(overridden.message);
  return overridden.plan;
}

/** Runs a command on real links and time, with a person who only reads. */
async function inProcess(command: (field: Field, person: Person) => Promise<number>) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const person: Person = { write, complain: write, signal: new AbortController().signal };
  const code = await command(realField(createSystemClock({ wallSync: 'assumed' })), person);
  return { text: lines.join('\n'), code };
}

/** Starts a station; gives the link of each bus. It ends with the test. */
async function startStation(...options: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const main = join(root, 'dist', 'hw-mocks', 'main.js');
  const child = spawn(process.execPath, [main, '--site', site, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  for await (const line of createInterface({ input: child.stdout }))
    return (JSON.parse(line) as { links: Record<string, string> }).links;
  throw new Error('the station ended before it was ready');
}

function start(...args: readonly string[]): ChildProcess {
  const main = join(root, 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, ...args, '--site', site], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs the command without a terminal; gives what it wrote, on either stream, and its exit code. */
async function quietpost(
  ...args: readonly string[]
): Promise<{ readonly text: string; readonly code: number }> {
  const child = start(...args);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)));
  const code = await new Promise<number>((resolve) => child.once('close', (given) => resolve(given ?? -1)));
  return { text, code };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error('it did not come to be within 10 s');
}
