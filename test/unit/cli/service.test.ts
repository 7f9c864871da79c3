/** `quietpost service` without a service manager: what it writes, what it refuses. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { service } from '../../../src/cli/service/service.ts';
import { stateFolderFor } from '../../../src/config/load/load-site.ts';
import { EXIT } from '../../../src/model/exit-code.ts';

const site = 'config/sites/one-cover.yaml';

function called(what: string, file: string, options: Parameters<typeof service>[2] = {}) {
  const said: string[] = [];
  const io = {
    write: (line: string) => void said.push(line),
    complain: (line: string) => void said.push(line),
  };
  return { code: service(what, file, options, io), text: said.join('\n') };
}

test('install writes units, user and rights below another root, and starts nothing there', () => {
  const root = mkdtempSync(join(tmpdir(), 'quietpost-image-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  expect(called('install', site, { root }).code).toBe(EXIT.OK);
  const unit = readFileSync(join(root, 'etc/systemd/system/quietpost.service'), 'utf8');
  expect(unit).toMatch(/^ExecStart=.* run \/.*one-cover\.yaml$/m);
  expect(unit).toContain('DeviceAllow=char-gpiochip rw');
  expect(existsSync(join(root, 'usr/lib/sysusers.d/quietpost.conf'))).toBe(true);
});

test('a site file with errors is refused before anything is written', () => {
  const { code, text } = called('install', 'config/nowhere.yaml', { print: true });
  expect(code).toBe(EXIT.CONFIG);
  expect(text).not.toContain('[Unit]');
});

test('another word is refused with those there are', () => {
  expect(called('reboot', site)).toEqual({
    code: EXIT.USAGE,
    text: 'quietpost service: there is install, uninstall, status and restart, not "reboot"',
  });
});

test('a site below /etc keeps its history where services keep their state, whatever the working folder', () => {
  expect(stateFolderFor('/etc/quietpost/site.yaml')).toEqual({ stateFolder: '/var/lib/quietpost' });
  expect(stateFolderFor('config/site.yaml')).toEqual({});
});
