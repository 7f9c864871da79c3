/** Whoever may not build is told so; he used to wait for ever for a lock that he could not take. */

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const bin = join(import.meta.dirname, '..', '..', '..', 'bin');
const NOBODY = 65_534;
// Only root can become somebody who has no rights.
const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)('a user without the right to write there is refused in a sentence', () => {
  const root = mkdtempSync(join(tmpdir(), 'quietpost-prepare-'));
  mkdirSync(join(root, 'bin'));
  for (const name of ['prepare.mjs', 'node-version.mjs'])
    copyFileSync(join(bin, name), join(root, 'bin', name));
  writeFileSync(join(root, 'tsconfig.json'), '{}');
  chmodSync(root, 0o755);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'prepare.mjs')], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
    timeout: 10_000,
  });
  rmSync(root, { recursive: true, force: true });
  expect(stderr).toContain('this user may not');
  expect(status).toBe(77);
});
