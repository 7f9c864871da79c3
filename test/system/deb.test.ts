/** The Debian package: what is unpacked from it runs without npm, compiler or build. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outsidePrograms } from './outside-programs.ts';
import { projectRoot } from './running.ts';

const needed = outsidePrograms('dpkg-deb', 'dpkg');
const folder = mkdtempSync(join(tmpdir(), 'quietpost-deb-test-'));
const unpacked = join(folder, 'root');
let file = '';

beforeAll(() => {
  if (needed.skip) return;
  file = run(process.execPath, join(projectRoot, 'scripts', 'deb.mjs'), '--out', folder).trim();
  run('dpkg-deb', '-R', file, unpacked);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: folder });
  expect(status, `${command} ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

test.skipIf(needed.skip)(
  `holds the program with all it needs at run time, and no tool of development${needed.note}`,
  () => {
    const lib = join(unpacked, 'usr', 'lib', 'quietpost');
    const cli = join(unpacked, 'usr', 'bin', 'quietpost');
    expect(run(process.execPath, cli, 'check', join(lib, 'config', 'site.yaml'))).toContain('2 cabinets');
    expect(
      run(process.execPath, cli, 'service', 'install', join(lib, 'config', 'site.yaml'), '--print'),
    ).toContain('WatchdogSec=');
    for (const name of ['better-sqlite3', 'mqtt', 'serialport'])
      expect(existsSync(join(lib, 'node_modules', name)), name).toBe(true);
    for (const name of ['vitest', 'typescript', '@biomejs', 'playwright-core'])
      expect(existsSync(join(lib, 'node_modules', name)), name).toBe(false);
  },
);

test.skipIf(needed.skip)(
  'brings the units of the service, its user and rights, and a handover for upgrades',
  () => {
    for (const path of [
      'systemd/system/quietpost.service',
      'systemd/system/quietpost-safe.service',
      'sysusers.d/quietpost.conf',
      'udev/rules.d/60-quietpost.rules',
    ])
      expect(existsSync(join(unpacked, 'usr', 'lib', path)), path).toBe(true);
    const script = readFileSync(join(unpacked, 'DEBIAN', 'postinst'), 'utf8');
    expect(script).toContain('quietpost service restart');
    for (const name of ['postinst', 'prerm', 'postrm'])
      expect(spawnSync('sh', ['-n', join(unpacked, 'DEBIAN', name)]).status, name).toBe(0);
    // Removing keeps what was recorded; purging does not.
    expect(readFileSync(join(unpacked, 'DEBIAN', 'prerm'), 'utf8')).not.toContain('/var/lib/quietpost');
  },
);
