/** An SD card wears out by what is written to it: the history has a budget. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRunner, projectRoot } from './running.ts';

const WRITTEN_MB_MAX = 55;
const GROWN_MB_MAX = 15;
const isLinux = existsSync('/proc/self/io');

test.skipIf(!isLinux)(
  `a day of the shipped station writes at most ${WRITTEN_MB_MAX} MB${isLinux ? '' : ' (skipped: counts in /proc)'}`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'quietpost-wear-'));
    const runner = createRunner();
    onTestFinished(async () => {
      await runner.endAll();
      rmSync(directory, { recursive: true });
    });
    const prepared = runner.program(process.execPath, join(projectRoot, 'bin', 'prepare.mjs'));
    expect(await prepared.ended(60_000)).toBe(0);
    const script = join(projectRoot, 'test', 'system', 'history-wear.mjs');
    const site = join(projectRoot, 'config', 'site.yaml');
    const day = runner.program(process.execPath, script, site, join(directory, 'history.db'));
    const code = await day.ended(60_000);
    expect(day.stderr()).toBe('');
    expect(code).toBe(0);
    const { writtenMb, grownMb } = JSON.parse(day.stdout());
    expect(writtenMb).toBeGreaterThan(1);
    expect(writtenMb).toBeLessThan(WRITTEN_MB_MAX);
    expect(grownMb).toBeLessThan(GROWN_MB_MAX);
  },
  130_000,
);
