/** The site files that were in force come back as they were written, beside the present one and never over it. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { config } from '../../../../src/cli/settings/config.ts';
import { writeConfig } from '../../../../src/store/file/write-batch.ts';
import { newDatabase, newPath, write } from '../../store/fixture.ts';

const first = Date.UTC(2026, 6, 15, 14);

async function asked(action: string, hash?: string) {
  const path = newPath();
  const db = newDatabase(path);
  write(db, (sql) => {
    const plan = { zone: 'Asia/Shanghai' };
    writeConfig(sql, 'aaa111', JSON.stringify({ ...plan, siteText: 'site: one # as written\n' }), first);
    writeConfig(sql, 'bbb222', JSON.stringify({ ...plan, siteText: 'site: two\n' }), first + 60_000);
    writeConfig(sql, 'ccc333', JSON.stringify(plan), first + 120_000);
  });
  const site = join(dirname(path), 'site.yaml');
  writeFileSync(site, 'site: present\n');
  const lines: string[] = [];
  const io = { write: (line: string) => lines.push(line), complain: (line: string) => lines.push(line) };
  const run = (): Promise<number> => config(action, { history: path, site, hash }, io);
  return { code: await run(), lines, site, again: run };
}

test('list says since when each was in force, in the time of the site', async () => {
  const { lines } = await asked('list');
  expect(lines).toEqual(['2026-07-15 22:00  aaa111', '2026-07-15 22:01  bbb222', '2026-07-15 22:02  ccc333']);
});

test('show gives the text with its comments', async () => {
  const { code, lines } = await asked('show', 'aaa');
  expect([code, lines]).toEqual([0, ['site: one # as written\n']]);
});

test('restore writes a new file, and refuses to write it twice', async () => {
  const { code, site, again, lines } = await asked('restore', 'bbb');
  const path = join(dirname(site), 'site.bbb222.yaml');
  expect(code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe('site: two\n');
  expect(readFileSync(site, 'utf8')).toBe('site: present\n');
  expect(await again()).toBe(73);
  expect(lines.at(-1)).toContain('is there already');
});

test('what is not there, and what an older version kept without its text, is said in words', async () => {
  expect((await asked('show', 'zzz')).code).toBe(66);
  const { code, lines } = await asked('restore', 'ccc');
  expect(code).toBe(65);
  expect(lines[0]).toContain('not the file');
  expect((await asked('fly', 'aaa')).code).toBe(64);
  expect(existsSync('site.ccc333.yaml')).toBe(false);
});
