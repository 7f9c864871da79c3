/** The picture of the rooms shows the imports of today. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'picture.mjs');
let folder = '';

afterEach(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

test('the picture in docs/architecture.md is up to date (npm run picture draws it)', () => {
  const { status, stderr } = picture('--check');
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('a new import makes the picture out of date until it is drawn anew', () => {
  house({
    'src/a/one.ts': "import { two } from '../b/in/two.ts';",
    'src/b/in/two.ts': 'export const two = 2;',
  });
  expect(picture('--check', '--root', folder).status).toBe(1);
  expect(picture('--root', folder).status).toBe(0);
  expect(picture('--check', '--root', folder).status).toBe(0);
  const drawn = readFileSync(join(folder, 'docs', 'architecture.md'), 'utf8');
  expect(drawn).toContain('a --> b');
  expect(drawn).toContain('b["<b>b</b><br/>in"]');
  expect(drawn).toMatch(/^before\n[\s\S]*\nafter\n$/);

  write('src/b/in/two.ts', "import { three } from '../../c/three.ts';");
  write('src/c/three.ts', 'export const three = 3;');
  expect(picture('--check', '--root', folder)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('out of date'),
  });
});

test('an arrow that others imply is left out, and what a comment mentions is no import', () => {
  house({
    'src/a/one.ts': "import '../b/two.ts';\nimport '../c/three.ts';",
    'src/b/two.ts': "import '../c/three.ts';",
    'src/c/three.ts': "// import '../a/one.ts';",
  });
  picture('--root', folder);
  const drawn = readFileSync(join(folder, 'docs', 'architecture.md'), 'utf8');
  expect(drawn.match(/\w+ --> \w+/g)).toEqual(['a --> b', 'b --> c']);
});

function picture(...args: readonly string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

/** A small house with a document that has a place for its picture. */
function house(files: Readonly<Record<string, string>>): void {
  folder = mkdtempSync(join(tmpdir(), 'picture-'));
  for (const room of ['hw-mocks', 'firmware-bridge']) mkdirSync(join(folder, room));
  write(
    'docs/architecture.md',
    'before\n<!-- picture: npm run picture -->\n<!-- end of picture -->\nafter\n',
  );
  for (const [file, text] of Object.entries(files)) write(file, text);
}

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}
