/**
 * GPIO lines through the tools of libgpiod (Debian package gpiod), versions 1 and 2, for kernels without sysfs GPIO. A
 * line is released when the process that requested it ends, so one `gpioset` per line is kept running; to change a
 * level it is ended and another started, which leaves the line alone for a few milliseconds in between.
 */

import type { Fault } from '../../model/fault.ts';
import { plain } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { GpioBank, GpioBankSpec } from '../../ports/gpio.ts';
import { findTools, type GpioTools, readLines } from './gpio-tools.ts';
import { type HeldLine, holdLine } from './held-line.ts';
import { leftLine, takeLeftLine } from './left-lines.ts';

/** A bank that opens its lines on first use. `folder`: where the tools are, if not on the path. */
export function createLibgpiodBank(spec: GpioBankSpec, folder?: string): GpioBank {
  return new LibgpiodBank(spec, folder);
}

class LibgpiodBank implements GpioBank {
  readonly #spec: GpioBankSpec;
  readonly #folder: string | undefined;
  readonly #held = new Map<number, HeldLine>();
  #tools: GpioTools | undefined;
  /** One command at a time: a line cannot be requested while its last owner is still ending. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(spec: GpioBankSpec, folder: string | undefined) {
    this.#spec = spec;
    this.#folder = folder;
  }

  read(done: (result: Result<readonly boolean[], Fault>) => void): void {
    this.#run(() => this.#read(), done);
  }

  set(position: number, isEnergised: boolean, done: (result: Result<null, Fault>) => void): void {
    const { lines } = this.#spec;
    const line = lines[position];
    if (line === undefined) throw new Error(`assertion: a bank of ${lines.length} has no line ${position}`);
    this.#run(() => this.#set(line, position, isEnergised), done);
  }

  close(done: () => void): void {
    const end = async (): Promise<null> => {
      await Promise.all([...this.#held.values()].map((held) => held.release()));
      this.#held.clear();
      return null;
    };
    this.#run(end, () => done());
  }

  leave(done: () => void): void {
    const end = async (): Promise<null> => {
      for (const held of this.#held.values()) held.leave();
      this.#held.clear();
      return null;
    };
    this.#run(end, () => done());
  }

  /** Lines held by us, or left to us, are known; others are read where that does not move them. */
  async #read(): Promise<readonly boolean[]> {
    const { lines, isActiveLow } = this.#spec;
    const known = new Map<number, boolean>();
    for (const line of lines) {
      const level = this.#heldLevel(line) ?? leftLine(await this.#found(), line)?.isHigh;
      if (level !== undefined) known.set(line, level);
    }
    const open = lines.filter((line) => !known.has(line));
    const levels = open.length === 0 ? [] : await readLines(await this.#found(), open);
    return lines.map((line) => (known.get(line) ?? levels[open.indexOf(line)]) !== isActiveLow);
  }

  async #set(line: number, position: number, isEnergised: boolean): Promise<null> {
    const { isActiveLow, failSafe, leaseMs } = this.#spec;
    const isHigh = isEnergised !== isActiveLow;
    if (this.#heldLevel(line) === isHigh) return null;
    const tools = await this.#found();
    await this.#held.get(line)?.release();
    this.#held.delete(line);
    await takeLeftLine(tools, line);
    const isHighInFailSafe = (failSafe[position] ?? false) !== isActiveLow;
    this.#held.set(line, await holdLine(tools, line, isHigh, isHighInFailSafe, leaseMs));
    return null;
  }

  #heldLevel(line: number): boolean | undefined {
    const held = this.#held.get(line);
    return held?.isAlive() === true ? held.isHigh : undefined;
  }

  async #found(): Promise<GpioTools> {
    this.#tools ??= await findTools(this.#spec.chip, this.#folder);
    return this.#tools;
  }

  #run<T>(action: () => Promise<T>, done: (result: Result<T, Fault>) => void): void {
    this.#last = this.#last.then(action).then(
      (value) => done(ok(value)),
      (error: Error) => {
        // Look for tools and chip again at the next try.
        this.#tools = undefined;
        done(failed({ kind: 'link-down', detail: plain(error.message) }));
      },
    );
  }
}
