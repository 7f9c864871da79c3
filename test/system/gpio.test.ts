/** Relays on GPIO through the tools of libgpiod, with real processes: a gateway that is killed, and what is left to do. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createFakeChip, type FakeChip } from '../../hw-mocks/devices/gpio-tools.ts';
import { createLibgpiodBank } from '../../src/adapters/gpio/gpio-libgpiod.ts';
import { freePorts } from '../free-ports.ts';
import { describeFault } from '../unit/language/said.ts';
import { createRunner, projectRoot, quietpost, until } from './running.ts';

const runner = createRunner();
const begun = 'out of fail-safe, automatic control begins';
const LEASE_MS = 20_000;

describe.skipIf(process.platform !== 'linux')('GPIO through libgpiod (needs Linux)', () => {
  beforeAll(() => {
    spawnSync(process.execPath, [join(projectRoot, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
  }, 120_000);
  afterEach(runner.endAll);

  test('killed or handed over, the shells hold the relays for the lease; within it the next gateway takes them over', async () => {
    const directory = folder();
    const site = await writeSite(directory);
    const main = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
    const station = runner.program(process.execPath, main, '--site', site, '--seed', '1');
    await until(() => station.stdout().includes('"ready":true'), 15_000, 'station', station.stderr);
    const { links } = JSON.parse(station.stdout().split('\n')[0] ?? '') as { links: Record<string, string> };
    const given = Object.entries(links).map(([bus, url]) => `${bus}=${url}`);
    const chip = (links['header'] ?? '').replace('gpiod://', '');
    const level = (line: number) => readOr0(join(chip, 'lines', String(line)));
    const levels = () => [26, 20, 21].map(level).join('');
    const moves = () => dedupe(readFileSync(join(chip, 'log'), 'utf8').match(/^26 [01]$/gm) ?? []);
    const run = async () => {
      const gateway = runner.quietpost('run', site, '--history', 'off', '--link', ...given);
      await until(() => gateway.stderr().includes(begun), 20_000, 'control begins', gateway.stderr);
      return gateway;
    };

    const first = await run();
    await until(() => levels() === '110', 5000, 'full power', levels);
    first.kill('SIGKILL');
    await first.ended(5000);
    const second = await run();
    expect(levels()).toBe('110');
    writeFileSync(join(directory, 'h.db.handover'), JSON.stringify({ v: 1, leftMs: Date.now() }));
    second.kill('SIGTERM');
    expect(await second.ended(5000)).toBe(0);
    expect(second.stderr()).toContain('keeps its value and its lease');
    const third = await run();
    // So that the new one has taken its lines before it is killed, too.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([levels(), moves()]).toEqual(['110', ['26 1']]);
    third.kill('SIGKILL');
    const killedMs = performance.now();
    await until(() => levels() === '000', LEASE_MS + 4000, 'fail-safe', levels);
    expect(performance.now() - killedMs).toBeGreaterThan(LEASE_MS - 1500);

    const fourth = await run();
    await until(() => levels() === '110', 20_000, 'full power again', fourth.stderr);
    expect(fourth.stderr()).not.toContain('could not be written');
    fourth.kill('SIGTERM');
    expect(await fourth.ended(5000)).toBe(0);
    expect([levels(), moves()]).toEqual(['000', ['26 1', '26 0', '26 1', '26 0']]);
  });

  test('npm start runs the example of one cover: relays on simulated GPIO, Ctrl-C leaves them in fail-safe', async () => {
    const started = runner.quietpost('start', await writeSite(folder()), '--history', 'off');
    await until(() => started.stderr().includes(begun), 25_000, 'control begins', started.stderr);
    const chip = /gpiod:\/\/(\S+)/.exec(started.stdout())?.[1] ?? '';
    const levels = () => [26, 20, 21].map((line) => readOr0(join(chip, 'lines', String(line)))).join('');
    await until(() => levels() === '110', 5000, 'full power', levels);
    started.kill('SIGINT');
    await until(() => started.stderr().includes('every output stands in its fail-safe value'), 5000, 'end');
    expect(await started.ended(5000)).toBe(0);
  });

  test.each([1, 2] as const)(
    'quietpost failsafe sets every line and lets go of it (libgpiod %i)',
    async (version) => {
      const directory = folder();
      const site = await writeSite(directory);
      const chip = createFakeChip(directory, { label: 'pinctrl-bcm2711', version, pulledHigh: [26, 21] });
      const { code, stdout } = await quietpost('failsafe', site, '--link', `header=gpiod://${directory}`);
      expect([code, stdout]).toEqual([0, 'relays: every relay stands in fail-safe.\n']);
      expect([26, 20, 21].map(chip.level)).toEqual([false, false, false]);
      expect([26, 20, 21].map(chip.isHeld)).toEqual([false, false, false]);
    },
  );

  test('quietpost failsafe says which line it could not set, and exits with 74', async () => {
    const directory = folder();
    const site = await writeSite(directory);
    const chip = createFakeChip(directory, { label: 'pinctrl-rp1', version: 2 });
    const holder = runner.program(join(directory, 'gpioset'), '--chip', 'gpiochip0', '20=1');
    await until(() => chip.isHeld(20), 3000, 'somebody else has line 20', holder.stderr);
    const { code, stdout } = await quietpost('failsafe', site, '--link', `header=gpiod://${directory}`);
    expect(code).toBe(74);
    expect(stdout).toMatch(
      /line 20 could not be set: .*line 20 is held by gpioset.*Does the gateway still run\?/,
    );
  });

  test.each([
    ['tools that are not there', folder, /install the Debian package gpiod/],
    [
      'a chip with another label',
      () => fakeFolder({ label: 'pinctrl-sun8i', version: 2 }),
      /there: pinctrl-sun8i/,
    ],
  ] as const)('%s: the fault says what to do', async (_name, make, says) => {
    const spec = { chip: 'raspberry-pi', lines: [17], isActiveLow: false, failSafe: [false], leaseMs: 5000 };
    const bank = createLibgpiodBank(spec, make());
    const text = await new Promise<string>((resolve) => {
      bank.set(0, true, (result) => resolve(result.ok ? 'done' : describeFault(result.fault)));
    });
    expect(text).toMatch(says);
  });

  test('the first level of a line is the wanted one: opening makes no pulse, and version 1 is never read', async () => {
    for (const version of [1, 2] as const) {
      const chip = createFakeChip(folder(), { label: 'pinctrl-rp1', version, pulledHigh: [17] });
      const spec = { chip: 'pinctrl-rp1', lines: [17], isActiveLow: true, failSafe: [false], leaseMs: 5000 };
      const bank = createLibgpiodBank(spec, chip.folder);
      await new Promise<void>((resolve) => bank.read(() => resolve()));
      await new Promise<void>((resolve) => bank.set(0, false, () => resolve()));
      expect(chip.log()).toEqual(['17 1']);
      expect(chip.isHeld(17)).toBe(true);
      await new Promise<void>((resolve) => bank.close(resolve));
      expect(chip.log()).toEqual(['17 1', '17 free']);
    }
  });

  test('a gpioset that somebody ends is found, told as a fault, and started again by the next write', async () => {
    const chip: FakeChip = createFakeChip(folder(), { label: 'pinctrl-rp1', version: 1 });
    const spec = { chip: 'pinctrl-rp1', lines: [17], isActiveLow: false, failSafe: [false], leaseMs: 5000 };
    const bank = createLibgpiodBank(spec, chip.folder);
    const set = () => new Promise<boolean>((resolve) => bank.set(0, true, ({ ok }) => resolve(ok)));
    const isRead = () => new Promise<boolean>((resolve) => bank.read(({ ok }) => resolve(ok)));
    expect(await set()).toBe(true);
    expect(await isRead()).toBe(true);
    const pid = join(chip.folder, 'held', '17', 'pid');
    process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM');
    await until(async () => !(await isRead()), 3000, 'the loss is seen');
    expect(await set()).toBe(true);
    expect(chip.isHeld(17)).toBe(true);
    await new Promise<void>((resolve) => bank.close(resolve));
  });

  test.each([1, 2] as const)(
    'a line counts as set when the kernel shows it as held, and not because gpioset is silent (libgpiod %i)',
    async (version) => {
      const directory = folder();
      const chip = createFakeChip(directory, { label: 'pinctrl-bcm2711', version });
      const spec = {
        chip: 'raspberry-pi',
        lines: [26],
        isActiveLow: false,
        failSafe: [false],
        leaseMs: 5000,
      };
      const bank = createLibgpiodBank(spec, directory);
      const set = (isOn: boolean) =>
        new Promise<string>((resolve) =>
          bank.set(0, isOn, (result) => resolve(result.ok ? 'held' : describeFault(result.fault))),
        );
      writeFileSync(join(directory, 'stuck'), '');
      expect(await set(true)).toContain('gpioset runs, but does not hold line 26 after 2 s');
      rmSync(join(directory, 'stuck'));
      expect(await set(true)).toBe('held');
      expect([chip.level(26), chip.isHeld(26)]).toEqual([true, true]);
      await new Promise<void>((resolve) => bank.close(resolve));
      expect(chip.isHeld(26)).toBe(false);
    },
  );
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'quietpost-gpio-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function fakeFolder(options: Parameters<typeof createFakeChip>[1]): string {
  return createFakeChip(folder(), options).folder;
}

/** The example of one cover on ports of its own. */
async function writeSite(directory: string): Promise<string> {
  const [brokerPort = 0] = await freePorts(1);
  const shipped = readFileSync(join(projectRoot, 'config', 'sites', 'one-cover.yaml'), 'utf8');
  const path = join(directory, 'site.yaml');
  const own = shipped
    .replace('port: 1883', `port: ${brokerPort}`)
    .replace('history: { ', `history: { path: ${join(directory, 'h.db')}, `)
    .replaceAll('lease: 30s', `lease: ${LEASE_MS / 1000}s`);
  writeFileSync(path, own);
  return path;
}

function readOr0(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '0';
  }
}

function dedupe(list: readonly string[]): string[] {
  return list.filter((one, index) => one !== list[index - 1]);
}
