/**
 * One `gpioset` that holds one line, watched by a shell. When the shell is told to, it ends gpioset and that is all;
 * when its input ends without a word, we are dead, and it sets the line to fail-safe before it goes.
 */

import { spawn } from 'node:child_process';
import { type GpioTools, setCommand } from './gpio-tools.ts';

/** A gpioset that cannot have its line ends within this time; one that can stays. */
const SETTLE_MS = 150;
const RELEASE_MS = 1000;
const STDERR_MAX = 500;

export interface HeldLine {
  readonly isHigh: boolean;
  isAlive(): boolean;
  /** Ends it; resolves when the line is free. */
  release(): Promise<void>;
}

/** Rejects with what gpioset said when it cannot hold the line. */
export async function holdLine(
  tools: GpioTools,
  line: number,
  isHigh: boolean,
  isHighInFailSafe: boolean,
): Promise<HeldLine> {
  const hold = setCommand(tools, line, isHigh, true).map(quoted).join(' ');
  const fall = setCommand(tools, line, isHighInFailSafe, false).map(quoted).join(' ');
  // A process group of its own: Ctrl-C must reach the gateway first, and the line last.
  const child = spawn('/bin/sh', ['-c', watchScript(hold, fall)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let isAlive = true;
  let said = '';
  child.stdin.on('error', () => {});
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(0, STDERR_MAX);
  });
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isAlive = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      said = error.message;
      end();
    });
  });
  await within(ended, SETTLE_MS);
  if (!isAlive) throw new Error(said.trim() || `gpioset ended at once (code ${child.exitCode})`);
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

/** POSIX shell. A gpioset that fails by itself passes its code on; 143 is SIGTERM. */
function watchScript(hold: string, fall: string): string {
  return `exec 3<&0
${hold} </dev/null & held=$!
{ read word <&3; kill $held 2>/dev/null; [ "$word" = release ]; } & watch=$!
wait $held; code=$?
case $code in 0|143) wait $watch || ${fall};; *) kill $watch; exit $code;; esac`;
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
