/** The settings of a wire, which `quietpost scan` and `read` try in turn to find the one that a device uses. */

import type { BusPlan } from '../../plan/site-plan.ts';
import { charMsOf, type ModbusTiming } from './line-timing.ts';

/** Data bits, parity, stop bits: 8N1. */
export type SerialFormat = Extract<BusPlan, { kind: 'modbus-rtu' }>['format'];

/** One setting of a wire. */
export type LineSetting =
  | { readonly kind: 'serial'; readonly baud: number; readonly format: SerialFormat }
  /** Modbus TCP: frames with an MBAP header. */
  | { readonly kind: 'tcp' }
  /** RTU frames through a socket: a serial converter that passes bytes on unchanged. */
  | { readonly kind: 'rtu-over-tcp' };

/** The setting of a bus in the site file. */
export function settingOf(bus: BusPlan): LineSetting {
  if (bus.kind === 'modbus-rtu') return { kind: 'serial', baud: bus.baud, format: bus.format };
  return { kind: bus.kind === 'modbus-tcp' ? 'tcp' : 'rtu-over-tcp' };
}

/** Whether both are the same setting. */
export function sameLine(a: LineSetting, b: LineSetting): boolean {
  if (a.kind !== 'serial' || b.kind !== 'serial') return a.kind === b.kind;
  return a.baud === b.baud && a.format === b.format;
}

/** `9600 8N1`, `Modbus TCP`, `RTU over TCP`. */
export function describeLine(line: LineSetting): string {
  if (line.kind === 'serial') return `${line.baud} ${line.format}`;
  return line.kind === 'tcp' ? 'Modbus TCP' : 'RTU over TCP';
}

/** Baud rate and bits per character; absent where bytes go through a socket. */
export function paceOfLine(line: LineSetting): Pick<ModbusTiming, 'baud' | 'bitsPerChar'> {
  return line.kind === 'serial' ? { baud: line.baud, bitsPerChar: line.format === '8N1' ? 10 : 11 } : {};
}

/** Time of one character in ms, 0 through a socket. */
export function charMsOfLine(line: LineSetting): number {
  return charMsOf(paceOfLine(line));
}
