/** The firmware as a process on a pseudo terminal. Its log is the witness: what moved, when, on the same clock as ours. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { buildFirmware, buildSketch, type Sketch } from './firmware-build.ts';

/** Built once for all tests of a file. */
let program: string | undefined;
let sketch: Sketch | undefined;

export interface BoardProcess {
  readonly process: ChildProcess;
  /** The terminal to open. */
  readonly path: string;
  /** "relay 3 on", "fan 1 60", "why 0 commanded". */
  entries(): string[];
  /** What moved, and when. */
  moves(): { readonly atMs: number; readonly entry: string }[];
  /** How long the board's clock has stood still because this machine could not keep up. */
  lagMs(): number;
  /** "3 on", in order. */
  relayEdges(): string[];
  /** When `entry` stood in the log for the `count`th time, waiting for it. */
  until(entry: string | RegExp, count?: number): Promise<number>;
}

export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

/** The host build. */
export function startBoard(...options: string[]): Promise<BoardProcess> {
  program ??= buildFirmware('host/main.c');
  const directory = newFolder();
  return start(program, directory, ['--store', join(directory, 'kept'), ...options]);
}

/** The sketch of the ATmega328P in simavr, which must keep up with real time: `lagMs` tells what it did not. */
export function startAvrBoard(...options: string[]): Promise<BoardProcess> {
  sketch ??= buildSketch();
  const { simulator, elf, pollAddress } = sketch;
  return start(simulator, newFolder(), ['--poll', pollAddress, ...options], elf);
}

function newFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-board-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function start(
  command: string,
  directory: string,
  options: readonly string[],
  ...first: readonly string[]
): Promise<BoardProcess> {
  const [log, path] = [join(directory, 'log'), join(directory, 'line')];
  const words = [...first, '--log', log, '--link', path, ...options];
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');

  const timed = () => {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => ({ atMs: Number.parseFloat(line), entry: line.slice(line.indexOf(' ') + 1) }));
  };
  const isLag = (entry: string) => entry.startsWith('lag ');
  const entries = () => timed().flatMap(({ entry }) => (isLag(entry) ? [] : [entry]));
  return {
    process: child,
    path,
    entries,
    moves: () => timed().filter(({ entry }) => /^(relay|fan) /.test(entry)),
    lagMs: () =>
      timed()
        .filter(({ entry }) => isLag(entry))
        .reduce((sum, { entry }) => sum + Number(entry.slice('lag 0 '.length)), 0),
    relayEdges: () => entries().flatMap((entry) => /^relay (.*)/.exec(entry)?.[1] ?? []),
    async until(entry, count = 1) {
      const isIt = (text: string) => (typeof entry === 'string' ? text === entry : entry.test(text));
      for (const endMs = monotonicMs() + 15_000; monotonicMs() < endMs; await wait(10)) {
        const found = timed().filter((line) => isIt(line.entry))[count - 1];
        if (found !== undefined) return found.atMs;
      }
      throw new Error(`the board never said "${entry}" ${count} times:\n${entries().join('\n')}`);
    },
  };
}
