import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import { createFakeChip } from '../../hw-mocks/devices/gpio-tools.ts';
import { createMemoryGpio } from '../../hw-mocks/devices/memory-gpio.ts';
import { createFaultSwitches, parseFault } from '../../hw-mocks/faults/faults.ts';
import { createLibgpiodBank } from '../../src/adapters/gpio/gpio-libgpiod.ts';
import { createOnoffBank } from '../../src/adapters/gpio/gpio-onoff.ts';
import type { GpioBank } from '../../src/ports/field/gpio.ts';
import { createFakeClock } from '../unit/fieldbus/fake-clock.ts';
import { boardFarEnd } from './board-far-end.ts';
import { createFakeSysfs, onoffSource } from './fake-sysfs.ts';
import { gpioFarEnd, modbusFarEnd } from './far-ends.ts';
import { type FarEnd, outputContract } from './output.contract.ts';

outputContract({
  name: 'coils with a flash lease (Waveshare)',
  open: async () => modbusFarEnd('waveshare-relay-8', 'relays', true),
});
outputContract({
  name: 'register relays with a delay lease (N4D8B08)',
  open: async () => modbusFarEnd('eletechsup-n4d8b08', 'relays', true),
});
outputContract({
  name: 'a fan with a lease of its own (ebm-papst)',
  open: async () => modbusFarEnd('ebm-papst-ec', 'setpoint', true),
});
outputContract({
  name: 'a charger that takes its limit in kilowatts (EnerCharge)',
  open: async () => modbusFarEnd('enercharge-ecc-320', 'limit', true),
});
outputContract({
  name: '0-10 V (Waveshare analog output)',
  open: async () => modbusFarEnd('waveshare-analog-8b', 'ao3', false),
});
outputContract({ name: 'an enclosure board', open: async () => boardFarEnd() });
outputContract({ name: 'GPIO in memory', open: async () => memoryFarEnd() });

describe.skipIf(onoffSource === undefined)('onoff (optional, not everywhere installed)', () => {
  outputContract({
    name: 'GPIO through onoff, Pi 4 with a moved base',
    open: async () => sysfsFarEnd({ label: 'pinctrl-bcm2711', base: 512, isActiveLow: false }),
  });
  outputContract({
    name: 'GPIO through onoff, Pi 5, active-low relays',
    open: async () => sysfsFarEnd({ label: 'pinctrl-rp1', base: 571, isActiveLow: true }),
  });
});

describe.skipIf(process.platform !== 'linux')('libgpiod (needs Linux)', () => {
  outputContract({ name: 'GPIO through libgpiod 1', open: async () => toolsFarEnd(1, false) });
  outputContract({
    name: 'GPIO through libgpiod 2, active-low relays',
    open: async () => toolsFarEnd(2, true),
  });
});

const lines = [17, 27];

function memoryFarEnd(): FarEnd {
  const masks: number[] = [];
  const faults = createFaultSwitches();
  const relays = (_device: string, mask: number): void => {
    if (mask !== (masks.at(-1) ?? 0)) masks.push(mask);
  };
  const gone = parseFault({ kind: 'silent', device: 'panel' });
  if (typeof gone === 'string') throw new Error(gone);
  const plan = { device: 'panel', bus: 'header', lines };
  const bank = createMemoryGpio(plan, { relays }, createFakeClock(), faults);
  return gpioFarEnd({
    bank: () => bank,
    mask: () => masks.at(-1) ?? 0,
    masks: () => masks,
    lose: (isLost) =>
      isLost ? faults.setFault(gone) : faults.clearFault({ kind: 'silent', device: 'panel' }),
    readsAtOnce: true,
  });
}

interface Chip {
  readonly label: string;
  readonly base: number;
  readonly isActiveLow: boolean;
}

function sysfsFarEnd({ label, base, isActiveLow }: Chip): FarEnd {
  const pulledHigh = isActiveLow ? lines : [];
  const sysfs = createFakeSysfs(folder(), { label, base, count: 54, pulledHigh });
  const mask = () =>
    lines.reduce((sum, line, bit) => sum + (sysfs.level(line) !== isActiveLow ? 2 ** bit : 0), 0);
  const masks: number[] = [];
  sysfs.onMove = (line, isHigh) => {
    const bit = 2 ** lines.indexOf(line);
    masks.push(isHigh !== isActiveLow ? mask() | bit : mask() & ~bit);
  };
  const spec = { chip: 'raspberry-pi', lines, isActiveLow, failSafe: [false, false], leaseMs: 5000 };
  return gpioFarEnd({
    bank: (): GpioBank => createOnoffBank(spec, sysfs.Gpio, sysfs),
    mask,
    masks: () => masks,
    lose: (isLost) => sysfs.setPresent(!isLost),
    readsAtOnce: true,
  });
}

function toolsFarEnd(version: 1 | 2, isActiveLow: boolean): FarEnd {
  const chip = createFakeChip(folder(), {
    ...{ label: 'pinctrl-rp1', version },
    pulledHigh: isActiveLow ? lines : [],
  });
  const isOn = (isHigh: boolean) => isHigh !== isActiveLow;
  const mask = () => lines.reduce((sum, line, bit) => sum + (isOn(chip.level(line)) ? 2 ** bit : 0), 0);
  const spec = { chip: 'raspberry-pi', lines, isActiveLow, failSafe: [false, false], leaseMs: 5000 };
  const banks: GpioBank[] = [];
  return gpioFarEnd({
    bank() {
      // A dead gateway holds no lines; what its shells do then is another test.
      banks.at(-1)?.close(() => {});
      const bank = createLibgpiodBank(spec, chip.folder);
      banks.push(bank);
      return bank;
    },
    mask,
    masks: () => masksOf(chip.log(), isOn),
    lose: (isLost) => chip.setPresent(!isLost),
    readsAtOnce: version === 2,
  });
}

/** Replays the log of the chip. */
function masksOf(log: readonly string[], isOn: (isHigh: boolean) => boolean): number[] {
  let mask = 0;
  return log.flatMap((entry) => {
    const [line, level] = entry.split(' ');
    if (level !== '0' && level !== '1') return [];
    const bit = 2 ** lines.indexOf(Number(line));
    const next = isOn(level === '1') ? mask | bit : mask & ~bit;
    if (next === mask) return [];
    mask = next;
    return [mask];
  });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'quietpost-gpio-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
