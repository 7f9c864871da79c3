/** What a bus and its meters tell. */

import { ratioThatFits } from '../../devices/modbus/state-ratios.ts';
import type { BusChange } from '../../fieldbus/bus/bus-change.ts';
import type { Event } from '../../model/event.ts';
import { faultMessage } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';

/** The event of a change on a bus. */
export function busEvent(change: BusChange, bus: string, wallMs: number): Event {
  return { class: 'fault', wallMs, ...told(change, bus) };
}

type Told = Pick<Event, 'severity' | 'state' | 'subject' | 'message'>;

function told(change: BusChange, bus: string): Told {
  switch (change.kind) {
    case 'link-up':
      return cleared(bus, message('bus-up', { bus }));
    case 'link-down':
      return {
        severity: 'alarm',
        subject: bus,
        state: 'raised',
        message: message('bus-down', { bus, fault: faultMessage(change.fault) }),
      };
    case 'device-silent': {
      const { device, fault } = change;
      return {
        severity: 'warning',
        subject: device,
        state: 'raised',
        message: message('device-silent', { device, bus, fault: faultMessage(fault) }),
      };
    }
    case 'device-back':
      return cleared(change.device, message('device-back', { device: change.device, bus }));
    case 'echo-heard':
      return { severity: 'warning', subject: bus, state: 'noted', message: message('echo-heard', { bus }) };
    case 'echo-gone':
      return { severity: 'info', subject: bus, state: 'noted', message: message('echo-gone', { bus }) };
    case 'port-shared': {
      const { users } = change;
      const said = message('port-shared', { bus, users });
      return { severity: 'alarm', subject: bus, state: 'noted', message: said };
    }
    case 'hangs-up':
      return { severity: 'warning', subject: bus, state: 'noted', message: message('hangs-up', { bus }) };
    case 'table-silent': {
      const { device } = change;
      const table = message(`table-${change.table}`);
      return {
        severity: 'warning',
        subject: device,
        state: 'noted',
        message: message('table-silent', { device, bus, table }),
      };
    }
    case 'block-split':
    case 'points-refused':
      return refusalTold(change, bus);
  }
}

function cleared(subject: string, said: Event['message']): Told {
  return { severity: 'info', subject, state: 'cleared', message: said };
}

type Refusal = Extract<BusChange, { kind: 'block-split' | 'points-refused' }>;

function refusalTold(change: Refusal, bus: string): Told {
  const { device, table, address, count, fault } = change;
  const common = {
    device,
    bus,
    table: message(`table-${table}`),
    first: address,
    last: address + count - 1,
    fault: faultMessage(fault),
  };
  const said =
    change.kind === 'block-split'
      ? message('block-split', common)
      : message('points-refused', { ...common, points: change.points });
  return { severity: 'warning', subject: device, state: 'noted', message: said };
}

/** A sound meter whose level has not moved for too long (`levelDb`), or moves again (null). */
export function stuckEvent(device: string, levelDb: number | null, wallMs: number): Event {
  const common = { class: 'fault', subject: device, wallMs } as const;
  return levelDb === null
    ? { ...common, severity: 'info', state: 'cleared', message: message('level-moves', { device }) }
    : {
        ...common,
        severity: 'warning',
        state: 'raised',
        message: message('level-stuck', { device, levelDb }),
      };
}

/** A meter whose energy counter moves about ten times, or a tenth of, what its power means. */
export function tenfoldEvent({ id, definition }: DevicePlan, times: number, wallMs: number): Event {
  const fitting = ratioThatFits(definition, 'energy.import', times);
  const fix =
    fitting === undefined
      ? message('check-model')
      : message('write-ratio', { line: `ratios: { ${fitting.part}: ${fitting.value} }` });
  const found = message(times > 1 ? 'energy-tenfold' : 'energy-a-tenth', { device: id, fix });
  return { class: 'fault', severity: 'warning', subject: id, state: 'noted', wallMs, message: found };
}
