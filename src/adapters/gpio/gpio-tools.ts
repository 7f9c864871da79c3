/** The command line tools of libgpiod: where they are, their version, and which chip has the label. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { message } from '../../model/message.ts';
import { detectedChip, labelsOf } from './gpio-chips.ts';
import { chipAbsent, gpioProblem } from './gpio-problem.ts';

const TOOL_TIMEOUT_MS = 2000;
const run = promisify(execFile);

/** The installed tools and the chip. */
export interface GpioTools {
  /** `gpiochip0`, as these tools take it. */
  readonly chip: string;
  readonly version: 1 | 2;
  /** Full command of a tool. */
  readonly path: (tool: 'gpioset' | 'gpioget' | 'gpioinfo' | 'gpiodetect') => string;
}

/** Throws a problem that says what to install or to write in the site file. */
export async function findTools(chip: string, folder: string | undefined): Promise<GpioTools> {
  const path = (tool: string) => (folder === undefined ? tool : join(folder, tool));
  const version = /v(\d+)\./.exec(await output(path('gpioset'), ['--version']))?.[1];
  if (version !== '1' && version !== '2') throw gpioProblem(message('gpio-version-unknown'));
  const listing = await output(path('gpiodetect'), []);
  const found = detectedChip(listing, chip);
  if (found === undefined) {
    const present = [...listing.matchAll(/\[([^\]]*)\]/g)].map(([, label = '']) => label);
    throw chipAbsent(labelsOf(chip), present);
  }
  return { chip: found, version: version === '1' ? 1 : 2, path };
}

/** The command that sets a line; with `hold` it runs until it is ended, else it ends at once. */
export function setCommand(tools: GpioTools, line: number, isHigh: boolean, hold: boolean): string[] {
  const value = `${line}=${isHigh ? 1 : 0}`;
  if (tools.version === 1) {
    return [tools.path('gpioset'), `--mode=${hold ? 'signal' : 'exit'}`, tools.chip, value];
  }
  return [tools.path('gpioset'), ...(hold ? [] : ['--toggle', '0']), '--chip', tools.chip, value];
}

/** Who has a line, as the kernel says; undefined where nobody has. */
export async function lineHolder(tools: GpioTools, line: number): Promise<string | undefined> {
  const args = tools.version === 1 ? [tools.chip] : ['--chip', tools.chip, String(line)];
  return holderIn(await output(tools.path('gpioinfo'), args), line);
}

/**
 * Version 1: `line  17: "GPIO17" "gpioset" output active-high [used]`, a row for each line of the chip. Version 2:
 * `gpiochip0 17 "GPIO17" output consumer="gpioset"`, for the one line asked for.
 */
export function holderIn(listing: string, line: number): string | undefined {
  const row = listing
    .split('\n')
    .find((one) => new RegExp(`^\\s*(?:line|gpiochip\\d+)\\s+${line}:?\\s`).test(one));
  if (row === undefined) throw gpioProblem(message('gpio-line-unlisted', { line }));
  const consumer = /consumer="?([^"\s]+)/.exec(row)?.[1];
  if (consumer !== undefined) return consumer;
  if (!/\[[^\]]*\bused\b/.test(row)) return undefined;
  return /:\s+(?:"[^"]*"|\S+)\s+"?([^"\s]+)/.exec(row)?.[1] ?? 'somebody';
}

/** Levels on the wire. Version 1 would make each line an input to read it, and so move it: with it this throws. */
export async function readLines(tools: GpioTools, lines: readonly number[]): Promise<readonly boolean[]> {
  if (tools.version === 1) throw gpioProblem(message('gpio-read-would-move'));
  const args = ['--as-is', '--numeric', '--chip', tools.chip, ...lines.map(String)];
  const values = (await output(tools.path('gpioget'), args)).trim().split(/\s+/);
  if (values.length !== lines.length)
    throw gpioProblem(message('gpio-values-count', { found: values.length, expected: lines.length }));
  return values.map((value) => value === '1');
}

async function output(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(command, args, { timeout: TOOL_TIMEOUT_MS })).stdout;
  } catch (error) {
    const { code, message: text, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') throw gpioProblem(message('gpio-tools-absent', { tool: command }));
    throw new Error(stderr?.trim() || text);
  }
}
