/** Other people's Modbus, from Debian: what of it is here, and how it is started. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OutsidePrograms, outsidePrograms } from './outside-programs.ts';

const folder = join(import.meta.dirname, 'peers');
/** Debian's own: another Python on the path does not see Debian's packages. */
const python = '/usr/bin/python3';

export const mbpoll = outsidePrograms('mbpoll');
export const socat = outsidePrograms('socat');
export const libmodbus = present('libmodbus-dev', () =>
  runs('gcc', '-x', 'c', '-fsyntax-only', join(folder, 'libmodbus-server.c')),
);
export const pymodbus = present('python3-pymodbus', () =>
  runs(python, '-c', 'import pymodbus, serial_asyncio'),
);

export type Command = readonly [string, ...string[]];

export function pymodbusCommand(script: 'pymodbus-server.py' | 'pymodbus-client.py'): Command {
  return [python, join(folder, script)];
}

/** Compiles the server once; it goes when this process goes. */
export function libmodbusCommand(): Command {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-libmodbus-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'server');
  const source = join(folder, 'libmodbus-server.c');
  const run = spawnSync('gcc', ['-O2', '-Wall', '-Werror', '-o', path, source, '-lmodbus'], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`gcc: ${run.error?.message ?? run.stderr}`);
  return [path];
}

/** What several of them together mean for a test that needs all. */
export function all(...needs: readonly OutsidePrograms[]): OutsidePrograms {
  return {
    skip: needs.some(({ skip }) => skip),
    note: needs.map(({ note }) => note).join(''),
  };
}

function present(name: string, isThere: () => boolean): OutsidePrograms {
  const skip = process.env['CI'] !== 'true' && !isThere();
  return { skip, note: skip ? ` (skipped: ${name} not installed)` : '' };
}

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}
