/** The person at the terminal: lines for results, one line of progress, yes or no, Ctrl-C. */

import { createInterface } from 'node:readline';
import type { Person } from '../../ports/person.ts';
import { tell } from './tell.ts';

/** The real terminal of this process. A second Ctrl-C ends the process at once. */
export function atTerminal(): Person {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  // `scan | head` closes the pipe: the end, not an error.
  process.stdout.once('error', () => interrupt.abort());
  const isTerminal = process.stdout.isTTY === true;
  const clear = isTerminal ? '\r\u001b[K' : '';
  const person = {
    write: (line: string) => void process.stdout.write(`${clear}${line}\n`),
    complain: (line: string) => void process.stderr.write(`${clear}${line}\n`),
    signal: interrupt.signal,
  };
  return {
    ...person,
    ...(isTerminal
      ? { status: (text) => void process.stdout.write(`${clear}${cut(text)}`), redraw: createRedraw() }
      : {}),
    ...(isTerminal && process.stdin.isTTY === true
      ? { confirm: (question) => confirm(question, interrupt.signal) }
      : {}),
  };
}

/** Anything but yes is a no: another answer, Ctrl-C, the end of the input. */
function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    const end = (yes: boolean): void => {
      resolve(yes);
      terminal.close();
    };
    terminal.once('SIGINT', () => end(false));
    terminal.once('close', () => end(false));
    signal.addEventListener('abort', () => end(false), { once: true });
    terminal.question(tell('yes-or-no', { question }), (answer) => end(/^y(es)?$/i.test(answer.trim())));
  });
}

/** Moves up by the number of lines drawn last, and clears from there. */
function createRedraw(): (lines: readonly string[]) => void {
  let drawn = 0;
  return (lines) => {
    const up = drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`;
    drawn = lines.length;
    process.stdout.write(`${up}${lines.map((line) => `${cut(line)}\n`).join('')}`);
  };
}

/** A line that wraps cannot be overwritten. */
function cut(text: string): string {
  return text.slice(0, Math.max(20, (process.stdout.columns || 80) - 1));
}
