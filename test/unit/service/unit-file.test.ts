/** The units that systemd is given. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSite } from '../../../src/config/load/load-site.ts';
import { needsOf, type ServiceNeeds, unitFiles, WATCHDOG_S } from '../../../src/service/unit-file.ts';
import { shippedPlan } from '../../scenario/rig.ts';

const places = { program: '/usr/bin/quietpost', site: '/etc/quietpost/site.yaml' };
const everything: ServiceNeeds = { serial: true, gpioChip: true, gpioSysfs: true };
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

function unit(name: string, needs = everything): string {
  return unitFiles(places, needs)[name] ?? '';
}

test('a station on the network alone gets no device, one with relays on GPIO gets those and may write their files', () => {
  const network = unit('quietpost.service', { serial: false, gpioChip: false, gpioSysfs: false });
  expect(network).toContain('PrivateDevices=yes');
  expect(network).not.toContain('DeviceAllow');
  expect(network).not.toContain('ReadWritePaths');
  const relays = unit('quietpost.service', { serial: false, gpioChip: true, gpioSysfs: true });
  expect(relays).toContain('DeviceAllow=char-gpiochip rw');
  expect(relays).toContain('KillMode=process');
  expect(relays).not.toContain('char-ttyUSB');
  expect(relays).toContain('ReadWritePaths=-/sys/class/gpio -/sys/devices');
});

test('the service is started as small as the command starts itself', () => {
  const [shebang = ''] = readFileSync('bin/quietpost.mjs', 'utf8').split('\n');
  const arenas = /MALLOC_ARENA_MAX=\d+/.exec(shebang)?.[0];
  for (const name of ['quietpost.service', 'quietpost-safe.service']) {
    expect(unit(name).split('\n')).toContain(`Environment=${arenas}`);
  }
});

test('the needs of a station come from its site file', () => {
  expect(needsOf(shippedPlan())).toEqual({ serial: false, gpioChip: false, gpioSysfs: false });
  const oneCover = loadSite('config/sites/one-cover.yaml');
  if (!oneCover.ok) throw new Error(oneCover.report);
  expect(needsOf(oneCover.plan)).toEqual({ serial: true, gpioChip: true, gpioSysfs: true });
});

test('after the last start that is allowed, safe mode follows, and gives way to the usual service', () => {
  expect(unit('quietpost.service')).toContain('OnFailure=quietpost-safe.service');
  expect(unit('quietpost.service')).toContain('Conflicts=quietpost-safe.service');
  expect(unit('quietpost-safe.service')).toContain('run /etc/quietpost/site.yaml --safe-mode');
  expect(unit('quietpost-safe.service')).toContain('OnFailure=quietpost.service');
});

test('docs/service.md says the times and numbers of the units', () => {
  const docs = readFileSync('docs/service.md', 'utf8').replaceAll(/\s+/g, ' ');
  expect(docs).toContain(`is not fed for ${WATCHDOG_S} s`);
  expect(unit('quietpost.service')).toContain(`WatchdogSec=${WATCHDOG_S}`);
  expect(docs).toContain('After the fifth start in ten minutes');
  expect(unit('quietpost.service')).toContain('StartLimitIntervalSec=600\nStartLimitBurst=5');
  expect(docs).toContain('After an hour the usual service');
  expect(unit('quietpost-safe.service')).toContain('RuntimeMaxSec=3600');
});

// systemd 252 gives a service without any protection 9.6.
test.skipIf(!hasSystemd)('the exposure of both units is at most 2.5, and systemd knows every key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-units-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(unitFiles({ ...places, program: '/bin/true' }, everything))) {
    const file = join(folder, name);
    writeFileSync(file, text);
    const { stdout, stderr, status } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=25', '--no-pager', file],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status, stdout.trim().split('\n').at(-1)).toBe(0);
  }
});
