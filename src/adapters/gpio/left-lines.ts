/**
 * Lines that a gateway left behind: the shell beside it (held-line.ts) holds each for one lease more. Who comes within
 * that time knows the level from the shell's own command line, because the kernel lets nobody read a line that another
 * has, and ends the shell to have the line. Linux only, by /proc.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { type GpioTools, lineHolder } from './gpio-tools.ts';

const MARK = 'quietpost-line';
const FREE_MS = 1000;
const LOOK_MS = 10;

/** What the shell of a line is told to call itself. */
export function nameOfLine(tools: GpioTools, line: number, isHigh: boolean): readonly string[] {
  return [MARK, tools.path('gpioset'), tools.chip, String(line), isHigh ? '1' : '0', String(process.pid)];
}

/** A line that is held for a gateway that is gone. */
export interface LeftLine {
  readonly isHigh: boolean;
  /** Id of the shell and of its process group. */
  readonly pid: number;
}

/** Undefined where nobody left the line, also where its gateway still runs. */
export function leftLine(tools: GpioTools, line: number): LeftLine | undefined {
  const wanted = nameOfLine(tools, line, true).slice(0, 4).join('\0');
  for (const entry of processes()) {
    const pid = Number(entry);
    const words = textOf(`/proc/${pid}/cmdline`).split('\0');
    const from = words.indexOf(MARK);
    if (from < 0 || words.slice(from, from + 4).join('\0') !== wanted) continue;
    const [level, gateway] = words.slice(from + 4);
    const { parent, group } = kinOf(pid);
    // What the shell forks has the same words.
    if (group === pid && parent !== Number(gateway)) return { isHigh: level === '1', pid };
  }
  return undefined;
}

/** Ends who holds a left line, if anybody does; resolves when the line is free, and keeps its level as it can. */
export async function takeLeftLine(tools: GpioTools, line: number): Promise<void> {
  const left = leftLine(tools, line);
  if (left === undefined) return;
  try {
    process.kill(left.pid, 'SIGTERM');
  } catch {
    // Its lease ended this moment.
  }
  const deadlineMs = performance.now() + FREE_MS;
  while ((await lineHolder(tools, line)) !== undefined && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of /proc/PID/stat, where the name in brackets may hold anything: proc_pid_stat(5). */
function kinOf(pid: number): { readonly parent: number; readonly group: number } {
  const stat = textOf(`/proc/${pid}/stat`);
  const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), group: Number(group) };
}

/** Empty for a process that has just ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
