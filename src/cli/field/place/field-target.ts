/** What a command of the field is pointed at, where it is no name of the site: an address. */

import type { FieldEnd } from '../../../fieldbus/field.ts';
import type { LineSetting, SerialFormat } from '../../../fieldbus/modbus/line-setting.ts';
import { tell } from '../../terminal/tell.ts';

/** The end of a wire that an address names, and its line settings. */
export interface FieldTarget {
  readonly end: FieldEnd;
  /** Undefined if the address gives none. */
  readonly line: LineSetting | undefined;
}

/** Data bits, parity and stop bits that an address and `--format` take. */
export const serialFormats: readonly SerialFormat[] = ['8N1', '8E1', '8O1', '8N2'];

/**
 * `tcp://host:502`, `rtutcp://host:4001`, `rtu:/dev/ttyUSB0`, `rtu:///dev/ttyUSB0?baud=9600&format=8E1`, or what is
 * wrong with it.
 */
export function parseTarget(text: string): FieldTarget | string {
  const socket = /^(tcp|rtutcp):\/\/(\[[0-9a-f:]+\]|[^/:?#\s]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  if (socket !== null) {
    const [, scheme, host = '', port = '502'] = socket;
    if (Number(port) < 1 || Number(port) > 65_535) return tell('target-port', { port });
    return {
      end: { kind: 'socket', host: host.replace(/^\[|\]$/g, ''), port: Number(port) },
      line: { kind: scheme?.toLowerCase() === 'tcp' ? 'tcp' : 'rtu-over-tcp' },
    };
  }
  const serial = /^rtu:(?:\/\/)?(\/[^?#\s]+)(?:\?(\S*))?$/.exec(text);
  if (serial === null) return tell('target-address', { given: text });
  const query = new URLSearchParams(serial[2] ?? '');
  const end: FieldEnd = { kind: 'serial', path: serial[1] ?? '' };
  if (!query.has('baud')) return { end, line: undefined };
  const baud = Number(query.get('baud'));
  const format = serialFormats.find((one) => one === (query.get('format') ?? '8N1'));
  if (!isBaud(baud) || format === undefined)
    return tell('target-query', { given: serial[2] ?? '', formats: serialFormats.join(' | ') });
  return { end, line: { kind: 'serial', baud, format } };
}

/** Whether it is a rate that adapters and devices have. */
export function isBaud(baud: number): boolean {
  return Number.isInteger(baud) && baud >= 300 && baud <= 921_600;
}
