/**
 * GPIO lines through the tools of libgpiod (Debian package gpiod), versions 1 and 2, for kernels without sysfs GPIO. A
 * line is released when the process that requested it ends, so one `gpioset` per line is kept running; to change a
 * level it is ended and another started, which leaves the line alone for a few milliseconds in between.
 */

import type { Fault } from '../../model/fault.ts';
import { ok, type Result } from '../../model/result.ts';
import type { GpioBank, GpioBankSpec } from '../../ports/field/gpio.ts';
import { lineFault } from './gpio-problem.ts';
import { findTools, type GpioTools, readLines } from './gpio-tools.ts';
import { type HeldLine, holdLine } from './held-line.ts';
import { leftLine, takeLeftLine } from './left-lines.ts';

/** A bank that opens its lines on first use. `folder`: where the tools are, if not on the path. */
export function createLibgpiodBank(spec: GpioBankSpec, folder?: string): GpioBank {
  const state: State = { spec, folder, held: new Map(), tools: undefined, last: Promise.resolve() };
  return {
    read: (done) => inTurn(state, () => levelsOf(state), done),
    set(position, isEnergised, done) {
      const { lines } = spec;
      const line = lines[position];
      if (line === undefined) throw new Error(`assertion: a bank of ${lines.length} has no line ${position}`);
      inTurn(state, () => setLine(state, line, position, isEnergised), done);
    },
    close: (done) =>
      inTurn(
        state,
        () => releaseAll(state),
        () => done(),
      ),
    leave: (done) =>
      inTurn(
        state,
        () => leaveAll(state),
        () => done(),
      ),
  };
}

interface State {
  readonly spec: GpioBankSpec;
  readonly folder: string | undefined;
  readonly held: Map<number, HeldLine>;
  tools: GpioTools | undefined;
  /** One command at a time: a line cannot be requested while its last owner is still ending. */
  last: Promise<unknown>;
}

/** Lines held by us, or left to us, are known; others are read where that does not move them. */
async function levelsOf(state: State): Promise<readonly boolean[]> {
  const { lines, isActiveLow } = state.spec;
  const known = new Map<number, boolean>();
  for (const line of lines) {
    const level = heldLevel(state, line) ?? leftLine(await foundTools(state), line)?.isHigh;
    if (level !== undefined) known.set(line, level);
  }
  const open = lines.filter((line) => !known.has(line));
  const levels = open.length === 0 ? [] : await readLines(await foundTools(state), open);
  return lines.map((line) => (known.get(line) ?? levels[open.indexOf(line)]) !== isActiveLow);
}

async function setLine(state: State, line: number, position: number, isEnergised: boolean): Promise<null> {
  const { isActiveLow, failSafe, leaseMs } = state.spec;
  const isHigh = isEnergised !== isActiveLow;
  if (heldLevel(state, line) === isHigh) return null;
  const tools = await foundTools(state);
  await state.held.get(line)?.release();
  state.held.delete(line);
  await takeLeftLine(tools, line);
  const isHighInFailSafe = (failSafe[position] ?? false) !== isActiveLow;
  state.held.set(line, await holdLine(tools, line, isHigh, isHighInFailSafe, leaseMs));
  return null;
}

async function releaseAll({ held }: State): Promise<null> {
  await Promise.all([...held.values()].map((line) => line.release()));
  held.clear();
  return null;
}

/** The shells hold the lines for the next gateway. */
async function leaveAll({ held }: State): Promise<null> {
  for (const line of held.values()) line.leave();
  held.clear();
  return null;
}

function heldLevel({ held }: State, line: number): boolean | undefined {
  const own = held.get(line);
  return own?.isAlive() === true ? own.isHigh : undefined;
}

async function foundTools(state: State): Promise<GpioTools> {
  state.tools ??= await findTools(state.spec.chip, state.folder);
  return state.tools;
}

function inTurn<T>(state: State, action: () => Promise<T>, done: (result: Result<T, Fault>) => void): void {
  state.last = state.last.then(action).then(
    (value) => done(ok(value)),
    (error: unknown) => {
      // Look for tools and chip again at the next try.
      state.tools = undefined;
      done(lineFault(error));
    },
  );
}
