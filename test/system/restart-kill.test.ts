/**
 * Real gateways killed with SIGKILL at random moments and started again, by day and by night, with one, two and nine
 * cabinets, against a station that counts every change of a relay: none changes while the leases hold.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serveGpio } from '../../hw-mocks/devices/gpio-chip.ts';
import { createFaultSwitches } from '../../hw-mocks/faults/faults.ts';
import { serveTcp } from '../../hw-mocks/links/tcp-server.ts';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createStation } from '../../hw-mocks/station/station.ts';
import { createWire } from '../../hw-mocks/wire.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { freePorts } from '../free-ports.ts';
import { sampleSize } from '../sample-size.ts';
import { createRunner, projectRoot, type Running, until } from './running.ts';

type Time = 'day' | 'night';
/** Cabinets by site: two, one with its relays on GPIO, nine. */
const sites = ['site.yaml', 'sites/one-cover.yaml', 'sites/before-upgrade.yaml'] as const;
const cases: readonly (readonly [string, Time])[] = sampleSize({
  sample: [
    ['site.yaml', 'night'],
    ['sites/one-cover.yaml', 'day'],
    ['sites/before-upgrade.yaml', 'night'],
  ],
  full: sites.flatMap((site) => (['day', 'night'] as const).map((time) => [site, time] as const)),
});
const kills = sampleSize({ sample: 1, full: 5 });

const WARM_UP_S = 3600;
/** The first decisions by what is known come within it. */
const WATCHED_MS = 3000;
const begun = 'out of fail-safe, automatic control begins';
const runner = createRunner();

beforeAll(async () => {
  const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
  expect(await prepared.ended(60_000)).toBe(0);
}, 90_000);
afterAll(runner.endAll, 15_000);

describe(`${cases.length * kills} times kill -9`, () => {
  test.each(cases)('%s by %s: no relay changes because of it', async (site, time) => {
    const field = await createField(site, time);
    let gateway = await field.start();
    await settled(field.changes);
    const changed: string[] = [];
    for (let count = 0; count < kills; count += 1) {
      await sleep(1000 + 4000 * Math.random());
      const before = field.changes();
      gateway.kill('SIGKILL');
      await gateway.ended(5000);
      await sleep(4000 * Math.random());
      gateway = await field.start();
      await sleep(WATCHED_MS);
      const voices = gateway.stderr().match(/lamp .*(voices|people)/g)?.length ?? 0;
      const changes = field.changes() - before - voices;
      if (changes > 0) changed.push(`${changes} after the kill ${count + 1}: ${gateway.stderr()}`);
    }
    expect(changed).toEqual([]);
    gateway.kill('SIGTERM');
    expect(await gateway.ended(8000)).toBe(0);
  });
});

/** A station on ports of this process, and gateways as processes of their own that go on from one history. */
async function createField(site: string, time: Time) {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-kill-'));
  const path = join(directory, 'site.yaml');
  const shipped = readFileSync(join(projectRoot, 'config', site), 'utf8');
  writeFileSync(path, shipped.replace(/^night: .*$/m, `night: ${nightFor(time)}`));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error(loaded.report);
  const { links, changes, end } = await serve(loaded.plan, directory);
  const [brokerPort = 0] = await freePorts(1);
  onTestFinished(() => {
    end();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    changes,
    async start(): Promise<Running> {
      const gateway = runner.quietpost(
        ...['run', path, '--history', join(directory, 'history.db')],
        ...['--broker', `mqtt://127.0.0.1:${brokerPort}`, '--link', ...links],
      );
      await until(() => gateway.stderr().includes(begun), 25_000, 'control begins', gateway.stderr);
      return gateway;
    },
  };
}

async function serve(plan: SitePlan, directory: string) {
  const system = createSystemClock({ wallSync: 'assumed' });
  let isOver = false;
  const clock: Clock = { ...system, at: (atMs, run) => system.at(atMs, () => (isOver ? undefined : run())) };
  const beganMs = clock.nowMs();
  const startWallMs = clock.wallMs() - WARM_UP_S * 1000;
  const station = createStation(plan, noInputs, { seed: 1, startWallMs, equipment: 'on' });
  station.advance(WARM_UP_S * 1000);
  const timer = setInterval(
    () => station.advance(WARM_UP_S * 1000 + Math.floor(clock.nowMs() - beganMs)),
    1000,
  );
  const wire = createWire(plan, station, clock, { faults: createFaultSwitches(), transport: 'tcp' });
  const links: string[] = [];
  const ends: (() => void)[] = [() => clearInterval(timer)];
  for (const bus of [...wire.buses, ...wire.instruments]) {
    const server = await serveTcp((end) => bus.serve(end), clock, { port: 0 });
    if (!server.ok) throw new Error(server.fault);
    links.push(`${bus.id}=tcp://127.0.0.1:${server.value.port}`);
    ends.push(server.value.close);
  }
  const chips = Object.entries(serveGpio(plan, station, directory, clock));
  links.push(...chips.map(([bus, url]) => `${bus}=${url}`));
  return {
    links,
    changes: () =>
      chips.reduce(
        (sum, [, url]) => sum + gpioChanges(url.replace('gpiod://', '')),
        plan.banks.length > 0 ? 0 : station.truth().relaySwitches,
      ),
    end: () => {
      isOver = true;
      for (const close of ends) close();
    },
  };
}

/** Changes of level in the log of a simulated chip, where a line is taken again at the same level, too. */
function gpioChanges(chip: string): number {
  const levels = new Map<string, string>();
  let changes = 0;
  for (const entry of readFileSync(join(chip, 'log'), 'utf8').split('\n')) {
    const [line = '', level = ''] = entry.split(' ');
    if (level !== '0' && level !== '1') continue;
    if ((levels.get(line) ?? '0') !== level) changes += 1;
    levels.set(line, level);
  }
  return changes;
}

/** Hours of the night, so that it is `time` now at the site. */
function nightFor(time: Time): string {
  const hour = (Math.floor(Date.now() / 3_600_000) + 8) % 24;
  const at = (hours: number) => `'${String((hour + hours + 24) % 24).padStart(2, '0')}:00'`;
  return time === 'night' ? `{ start: ${at(-1)}, end: ${at(7)} }` : `{ start: ${at(8)}, end: ${at(16)} }`;
}

/** At the very first start the relays go from fail-safe to where they belong, some seconds long with nine cabinets. */
async function settled(changes: () => number): Promise<void> {
  for (let before = -1; before !== changes(); await sleep(3000)) before = changes();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
