/**
 * /sys/class/gpio as a tree of files, with what the kernel does when they are written, and the onoff package itself
 * running on it: its source is loaded with an `fs` whose paths lead into the tree.
 */

import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { OnoffGpio, SysfsTree } from '../../src/adapters/gpio/gpio-onoff.ts';

const kernelRoot = '/sys/class/gpio/';
const require = createRequire(import.meta.url);

/** Undefined where onoff, which is optional, is not installed. */
export const onoffSource = ((): string | undefined => {
  try {
    return fs.readFileSync(require.resolve('onoff'), 'utf8');
  } catch {
    return undefined;
  }
})();

export interface FakeSysfs extends SysfsTree {
  readonly Gpio: OnoffGpio;
  /** Level on the wire of a line of the chip. */
  level(line: number): boolean;
  /** Called at each change of a level. */
  onMove: (line: number, isHigh: boolean) => void;
  /** Unplugs the chip, or plugs it in again with all lines inputs. */
  setPresent(isPresent: boolean): void;
}

export interface ChipOptions {
  readonly label: string;
  readonly base: number;
  readonly count: number;
  /** Lines that a resistor pulls high while nobody drives them. */
  readonly pulledHigh?: readonly number[];
}

export function createFakeSysfs(root: string, chip: ChipOptions): FakeSysfs {
  const { base, pulledHigh = [] } = chip;
  const levels = new Map<number, boolean>(pulledHigh.map((line) => [line, true]));
  const folderOf = (number: number) => join(root, `gpio${number}`);
  const sysfs: FakeSysfs = {
    root,
    write,
    Gpio: loadOnoff(root, write, (path, text) => moveFile(path, text)),
    level: (line) => levels.get(line) ?? false,
    onMove: () => {},
    setPresent(isPresent) {
      if (isPresent) return plugIn();
      for (const name of fs.readdirSync(root))
        if (/^gpio/.test(name)) fs.rmSync(join(root, name), { recursive: true });
      levels.clear();
      for (const line of pulledHigh) levels.set(line, true);
    },
  };
  plugIn();
  // Another chip in front, as on every Pi: its lines must not be taken.
  makeChip('gpiochip1000', 'brcmvirt-gpio', 1000, 8);
  return sysfs;

  function plugIn(): void {
    fs.mkdirSync(root, { recursive: true });
    fs.writeFileSync(join(root, 'export'), '');
    fs.writeFileSync(join(root, 'unexport'), '');
    makeChip(`gpiochip${base}`, chip.label, base, chip.count);
  }

  function makeChip(name: string, label: string, first: number, count: number): void {
    fs.mkdirSync(join(root, name), { recursive: true });
    for (const [file, text] of Object.entries({ label, base: first, ngpio: count }))
      fs.writeFileSync(join(root, name, file), `${text}\n`);
  }

  /** gpiolib-sysfs: what a write to one of its files does. */
  function write(path: string, text: string): void {
    const number = Number(text);
    if (path === join(root, 'export')) {
      if (number < base || number >= base + chip.count) throw fault('EINVAL');
      if (fs.existsSync(folderOf(number))) throw fault('EBUSY');
      fs.mkdirSync(folderOf(number));
      const files = { direction: 'in', active_low: '0', value: levels.get(number - base) ? '1' : '0' };
      for (const [file, content] of Object.entries(files))
        fs.writeFileSync(join(folderOf(number), file), `${content}\n`);
      return;
    }
    if (path === join(root, 'unexport')) {
      fs.rmSync(folderOf(number), { recursive: true });
      return;
    }
    if (path.endsWith('/direction') && text !== 'in') {
      fs.writeFileSync(path, 'out\n');
      // `out` is low; all three are levels on the wire, whatever active_low says.
      fs.writeFileSync(path.replace(/direction$/, 'value'), text === 'high' ? '1\n' : '0\n');
      moveFile(path, text === 'high' ? '1' : '0');
      return;
    }
    fs.writeFileSync(path, text);
  }

  function moveFile(path: string, text: string): void {
    const number = Number(/gpio(\d+)\/(?:value|direction)$/.exec(path)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) return;
    const isHigh = text === '1';
    if ((levels.get(number - base) ?? false) !== isHigh) sysfs.onMove(number - base, isHigh);
    levels.set(number - base, isHigh);
  }
}

function loadOnoff(
  root: string,
  write: (path: string, text: string) => void,
  onValue: (path: string, text: string) => void,
): OnoffGpio {
  const open = new Map<number, string>();
  const here = (path: string) =>
    path.startsWith(kernelRoot) ? join(root, path.slice(kernelRoot.length)) : path;
  const treeFs = {
    ...fs,
    existsSync: (path: string) => fs.existsSync(here(path)),
    readFileSync: (path: string) => fs.readFileSync(here(path)),
    writeFileSync: (path: string, text: string | Buffer) => write(here(path), text.toString()),
    openSync(path: string, flags: string) {
      const fd = fs.openSync(here(path), flags);
      open.set(fd, here(path));
      return fd;
    },
    writeSync(fd: number, buffer: Buffer, offset: number, length: number, position: number) {
      const path = open.get(fd) ?? '';
      // A descriptor of a chip that is gone, as the kernel answers.
      if (!fs.existsSync(path)) throw fault('ENODEV');
      onValue(path, buffer.toString());
      return fs.writeSync(fd, buffer, offset, length, position);
    },
  };
  // No interrupts on files; outputs need none.
  const epoll = { Epoll: class {} };
  const modules: Readonly<Record<string, unknown>> = { fs: treeFs, epoll, 'lodash.debounce': () => {} };
  const module = { exports: {} as { Gpio: OnoffGpio } };
  const body = new Function('require', 'module', 'exports', onoffSource ?? '');
  body((name: string) => modules[name], module, module.exports);
  return module.exports.Gpio;
}

function fault(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
