/**
 * One `gpioset` that holds one line, watched by a shell. On a word the shell ends gpioset and does nothing more; if its
 * input ends without that word, the gateway is gone: the shell holds the line for one lease, for the next gateway to take
 * over (left-lines.ts), and then sets it to fail-safe.
 */

import { spawn } from 'node:child_process';
import { message } from '../../model/message.ts';
import { gpioProblem } from './gpio-problem.ts';
import { type GpioTools, lineHolder, setCommand } from './gpio-tools.ts';
import { nameOfLine } from './left-lines.ts';

/** Within this time the kernel must show the line as held. */
const HOLD_MS = 2000;
const LOOK_MS = 20;
const RELEASE_MS = 1000;
const STDERR_MAX = 500;

/** A line that a process holds. */
export interface HeldLine {
  readonly isHigh: boolean;
  isAlive(): boolean;
  /** Ends gpioset; resolves when the line is free. */
  release(): Promise<void>;
  /** Lets the shell hold the line for one lease more, for whoever comes within it. */
  leave(): void;
}

/**
 * Resolves when the kernel shows the line as held and our gpioset runs: a silent program is no proof. Rejects with what
 * gpioset said when it cannot hold the line, or with who has it.
 */
export async function holdLine(
  tools: GpioTools,
  line: number,
  isHigh: boolean,
  isHighInFailSafe: boolean,
  leaseMs: number,
): Promise<HeldLine> {
  const other = await lineHolder(tools, line);
  if (other !== undefined) throw gpioProblem(message('gpio-line-held', { line, owner: other }));
  const hold = setCommand(tools, line, isHigh, true).map(quoted).join(' ');
  const fall = setCommand(tools, line, isHighInFailSafe, false).map(quoted).join(' ');
  // A process group of its own, so that Ctrl-C reaches the gateway and not the line.
  const name = nameOfLine(tools, line, isHigh);
  const child = spawn('/bin/sh', ['-c', watchScript(hold, fall, leaseMs), ...name], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let isAlive = true;
  let stderrText = '';
  child.stdin.on('error', () => {});
  child.stderr.on('data', (bytes: Buffer) => {
    stderrText = (stderrText + bytes.toString()).slice(0, STDERR_MAX);
  });
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isAlive = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      stderrText = error.message;
      end();
    });
  });
  try {
    await untilHeld(tools, line, ended, () => isAlive);
  } catch (error) {
    if (child.pid !== undefined && isAlive) process.kill(-child.pid, 'SIGKILL');
    throw error;
  }
  if (!isAlive) throw endedAtOnce(stderrText.trim(), child.exitCode);
  return {
    isHigh,
    isAlive: () => isAlive,
    leave() {
      child.stdin.end();
      child.stderr.destroy();
      child.unref();
    },
    async release() {
      if (!isAlive) return;
      child.stdin.end('release\n');
      await within(ended, RELEASE_MS);
      if (isAlive) child.kill('SIGKILL');
      await within(ended, RELEASE_MS);
    },
  };
}

/** What gpioset said, where it said anything. */
function endedAtOnce(said: string, code: number | null): Error {
  return said === '' ? gpioProblem(message('gpio-ended-at-once', { code })) : new Error(said);
}

/** Until the kernel shows the line as held, or the program has ended. Rejects where neither comes. */
async function untilHeld(
  tools: GpioTools,
  line: number,
  ended: Promise<void>,
  isAlive: () => boolean,
): Promise<void> {
  const deadlineMs = performance.now() + HOLD_MS;
  while (isAlive() && (await lineHolder(tools, line)) === undefined) {
    if (performance.now() > deadlineMs)
      throw gpioProblem(message('gpio-not-held', { line, seconds: HOLD_MS / 1000 }));
    await within(ended, LOOK_MS);
  }
}

/**
 * POSIX shell. TERM, from the next gateway, frees the line. USR1 tells it that the end is intended; if gpioset ends
 * otherwise (refused by the kernel, killed), its code is passed on.
 */
function watchScript(hold: string, fall: string, leaseMs: number): string {
  const leaseS = Math.max(1, Math.floor(leaseMs / 1000));
  return `exec 3<&0
told=no; trap 'told=yes' USR1
${hold} </dev/null & held=$!
{ read word <&3; [ "$word" = release ] || sleep ${leaseS}; kill -USR1 $$; kill $held 2>/dev/null; [ "$word" = release ]; } & watch=$!
trap 'kill $watch $held 2>/dev/null; wait $held; exit 0' TERM
while :; do wait $held; code=$?; kill -0 $held 2>/dev/null || break; done
[ $told = yes ] || { kill $watch; exit $code; }
wait $watch || ${fall}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function within(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
