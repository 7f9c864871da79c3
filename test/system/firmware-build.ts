/** Builds programs from the board's firmware with the C compiler of this machine. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'firmware-bridge', 'firmware');

/** False where gcc is missing and these tests may be left out; in CI they must run. */
export const canBuildFirmware =
  process.env['CI'] === 'true' || spawnSync('gcc', ['--version']).error === undefined;

const directory = mkdtempSync(join(tmpdir(), 'quietpost-firmware-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
let built = 0;

/** The core with the sources of one program, warnings as errors; the path of the result. */
export function buildFirmware(program: string, options: readonly string[] = ['-O2']): string {
  const path = join(directory, `program-${built++}`);
  const sources = ['line.c', 'report.c', 'core.c', program].map((file) => join(folder, file));
  const strict = ['-std=c99', '-Wall', '-Wextra', '-Wshadow', '-Werror'];
  const run = spawnSync('gcc', [...strict, ...options, '-o', path, ...sources, '-lm'], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`gcc: ${run.error?.message ?? run.stderr}`);
  return path;
}
