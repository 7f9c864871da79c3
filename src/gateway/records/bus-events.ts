/** What a bus and its meters tell, in words. */

import { ratioThatFits } from '../../devices/modbus/state-ratios.ts';
import type { BusChange } from '../../fieldbus/bus/bus-change.ts';
import type { Event } from '../../model/event.ts';
import { describeFault } from '../../model/fault.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';

export function busEvent(change: BusChange, bus: string, wallMs: number): Event {
  const common = { class: 'fault', wallMs } as const;
  switch (change.kind) {
    case 'link-up':
      return { ...common, severity: 'info', subject: bus, state: 'cleared', text: `bus ${bus} is up.` };
    case 'link-down':
      return {
        ...common,
        severity: 'alarm',
        subject: bus,
        state: 'raised',
        text: `bus ${bus} is down: ${describeFault(change.fault)}. Its devices read null; it is opened again by itself.`,
      };
    case 'device-silent':
      return {
        ...common,
        severity: 'warning',
        subject: change.device,
        state: 'raised',
        text: `${change.device} on ${bus} is silent: ${describeFault(change.fault)}. It is asked now and then; check its supply, wiring and unit id.`,
      };
    case 'device-back':
      return {
        ...common,
        severity: 'info',
        subject: change.device,
        state: 'cleared',
        text: `${change.device} on ${bus} answers again.`,
      };
    case 'block-split':
      return {
        ...common,
        severity: 'warning',
        subject: change.device,
        state: 'noted',
        text: `${change.device} on ${bus} refuses to give ${change.table} ${change.address} to ${change.address + change.count - 1} in one answer: ${describeFault(change.fault)}. It is read in smaller blocks from now on, which takes more time on the bus. Check that its model is right; values that are bad from now on are not in this device.`,
      };
  }
}

/** A sound meter whose level has not moved for too long (`levelDb`), or moves again (null). */
export function stuckEvent(device: string, levelDb: number | null, wallMs: number): Event {
  const common = { class: 'fault', subject: device, wallMs } as const;
  if (levelDb === null) {
    return { ...common, severity: 'info', state: 'cleared', text: `the level of ${device} moves again.` };
  }
  const text = `${device} shows ${levelDb} dB and nothing else: not believed until it moves. Check its microphone and its module.`;
  return { ...common, severity: 'warning', state: 'raised', text };
}

/** A meter whose energy counter moves about ten times, or a tenth of, what its power means. */
export function tenfoldEvent({ id, definition }: DevicePlan, times: number, wallMs: number): Event {
  const found = times > 1 ? 'about ten times' : 'about a tenth of';
  const fitting = ratioThatFits(definition, 'energy.import', times);
  const fix =
    fitting === undefined
      ? 'Check its model and its settings.'
      : `Write "ratios: { ${fitting.part}: ${fitting.value} }" in its device entry where the display agrees.`;
  const text = `the energy counter of ${id} moves ${found} what its power means: one of them has another unit than is assumed. Compare with the display. ${fix}`;
  return { class: 'fault', severity: 'warning', subject: id, state: 'noted', wallMs, text };
}
