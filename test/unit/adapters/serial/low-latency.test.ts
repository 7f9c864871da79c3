/** The latency timer of FTDI adapters, on a folder that looks like sysfs. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { shortenLatency } from '../../../../src/adapters/serial/low-latency.ts';

/** A port by its id, which leads to ttyUSB7, and what sysfs says about that. */
function adapter(): { readonly path: string; readonly sysfs: string; readonly timer: string } {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-latency-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'ttyUSB7'), '');
  const path = join(folder, 'usb-FTDI_A1-if00-port0');
  symlinkSync('ttyUSB7', path);
  const sysfs = join(folder, 'sysfs');
  mkdirSync(join(sysfs, 'ttyUSB7'), { recursive: true });
  return { path, sysfs, timer: join(sysfs, 'ttyUSB7', 'latency_timer') };
}

test('the timer of the adapter behind a name by id is set to 1 ms', async () => {
  const { path, sysfs, timer } = adapter();
  writeFileSync(timer, '16\n');
  expect(await shortenLatency(path, sysfs)).toBeUndefined();
  expect(readFileSync(timer, 'utf8').trim()).toBe('1');
});

test('a port without such a timer, or without sysfs, needs nothing', async () => {
  const { path, sysfs } = adapter();
  expect(await shortenLatency(path, sysfs)).toBeUndefined();
  expect(await shortenLatency(path, '/nowhere')).toBeUndefined();
  expect(await shortenLatency('/dev/nothing', sysfs)).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')(
  'where this user may not set it, the udev rule is told (Linux: a file that not even root may write)',
  async () => {
    const { path, sysfs, timer } = adapter();
    symlinkSync('/proc/sys/kernel/ngroups_max', timer);
    const told = await shortenLatency(path, sysfs);
    expect(told).toContain(`${path}: its adapter holds each answer back for up to`);
    expect(told).toContain('DRIVER=="ftdi_sio", ATTR{latency_timer}="1"');
  },
);
