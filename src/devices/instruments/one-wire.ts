/**
 * The file by which Linux shows a DS18B20 (Documentation/w1/slaves/w1_therm): line 1 nine hex bytes and
 * `crc=xx YES|NO`, line 2 the bytes again and `t=` thousandths of a degree.
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { OneWireDefinition } from './instrument.ts';
import type { DecodedValue } from './language.ts';
import { measured } from './measured.ts';

/** The reading in the text of a `w1_slave` file. */
export function decodeOneWire({ points }: OneWireDefinition, text: string): DecodedValue[] {
  return points.map((point) => ({ point, result: readingOf(point, text) }));
}

/** What the file of a sensor of this family shows for a raw value; the bytes are those of a 12 bit DS18B20. */
export function encodeOneWire(raw: number): string {
  const sixteenths = Math.round((raw * 16) / 1000) & 0xffff;
  const bytes = [sixteenths & 0xff, sixteenths >> 8, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10];
  const crc = crc8(bytes);
  const hex = [...bytes, crc].map((byte) => byte.toString(16).padStart(2, '0'));
  const shown = ((sixteenths << 16) >> 16) * 62.5;
  return `${hex.join(' ')} : crc=${hex[8]} YES\n${hex.join(' ')} t=${Math.trunc(shown)}\n`;
}

function readingOf(point: OneWireDefinition['points'][number], text: string): Result<number, Fault> {
  const crc = /\bcrc=[0-9a-f]{2} (YES|NO)\b/.exec(text)?.[1];
  if (crc === 'NO') return failed({ kind: 'crc' });
  const raw = /\bt=(-?\d{1,7})\s*$/.exec(text)?.[1];
  if (crc === undefined || raw === undefined) {
    const detail = message(text.trim() === '' ? 'sensor-file-empty' : 'sensor-file-strange');
    return failed({ kind: 'frame', detail });
  }
  if (point.sentinels.includes(Number(raw))) return failed({ kind: 'sentinel', raw: Number(raw) });
  return measured(point, Number(raw));
}

/** Dallas CRC-8: x^8 + x^5 + x^4 + 1, reflected. */
function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
  }
  return crc;
}
