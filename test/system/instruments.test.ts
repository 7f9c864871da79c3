/** Instruments that are no Modbus devices on real sockets, serial lines and files: read by hand, and by the gateway. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { realField } from '../../src/assembly/real-field.ts';
import { pollBus } from '../../src/cli/field/bus.ts';
import { readDevice } from '../../src/cli/field/read.ts';
import { scanInstruments } from '../../src/cli/field/scan-instruments.ts';
import { overrideLinks } from '../../src/config/load/link-override.ts';
import { loadInstruments, loadSite } from '../../src/config/load/load-site.ts';
import type { Field } from '../../src/fieldbus/field.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Person } from '../../src/ports/person.ts';
import { freePorts } from '../free-ports.ts';
import { instrumentSite } from '../unit/config/instrument-site.ts';
import { type Live, listenTo } from './listener.ts';
import { outsidePrograms } from './outside-programs.ts';
import { createRunner, projectRoot, quietpost, until } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'quietpost-instruments-'));
const site = join(folder, 'site.yaml');
const runner = createRunner();
let brokerPort = 0;

// `npm test` has built already; this is for whoever runs this file alone.
beforeAll(async () => {
  spawnSync(process.execPath, [join(projectRoot, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
  const ports = await freePorts(8);
  brokerPort = ports.at(-1) ?? 0;
  let next = 0;
  const text = instrumentSite
    .replaceAll(/(host: 127\.0\.0\.1, port: )\d+/g, (_, before: string) => `${before}${ports[next++]}`)
    .replace(/^ {2}port: 1883$/m, `  port: ${brokerPort}`);
  writeFileSync(site, text);
}, 60_000);
afterAll(async () => {
  await runner.endAll();
  rmSync(folder, { recursive: true });
}, 15_000);

const expected: readonly (readonly [device: string, says: RegExp])[] = [
  ['slm-north', /^sound\.laeq +\d+(\.\d+)? +dB +good/m],
  ['slm-rest', /^sound\.laf +\d+(\.\d+)? +dB +good/m],
  ['slm-cover-a', /^sound\.laeq +\d+(\.\d+)? +dB +good/m],
  ['slm-cover-b', /^sound\.laf +\d+(\.\d+)? +dB +good/m],
  ['temp-a1', /^temperature +\d+(\.\d+)? +degC +good/m],
];

test('check knows them, and what stands on which port', async () => {
  const { code, stdout } = await quietpost('check', site);
  expect(stdout).toMatch(/slm-a +serial \/dev\/serial\/by-id\/xl2 115200 8N1 +its own +1 nti-xl2/);
  expect(stdout).toMatch(/w1 +files in \/sys\/bus\/w1\/devices +its own +2 ds18b20/);
  expect(code).toBe(0);
});

const socat = outsidePrograms('socat');
test.skipIf(socat.skip || process.platform !== 'linux')(
  `read and bus work on serial lines and files${socat.note}`,
  async () => {
    const plan = await stationPlan('--serial');
    expect(plan.ports.map(({ kind }) => kind)).toEqual([...new Array(4).fill('meter-serial'), 'one-wire']);
    await readsAll(plan);
  },
  60_000,
);

test('read and bus work on sockets', async () => {
  const plan = await stationPlan();
  expect(plan.ports.map(({ kind }) => kind)).toEqual([...new Array(4).fill('meter-tcp'), 'one-wire']);
  await readsAll(plan);
  const [port] = plan.ports;
  if (port === undefined) throw new Error('no port');
  const bus = await inProcess((field, person) => pollBus(plan, port, 2500, field, person));
  expect(bus.text).toMatch(/^slm-north +nti-xl2 +[1-9]/m);
  if (port.kind !== 'meter-tcp') throw new Error('no socket');
  const xl2 = loadInstruments(site).filter(({ model }) => model === 'nti-xl2');
  const end = { kind: 'socket', host: port.host, port: port.port } as const;
  const found = await inProcess((field, person) => scanInstruments(end, xl2, field, person));
  expect(found.text).toMatch(/^nti-xl2 \(.*\), at 127\.0\.0\.1:\d+$/m);
  expect(found.code).toBe(0);
  const none = {
    ...plan,
    ports: plan.ports.map((one) => (one.kind === 'meter-tcp' ? { ...one, port: 1 } : one)),
  };
  const refused = await inProcess((field, person) => readDevice(none, 'slm-north', false, field, person));
  expect(refused.text).toContain('link is down');
  expect(refused.code).toBe(69);
}, 60_000);

test('the whole station starts on them, and the levels arrive at the back office', async () => {
  const started = runner.quietpost('start', site, '--history', 'off');
  const told = () => started.stdout() + started.stderr();
  await until(() => started.stdout().includes('stop '), 60_000, 'the greeting', told);
  const listener = await listenTo(brokerPort);
  onTestFinished(() => listener.close());
  for (const [device] of expected)
    await until(() => isGood(listener.latest<Live>(`live/${device}`)), 30_000, `${device} arrives`, told);
  started.kill('SIGINT');
  expect(await started.ended(10_000)).toBe(0);
  expect(told()).toContain('every output stands in its fail-safe value.');
}, 120_000);

function isGood(live: Live | undefined): boolean {
  return live !== undefined && Object.values(live.ch).every(({ v, q }) => v !== null && q === 0);
}

async function readsAll(plan: SitePlan): Promise<void> {
  for (const [device, says] of expected) {
    const { text, code } = await inProcess((field, person) => readDevice(plan, device, true, field, person));
    expect(text).toMatch(says);
    expect(code).toBe(0);
  }
}

async function stationPlan(...options: readonly string[]): Promise<SitePlan> {
  const loaded = loadSite(site);
  if (!loaded.ok) throw new Error(loaded.report);
  const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
  const child = spawn(process.execPath, [main, '--site', site, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  for await (const line of createInterface({ input: child.stdout })) {
    const { links } = JSON.parse(line) as { links: Record<string, string> };
    const overridden = overrideLinks(loaded.plan, links);
    if (!overridden.ok) throw new Error(overridden.message);
    return overridden.plan;
  }
  throw new Error('the station ended before it was ready');
}

async function inProcess(command: (field: Field, person: Person) => Promise<number>) {
  const lines: string[] = [];
  const person: Person = {
    write: (line) => void lines.push(line),
    complain: (line) => void lines.push(line),
    signal: new AbortController().signal,
  };
  const code = await command(realField(createSystemClock({ wallSync: 'assumed' })), person);
  return { code, text: lines.join('\n') };
}
