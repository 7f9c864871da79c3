/**
 * GPIO lines through onoff, where the kernel still has sysfs. onoff takes global line numbers and does not know the
 * base of a chip, so the chip is looked up by label here. Levels are inverted here too: the kernel takes the direction
 * words `high` and `low` as levels on the wire whatever `active_low` says (gpiolib-sysfs.c), and onoff passes them on.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { ok, type Result } from '../../model/result.ts';
import type { GpioBank, GpioBankSpec } from '../../ports/field/gpio.ts';
import { labelsOf, sysfsChips } from './gpio-chips.ts';
import { chipAbsent, gpioProblem, lineFault } from './gpio-problem.ts';

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

/** Where Linux shows GPIO lines as files, on kernels that still do. */
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
  const state: State = { spec, gpio, tree, pins: new Map() };
  const { lines, isActiveLow } = spec;
  return {
    read(done) {
      done(attempted(() => lines.map((line) => (pinOf(state, line).readSync() === 1) !== isActiveLow)));
    },
    set(position, isEnergised, done) {
      const line = lines[position];
      if (line === undefined) throw new Error(`assertion: a bank of ${lines.length} has no line ${position}`);
      done(attempted(() => setLevel(pinOf(state, line), isEnergised !== isActiveLow)));
    },
    close: (done) => detach(state, done),
    // The kernel keeps the levels.
    leave: (done) => detach(state, done),
  };
}

interface State {
  readonly spec: GpioBankSpec;
  readonly gpio: OnoffGpio;
  readonly tree: SysfsTree;
  readonly pins: Map<number, { readonly pin: OnoffPin; readonly path: string }>;
}

/** Does not unexport: the kernel might let the pin float. */
function detach({ pins }: State, done: () => void): void {
  pins.clear();
  done();
}

/** Output and level in one step: `out` alone would be low for a moment. */
function setLevel(pin: OnoffPin, isHigh: boolean): null {
  if (pin.direction() === 'in') pin.setDirection(isHigh ? 'high' : 'low');
  else pin.writeSync(isHigh ? 1 : 0);
  return null;
}

/** Attaches to a line without moving it. */
function pinOf({ spec, gpio: Pin, tree, pins }: State, line: number): OnoffPin {
  const known = pins.get(line);
  if (known !== undefined) {
    if (existsSync(known.path)) return known.pin;
    // The chip is gone, for example an expander that was unplugged.
    known.pin.unexport();
    pins.delete(line);
  }
  const number = baseOf(spec.chip, tree.root, line) + line;
  const path = join(tree.root, `gpio${number}`);
  if (!existsSync(path)) tree.write(join(tree.root, 'export'), String(number));
  const direction = readFileSync(join(path, 'direction'), 'utf8').trim() === 'in' ? 'in' : 'out';
  const pin = new Pin(number, direction, { activeLow: false, reconfigureDirection: false });
  pins.set(line, { pin, path });
  return pin;
}

function baseOf(wanted: string, root: string, line: number): number {
  const chips = sysfsChips(root);
  const labels = labelsOf(wanted);
  const chip = chips.find(({ label }) => labels.includes(label));
  if (chip === undefined) {
    throw chipAbsent(
      labels,
      chips.map(({ label }) => label),
    );
  }
  const { label, count, base } = chip;
  if (line >= count) throw gpioProblem(message('gpio-line-absent', { chip: label, last: count - 1, line }));
  return base;
}

function attempted<T>(action: () => T): Result<T, Fault> {
  try {
    return ok(action());
  } catch (error) {
    return lineFault(error);
  }
}
