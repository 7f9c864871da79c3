/** The firmware as a process on a pseudo terminal. Its log is the witness: what moved, when, on the same clock as ours. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { buildFirmware } from './firmware-build.ts';

/** Built once for all tests of a file. */
let program: string | undefined;

export interface BoardProcess {
  readonly process: ChildProcess;
  /** The terminal to open. */
  readonly path: string;
  /** "relay 3 on", "fan 1 60", "why 0 commanded". */
  entries(): string[];
  /** "3 on", in order. */
  relayEdges(): string[];
  /** When `entry` stood in the log for the `count`th time, waiting for it. */
  until(entry: string | RegExp, count?: number): Promise<number>;
}

export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

export async function startBoard(...options: string[]): Promise<BoardProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-board-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [log, path] = [join(directory, 'log'), join(directory, 'line')];
  const files = ['--log', log, '--link', path, '--store', join(directory, 'kept')];
  program ??= buildFirmware('host/main.c');
  const child = spawn(program, [...files, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');

  const timed = () => {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => ({ atMs: Number.parseFloat(line), entry: line.slice(line.indexOf(' ') + 1) }));
  };
  const entries = () => timed().map(({ entry }) => entry);
  return {
    process: child,
    path,
    entries,
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
