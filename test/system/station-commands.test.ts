/** What a person gets who types something wrong: where it is, what to write, and an exit code a script can trust. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRunner, projectRoot, quietpost } from './running.ts';
import { shippedText } from './station-site.ts';

const directory = mkdtempSync(join(tmpdir(), 'quietpost-commands-'));
afterAll(() => rmSync(directory, { recursive: true }));

beforeAll(async () => {
  const prepared = createRunner().program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
  expect(await prepared.ended(60_000)).toBe(0);
}, 60_000);

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** `line:column` of the first place where `part` stands in `text`. */
function placeOf(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

test.each(['run', 'start', 'check'])(
  '%s refuses an unknown key and a number without a unit, each with its place, and exits with 78',
  async (command) => {
    const text = shippedText.replace('cycle: 1s', 'cycle: 1').replace('night: { start:', 'nigth: { start:');
    const path = file('wrong.yaml', text);
    const { code, stdout, stderr } = await quietpost(command, path);
    const said = stdout + stderr;
    expect(code).toBe(78);
    expect(said).toContain(`wrong.yaml:${placeOf(text, '1 # control period')}`);
    expect(said).toContain('write "1s"');
    expect(said).toContain(`wrong.yaml:${placeOf(text, 'nigth')}`);
    expect(said).toContain('did you mean "night"?');
  },
);

test('check speaks the language that is asked for, else that of the environment', async () => {
  const path = file('chinese.yaml', shippedText.replace('cycle: 1s', 'cycle: 1'));
  const asked = await quietpost('check', path, '--lang', 'zh');
  expect(asked.code).toBe(78);
  expect(asked.stdout).toContain('错误：1 没有单位');
  expect(asked.stdout).toContain('无法使用。未作任何更改。');
  const cli = join(projectRoot, 'bin', 'quietpost.mjs');
  const locale = ['LC_ALL=', 'LC_MESSAGES=', 'LANG=zh_CN.UTF-8'];
  const here = createRunner().program('env', ...locale, process.execPath, cli, 'check', path);
  expect(await here.ended(15_000)).toBe(78);
  expect(here.stdout()).toBe(asked.stdout);
  const refused = await quietpost('run', path, '--lang', 'zh');
  expect(refused.code).toBe(78);
  expect(refused.stderr).toContain('错误：1 没有单位');
});

test('run refuses real lines without a back office, unless the site file says so', async () => {
  const real = shippedText.replace('host: 127.0.0.1', 'host: 192.0.2.7');
  const { code, stderr } = await quietpost('run', file('alone.yaml', real));
  expect(code).toBe(78);
  expect(stderr).toContain('onSite: true');
});

test('a unit that does not fit is refused with its place', async () => {
  const text = shippedText.replace('lease: 30s, rest: 20, min: 20 }', 'lease: 30min, rest: 20, min: 20 }');
  const { code, stderr } = await quietpost('run', file('unit.yaml', text));
  expect(code).toBe(78);
  expect(stderr).toContain(`unit.yaml:${placeOf(text, '30min')}`);
});

test.each([
  ['background', 'datetime,LEQ dB -A\n2025-03-22 00:00:00,44.1\n2025-03-22 00:00:01,loud\n', '3:21'],
  ['background', 'datetime,LEQ dB -A\n2025-03-22 00:00:00,44.1\n2025-02-30 00:00:01,44\n', '3:1'],
  ['weather', 'year,month,day,hour,TEMP\n2013,3,1,0,-0.7\n', '1:1'],
])('a malformed %s file is refused with line and column, and exits with 65', async (option, text, place) => {
  const path = file(`${option}.csv`, text);
  const { code, stderr } = await quietpost('simulate', `--${option}`, path);
  expect(code).toBe(65);
  expect(stderr).toContain(`${path}:${place}: `);
});

describe('every command', () => {
  let commands: string[] = [];
  beforeAll(async () => {
    const { stdout } = await quietpost('--help');
    const list = stdout.slice(stdout.indexOf('Commands:'));
    commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'help');
  });

  test('shows an example in its help', { timeout: 90_000 }, async () => {
    expect(commands).toEqual(
      expect.arrayContaining(['run', 'start', 'check', 'simulate', 'replay', 'watch']),
    );
    const without: string[] = [];
    for (const command of commands) {
      const { code, stdout } = await quietpost(command, '--help');
      if (code !== 0 || !/Examples?:\n +(sudo )?(quietpost|npm|npx)/.test(stdout)) without.push(command);
    }
    expect(without).toEqual([]);
  });

  test('says what it takes when it is called wrongly, and exits with 64', async () => {
    const { code, stderr } = await quietpost('run', '--no-such-option');
    expect(code).toBe(64);
    expect(stderr).toContain('--no-such-option');
    expect(stderr).toContain('--help');
    expect((await quietpost('no-such-command')).code).toBe(64);
  });
});

test('a recording torn in the middle is named by its line, and exits with 65', async () => {
  const path = file('torn.ndjson', '{"recording":"quietpost","v":1,"pl\n{}\n');
  expect(await quietpost('replay', path)).toMatchObject({
    code: 65,
    stderr: expect.stringContaining(`${path}:1:`),
  });
  expect((await quietpost('replay', join(directory, 'none.ndjson'))).code).toBe(66);
});

test('watch says when there is no broker, and exits with 69', async () => {
  const { code, stderr } = await quietpost('watch', '--url', 'mqtt://127.0.0.1:1');
  expect(code).toBe(69);
  expect(stderr).toContain('--wait');
});
