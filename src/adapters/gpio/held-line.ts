/**
 * One `gpioset` that holds one line, watched by a shell. On a signal the shell ends gpioset and does nothing more; if
 * its input ends without that signal, the gateway is dead, and the shell sets the line to fail-safe before it ends.
 */

import { spawn } from 'node:child_process';
import { type GpioTools, setCommand } from './gpio-tools.ts';

/** A gpioset that cannot get its line ends within this time. */
const SETTLE_MS = 150;
const RELEASE_MS = 1000;
const STDERR_MAX = 500;

/** A line that a process holds. */
export interface HeldLine {
  readonly isHigh: boolean;
  isAlive(): boolean;
  /** Ends gpioset; resolves when the line is free. */
  release(): Promise<void>;
}

/** Rejects with the output of gpioset when it cannot hold the line. */
export async function holdLine(
  tools: GpioTools,
  line: number,
  isHigh: boolean,
  isHighInFailSafe: boolean,
): Promise<HeldLine> {
  const hold = setCommand(tools, line, isHigh, true).map(quoted).join(' ');
  const fall = setCommand(tools, line, isHighInFailSafe, false).map(quoted).join(' ');
  // A process group of its own, so that Ctrl-C reaches the gateway and not the line.
  const child = spawn('/bin/sh', ['-c', watchScript(hold, fall)], {
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
  await within(ended, SETTLE_MS);
  if (!isAlive) throw new Error(stderrText.trim() || `gpioset ended at once (code ${child.exitCode})`);
  return {
    isHigh,
    isAlive: () => isAlive,
    async release() {
      if (!isAlive) return;
      child.stdin.end('release\n');
      await within(ended, RELEASE_MS);
      if (isAlive) child.kill('SIGKILL');
      await within(ended, RELEASE_MS);
    },
  };
}

/**
 * POSIX shell. USR1 tells it that the end is intended; if gpioset ends otherwise (refused by the kernel, killed), its
 * code is passed on.
 */
function watchScript(hold: string, fall: string): string {
  return `exec 3<&0
told=no; trap 'told=yes' USR1
${hold} </dev/null & held=$!
{ read word <&3; kill -USR1 $$; kill $held 2>/dev/null; [ "$word" = release ]; } & watch=$!
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
