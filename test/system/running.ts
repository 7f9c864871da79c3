/** Real processes for system tests: what they say, when they end, and that none outlives its test. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..', '..');
const cli = join(projectRoot, 'bin', 'quietpost.mjs');
const POLL_MS = 20;

export interface Running {
  readonly pid: number;
  /** Everything said so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** One line to its stdin. */
  say(line: string): void;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Exit code, or the signal that ended it; within `ms` or an error. */
  ended(ms: number): Promise<number | string>;
}

export interface Runner {
  /** A quietpost command. */
  quietpost(...args: readonly string[]): Running;
  /** Any other program. */
  program(command: string, ...args: readonly string[]): Running;
  /** Ends what still runs, each by its own process id. */
  endAll(): Promise<void>;
}

export function createRunner(): Runner {
  const all: Running[] = [];
  const program = (command: string, ...args: readonly string[]): Running => {
    const running = start(command, args);
    all.push(running);
    return running;
  };
  return {
    program,
    quietpost: (...args) => program(process.execPath, cli, ...args),
    async endAll() {
      await Promise.all(all.map(end));
    },
  };
}

/** Runs a quietpost command to its end. */
export async function quietpost(
  ...args: readonly string[]
): Promise<{ code: number | string; stdout: string; stderr: string }> {
  const running = start(process.execPath, [cli, ...args]);
  try {
    const code = await running.ended(15_000);
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  } finally {
    running.kill('SIGKILL');
  }
}

/** Waits until `met`, at most `ms`; the error says what did not come, and `told` what did. */
export async function until(
  met: () => boolean | Promise<boolean>,
  ms: number,
  what: string,
  told: () => string = () => '',
): Promise<void> {
  const deadlineMs = performance.now() + ms;
  while (!(await met())) {
    if (performance.now() > deadlineMs) throw new Error(`not within ${ms} ms: ${what}\n${told()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * A time that holds on a machine with a free core, longer by as much as this one is busier: a process that is promised to
 * be there in 3 s starts late where others wait for the same core.
 */
export function whenBusy(ms: number): number {
  return ms * Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
}

/** Whether somebody listens on this port of the loopback. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { cwd: projectRoot, env: { ...process.env, NO_COLOR: '1' } });
  let stdout = '';
  let stderr = '';
  let outcome: number | string | undefined;
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  child.stdin.on('error', () => {});
  child.once('error', (error) => {
    outcome = error.message;
  });
  child.once('exit', (code, signal) => {
    outcome = code ?? signal ?? 'ended';
  });
  return {
    pid: child.pid ?? Number.NaN,
    stdout: () => stdout,
    stderr: () => stderr,
    say: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => killOwn(child, signal),
    async ended(ms) {
      const told = () => `${stdout.slice(-1500)}\n${stderr.slice(-1500)}`;
      await until(() => outcome !== undefined, ms, `${command} ${args.join(' ')} ends`, told);
      return outcome ?? 'ended';
    },
  };
}

function killOwn(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

async function end(running: Running): Promise<void> {
  running.kill('SIGTERM');
  try {
    await running.ended(4000);
  } catch {
    running.kill('SIGKILL');
  }
}
