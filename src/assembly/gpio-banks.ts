/** The driver of each bank of GPIO lines: the one of the site file, or the one that this kernel supports. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLibgpiodBank } from '../adapters/gpio/gpio-libgpiod.ts';
import { createOnoffBank, loadOnoff, sysfsRoot } from '../adapters/gpio/gpio-onoff.ts';
import { message } from '../model/message.ts';
import type { BankPlan } from '../plan/site-plan.ts';
import type { GpioBank } from '../ports/field/gpio.ts';

/** By device. Touches no line; what is missing shows as a fault of the first read. */
export function openBanks(plans: readonly BankPlan[]): Record<string, GpioBank> {
  return Object.fromEntries(plans.map((plan) => [plan.device, openBank(plan)]));
}

function openBank(plan: BankPlan): GpioBank {
  const hasSysfs = existsSync(join(sysfsRoot, 'export'));
  const wantsSysfs = plan.driver === 'sysfs' || (plan.driver === 'auto' && hasSysfs);
  const onoff = wantsSysfs ? loadOnoff() : undefined;
  if (onoff !== undefined) return createOnoffBank(plan, onoff);
  if (plan.driver !== 'sysfs') return createLibgpiodBank(plan, plan.tools);
  const detail = message('onoff-missing');
  const fault = { ok: false, fault: { kind: 'link-down', detail } } as const;
  return {
    read: (done) => done(fault),
    set: (_position, _isOn, done) => done(fault),
    close: (done) => done(),
    leave: (done) => done(),
  };
}
