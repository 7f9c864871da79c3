/** The wires of a station as a tool sees them: where each one ends, and how to get a link to it. */

import type { BusPlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import { describeLine, type LineSetting } from './modbus/line-setting.ts';

/** The other end of a wire. */
export type FieldEnd =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'socket'; readonly host: string; readonly port: number };

/** Links and time, real or simulated. */
export interface Field {
  readonly clock: Clock;
  linkTo(end: FieldEnd, line: LineSetting): ByteLink;
  /** Who else has the other end open on this computer, as far as it can be seen. */
  usersOf?(end: FieldEnd): Promise<readonly string[]>;
}

/** Where the site says that a bus ends. */
export function endOf(bus: BusPlan): FieldEnd {
  return bus.kind === 'modbus-rtu'
    ? { kind: 'serial', path: bus.path }
    : { kind: 'socket', host: bus.host, port: bus.port };
}

/** `/dev/ttyUSB0 9600 8N1` or `10.0.0.5:502 Modbus TCP`. */
export function describeEnd(end: FieldEnd, line: LineSetting): string {
  return `${end.kind === 'serial' ? end.path : `${end.host}:${end.port}`} ${describeLine(line)}`;
}
