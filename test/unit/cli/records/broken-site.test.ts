/** A site file with a mistake, as the commands that only need its history meet it: said in the language of the terminal. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { calibrate } from '../../../../src/cli/records/evidence/calibrate.ts';
import { explain } from '../../../../src/cli/records/explain.ts';
import { forecast } from '../../../../src/cli/records/forecast.ts';
import { whatif } from '../../../../src/cli/records/whatif.ts';
import { EXIT } from '../../../../src/model/exit-code.ts';

interface Io {
  readonly wallMs: number;
  write(line: string): void;
  complain(line: string): void;
}

afterEach(() => vi.unstubAllEnvs());

function brokenSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'site.yaml');
  writeFileSync(path, 'schemaVersion: 1\nzone: Asia/Nowhere\n');
  return path;
}

const commands: readonly [string, (site: string, io: Io) => number | Promise<number>][] = [
  ['forecast', (site, io) => forecast(site, {}, io)],
  ['whatif', (site, io) => whatif(site, { night: '2026-07-15' }, io)],
  ['explain', (site, io) => explain('lamp', { site }, io)],
  ['calibrate', (site, io) => calibrate('north', site, { level: '94', by: 'Li Wei', took: '2m' }, io)],
];

test.each(commands)('%s says in Chinese what is wrong where the terminal is Chinese', async (_, run) => {
  const site = brokenSite();
  const said = async (locale: string): Promise<string> => {
    vi.stubEnv('LC_ALL', locale);
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line);
    expect(await run(site, { wallMs: 0, write: say, complain: say })).toBe(EXIT.CONFIG);
    return lines.join('\n');
  };
  expect(await said('C.UTF-8')).toContain('error: "station" is missing in the file');
  const chinese = await said('zh_CN.UTF-8');
  expect(chinese).toContain(`${site}:1:1`);
  expect(chinese).toMatch(/\p{Script=Han}{4}/u);
  expect(chinese).not.toMatch(/error:|missing|add /);
});
