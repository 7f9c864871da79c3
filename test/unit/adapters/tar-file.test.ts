/** Tar files of our own: every computer opens them, and what was torn on the way is found. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTarGz, tarGzOf, writeTarGz } from '../../../src/adapters/files/tar-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'quietpost-tar-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = `${'folder/'.repeat(20)}a file with a long name.yaml`;
const texts = { 'one.txt': 'one\n', '中文.yaml': '夜间', empty: '', [long]: 'x'.repeat(2000) };

async function read(from: string | Uint8Array) {
  const found: Record<string, string> = {};
  const entries = await readTarGz(from, (name) => {
    const pieces: Uint8Array[] = [];
    return {
      write: (chunk) => void pieces.push(Buffer.from(chunk)),
      end: () => {
        found[name] = Buffer.concat(pieces).toString();
      },
    };
  });
  return { found, entries };
}

test('the tar of the system reads what we write, also long names and Chinese', async () => {
  const packed = await tarGzOf(texts, 1e9);
  const { status, stdout } = spawnSync('tar', ['-xzOf', '-', '中文.yaml', long], {
    input: packed,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(status).toBe(0);
  expect(stdout).toBe(`夜间${'x'.repeat(2000)}`);
});

test('we read what we and the tar of the system write', async () => {
  expect((await read(await tarGzOf(texts, 1e9))).found).toEqual(texts);
  writeFileSync(join(folder, 'one.txt'), 'one\n');
  const made = spawnSync('tar', ['-czf', '-', '--format=ustar', '-C', folder, 'one.txt']);
  expect((await read(made.stdout)).found).toEqual({ 'one.txt': 'one\n' });
});

test('a large file goes through without being held, into a file that nobody else may read', async () => {
  const large = join(folder, 'large');
  writeFileSync(large, Buffer.alloc(3_000_000, 7));
  const path = join(folder, 'large.tar.gz');
  await writeTarGz(path, [{ name: 'large', bytes: 3_000_000, content: { path: large } }], 1e9);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { entries } = await read(path);
  expect(entries).toMatchObject([{ name: 'large', bytes: 3_000_000 }]);
  await expect(writeTarGz(path, [], 1e9)).rejects.toMatchObject({ code: 'EEXIST' });
});

test('torn, changed or foreign files are refused', async () => {
  const packed = await tarGzOf({ a: 'x'.repeat(5000), b: 'y'.repeat(5000) }, 1e9);
  const changed = Buffer.from(packed);
  changed[Math.floor(packed.length / 2)] = (changed[Math.floor(packed.length / 2)] ?? 0) ^ 0xff;
  for (const bytes of [packed.subarray(0, packed.length - 12), changed, readFileSync('package.json')])
    await expect(read(bytes)).rejects.toThrow();
});
