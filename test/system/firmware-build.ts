/** Builds programs from the board's firmware with the C compiler of this machine. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'firmware-bridge', 'firmware');

/** False where gcc is missing and these tests may be left out; in CI they must run. */
export const canBuildFirmware =
  process.env['CI'] === 'true' || spawnSync('gcc', ['--version']).error === undefined;

const debianPackages: readonly (readonly [name: string, file: string])[] = [
  ['gcc-avr', '/usr/bin/avr-g++'],
  ['avr-libc', '/usr/lib/avr/include/avr/io.h'],
  ['arduino-core-avr', '/usr/share/arduino/hardware/arduino/avr/cores/arduino/Arduino.h'],
  ['libsimavr-dev', '/usr/include/simavr/sim_avr.h'],
  ['libelf-dev', '/usr/include/libelf.h'],
];
const missing = debianPackages.flatMap(([name, file]) => (existsSync(file) ? [] : [name]));

/** Whether the sketch of the ATmega328P can be compiled and run here; in CI it must be. */
export const avr = {
  skip: (missing.length > 0 || !canBuildFirmware) && process.env['CI'] !== 'true',
  /** Goes behind the tests' name, so that a skipped one says what is missing. */
  note: missing.length > 0 ? ` (needs the Debian packages ${missing.join(', ')})` : '',
};

const directory = mkdtempSync(join(tmpdir(), 'quietpost-firmware-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
/** Outlives the run. */
const shared = join(tmpdir(), 'quietpost-firmware');

/**
 * The core with the sources of one program, warnings as errors; the path of the result. Built once for all test files:
 * the name holds a hash of everything that went in.
 */
export function buildFirmware(program: string, options: readonly string[] = ['-O2']): string {
  const sources = ['line.c', 'report.c', 'core.c', program].map((file) => join(folder, file));
  const path = join(shared, hashOf([program, ...options, ...everySource()]));
  if (existsSync(path)) return path;
  const strict = ['-std=c99', '-Wall', '-Wextra', '-Wshadow', '-Werror'];
  mkdirSync(shared, { recursive: true });
  const fresh = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  const run = spawnSync('gcc', [...strict, ...options, '-o', fresh, ...sources, '-lm'], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`gcc: ${run.error?.message ?? run.stderr}`);
  // Two test files may build at once: what is there is whole.
  renameSync(fresh, path);
  return path;
}

export interface Sketch {
  /** The program that is the processor. */
  readonly simulator: string;
  readonly elf: string;
  /** Where in the flash the main loop asks for what has arrived, in hex. */
  readonly pollAddress: string;
}

/** The sketch as the Arduino IDE builds it, and simavr with our wires around it. */
export function buildSketch(): Sketch {
  const build = join(directory, 'avr');
  const run = spawnSync('make', ['-C', folder, 'avr', `BUILD=${build}`], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`make avr: ${run.error?.message ?? run.stderr}`);
  const elf = join(build, 'sketch.elf');
  const symbols = spawnSync('avr-nm', [elf], { encoding: 'utf8' }).stdout;
  const pollAddress = /^([0-9a-f]+) T qp_poll$/m.exec(symbols)?.[1];
  if (pollAddress === undefined) throw new Error('the sketch has no qp_poll');
  return { simulator: join(build, 'avr'), elf, pollAddress };
}

function everySource(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[ch]$/.test(file),
  );
  return files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}
