/** Which GPIO chip a label means on this kernel: numbers move between kernels, labels do not. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Chips of the 40-pin header of a Raspberry Pi: 0 to 3, 4, 5 (raspberrypi/linux, drivers/pinctrl). */
const raspberryPi = ['pinctrl-bcm2835', 'pinctrl-bcm2711', 'pinctrl-rp1'];

/** The kernel labels that a chip of the site file may have; `raspberry-pi` means any of its models. */
export function labelsOf(chip: string): readonly string[] {
  return chip === 'raspberry-pi' ? raspberryPi : [chip];
}

/** A GPIO chip in sysfs. */
export interface SysfsChip {
  readonly label: string;
  /** Global number of line 0: 0 or 512 on a Pi 4, 399, 569 or 571 on a Pi 5, depending on the kernel. */
  readonly base: number;
  readonly count: number;
}

/** All chips that sysfs shows; none where the kernel has no sysfs GPIO. */
export function sysfsChips(root: string): readonly SysfsChip[] {
  let names: readonly string[];
  try {
    names = readdirSync(root).filter((name) => name.startsWith('gpiochip'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const [label, base, count] = ['label', 'base', 'ngpio'].map((file) => textOf(join(root, name, file)));
    return label === undefined || base === undefined
      ? []
      : [{ label, base: Number(base), count: Number(count ?? 0) }];
  });
}

/** The chip's name out of `gpiodetect`: "gpiochip0 [pinctrl-rp1] (54 lines)". */
export function detectedChip(output: string, chip: string): string | undefined {
  const labels = labelsOf(chip);
  for (const line of output.split('\n')) {
    const [, name, label] = /^(gpiochip\d+) \[([^\]]*)\]/.exec(line) ?? [];
    if (name !== undefined && labels.includes(label ?? '')) return name;
  }
  return undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
