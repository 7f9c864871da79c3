/**
 * GPIO lines through onoff, where the kernel still has sysfs. onoff takes global line numbers and does not know the
 * base of a chip, so the chip is looked up by label here. Levels are inverted here too: the kernel takes the direction
 * words `high` and `low` as levels on the wire whatever `active_low` says (gpiolib-sysfs.c), and onoff passes them on.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Fault } from '../../model/fault.ts';
import { plain } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { GpioBank, GpioBankSpec } from '../../ports/gpio.ts';
import { labelsOf, sysfsChips } from './gpio-chips.ts';

/** The part of onoff's Gpio that is used. */
export interface OnoffPin {
  readSync(): 0 | 1;
  writeSync(value: 0 | 1): void;
  direction(): string;
  setDirection(direction: 'high' | 'low'): void;
  unexport(): void;
}

/** The class that onoff exports. */
export type OnoffGpio = new (
  number: number,
  direction: 'in' | 'out',
  options: { readonly activeLow: boolean; readonly reconfigureDirection: boolean },
) => OnoffPin;

export const sysfsRoot = '/sys/class/gpio';

/** Undefined where the optional package is not installed or cannot be loaded. */
export function loadOnoff(): OnoffGpio | undefined {
  try {
    const loaded = createRequire(import.meta.url)('onoff') as { readonly Gpio: OnoffGpio };
    return loaded.Gpio;
  } catch {
    return undefined;
  }
}

/** A sysfs tree other than the kernel's, for tests, and the code that acts as the kernel there. */
export interface SysfsTree {
  readonly root: string;
  readonly write: (path: string, text: string) => void;
}

const kernel: SysfsTree = { root: sysfsRoot, write: writeFileSync };

/** A bank that opens its lines on first use. */
export function createOnoffBank(spec: GpioBankSpec, gpio: OnoffGpio, tree = kernel): GpioBank {
  return new OnoffBank(spec, gpio, tree);
}

class OnoffBank implements GpioBank {
  readonly #spec: GpioBankSpec;
  readonly #gpio: OnoffGpio;
  readonly #tree: SysfsTree;
  readonly #pins = new Map<number, { readonly pin: OnoffPin; readonly path: string }>();

  constructor(spec: GpioBankSpec, gpio: OnoffGpio, tree: SysfsTree) {
    this.#spec = spec;
    this.#gpio = gpio;
    this.#tree = tree;
  }

  read(done: (result: Result<readonly boolean[], Fault>) => void): void {
    const { lines, isActiveLow } = this.#spec;
    done(this.#attempt(() => lines.map((line) => (this.#pin(line).readSync() === 1) !== isActiveLow)));
  }

  set(position: number, isEnergised: boolean, done: (result: Result<null, Fault>) => void): void {
    const { lines, isActiveLow } = this.#spec;
    const line = lines[position];
    if (line === undefined) throw new Error(`assertion: a bank of ${lines.length} has no line ${position}`);
    const isHigh = isEnergised !== isActiveLow;
    const result = this.#attempt(() => {
      const pin = this.#pin(line);
      // Output and level in one step: `out` alone would be low for a moment.
      if (pin.direction() === 'in') pin.setDirection(isHigh ? 'high' : 'low');
      else pin.writeSync(isHigh ? 1 : 0);
      return null;
    });
    done(result);
  }

  /** Does not unexport: the kernel might let the pin float. */
  close(done: () => void): void {
    this.#pins.clear();
    done();
  }

  /** The kernel keeps the levels. */
  leave(done: () => void): void {
    this.close(done);
  }

  /** Attaches to a line without moving it. */
  #pin(line: number): OnoffPin {
    const known = this.#pins.get(line);
    if (known !== undefined) {
      if (existsSync(known.path)) return known.pin;
      // The chip is gone, for example an expander that was unplugged.
      known.pin.unexport();
      this.#pins.delete(line);
    }
    const number = this.#baseOf(line) + line;
    const { root, write } = this.#tree;
    const path = join(root, `gpio${number}`);
    if (!existsSync(path)) write(join(root, 'export'), String(number));
    const direction = readFileSync(join(path, 'direction'), 'utf8').trim() === 'in' ? 'in' : 'out';
    const pin = new this.#gpio(number, direction, { activeLow: false, reconfigureDirection: false });
    this.#pins.set(line, { pin, path });
    return pin;
  }

  #baseOf(line: number): number {
    const { root } = this.#tree;
    const chips = sysfsChips(root);
    const labels = labelsOf(this.#spec.chip);
    const chip = chips.find(({ label }) => labels.includes(label));
    if (chip === undefined) {
      const known = chips.map(({ label }) => label).join(', ') || 'none';
      throw new Error(`no GPIO chip ${labels.join(' or ')} in ${root}; there: ${known}`);
    }
    if (line >= chip.count) throw new Error(`${chip.label} has lines 0 to ${chip.count - 1}, not ${line}`);
    return chip.base;
  }

  #attempt<T>(action: () => T): Result<T, Fault> {
    try {
      return ok(action());
    } catch (error) {
      return failed({ kind: 'link-down', detail: plain(describe(error)) });
    }
  }
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'this user may not use GPIO: add it to the group gpio';
    case 'EBUSY':
      return 'the kernel or another program has this line: see /sys/kernel/debug/gpio';
    case 'EINVAL':
      return 'the kernel refuses this line: it has no sysfs GPIO any more, write "driver: libgpiod"';
    default:
      return message;
  }
}
