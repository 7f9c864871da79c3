/**
 * A two-wire line as a UART sees it: bits of a baud rate and a format, sampled at another's. So a wrong baud rate, a
 * wrong parity and two devices that talk at once do on this line what they do on copper. A sender at rest leaves the
 * line at 1; of two that talk, the 0 wins.
 */

import type { ServerEnd } from '../../../hw-mocks/links/memory-link.ts';
import type { LineSetting, SerialFormat } from '../../../src/fieldbus/modbus/line-setting.ts';
import { plain } from '../../../src/model/message.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { ByteLink, LinkHandlers } from '../../../src/ports/field/byte-link.ts';

export type Uart = Pick<Extract<LineSetting, { kind: 'serial' }>, 'baud' | 'format'>;

export interface UartLine {
  /** The gateway's adapter at this setting. */
  link(uart: Uart): ByteLink;
  /** A device's end; it drops characters whose parity or stop bit is wrong. */
  device(uart: Uart): ServerEnd;
}

interface Talk {
  readonly bits: readonly number[];
  readonly bitMs: number;
  readonly startMs: number;
  readonly from: object;
}

interface Listener {
  readonly uart: Uart;
  readonly strict: boolean;
  hear(bytes: Uint8Array): void;
}

export function createUartLine(clock: Clock): UartLine {
  const listeners = new Map<object, Listener>();
  let talks: Talk[] = [];
  let quietMs = 0;

  function talk(from: object, uart: Uart, bytes: Uint8Array): void {
    const bits = Array.from(bytes).flatMap((byte) => bitsOf(byte, uart.format));
    const bitMs = 1000 / uart.baud;
    const startMs = clock.nowMs();
    talks.push({ bits, bitMs, startMs, from });
    quietMs = Math.max(quietMs, startMs + bits.length * bitMs);
    clock.at(quietMs, settle);
  }

  /** When everybody has finished, everybody who did not talk has received it. */
  function settle(): void {
    if (talks.length === 0 || clock.nowMs() < quietMs) return;
    const received = talks;
    talks = [];
    for (const [key, { uart, strict, hear }] of listeners) {
      if (received.some(({ from }) => from === key)) continue;
      const bytes = sample(received, uart, strict);
      if (bytes.length > 0) hear(bytes);
    }
  }

  return {
    link: (uart) => linkOn(clock, listeners, uart, talk),
    device(uart) {
      const key = {};
      const end: ServerEnd = {
        onData: () => {},
        send: (bytes, afterMs = 0) => void clock.at(clock.nowMs() + afterMs, () => talk(key, uart, bytes)),
        drop: () => listeners.delete(key),
      };
      listeners.set(key, { uart, strict: true, hear: (bytes) => end.onData(bytes) });
      return end;
    },
  };
}

function linkOn(
  clock: Clock,
  listeners: Map<object, Listener>,
  uart: Uart,
  talk: (from: object, uart: Uart, bytes: Uint8Array) => void,
): ByteLink {
  const key = {};
  let handlers: LinkHandlers | undefined;
  return {
    open(given) {
      handlers = given;
      // Linux passes characters with framing and parity errors on (serialport sets no INPCK).
      listeners.set(key, { uart, strict: false, hear: (bytes) => given.data(bytes) });
      clock.at(clock.nowMs(), () => given.opened());
    },
    write: (bytes) => talk(key, uart, bytes.slice()),
    close() {
      listeners.delete(key);
      const closing = handlers;
      handlers = undefined;
      clock.at(clock.nowMs(), () => closing?.closed({ kind: 'link-down', detail: plain('closed') }));
    },
  };
}

/** Start bit, eight data bits from the lowest, parity, stop bits. */
function bitsOf(byte: number, format: SerialFormat): number[] {
  const data = Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1);
  const ones = data.filter((bit) => bit === 1).length;
  const parity = format === '8E1' ? [ones % 2] : format === '8O1' ? [1 - (ones % 2)] : [];
  return [0, ...data, ...parity, ...(format === '8N2' ? [1, 1] : [1])];
}

/** What a UART makes of the line, sampling each bit once in its middle after the edge of the start bit. */
function sample(talks: readonly Talk[], uart: Uart, strict: boolean): Uint8Array {
  const startMs = Math.min(...talks.map((talk) => talk.startMs));
  const endMs = Math.max(...talks.map((talk) => talk.startMs + talk.bits.length * talk.bitMs));
  const bitMs = 1000 / uart.baud;
  const level = (atMs: number) => (talks.every((talk) => levelOf(talk, atMs) === 1) ? 1 : 0);
  const length = bitsOf(0, uart.format).length;
  const bytes: number[] = [];
  for (let atMs = startMs; atMs < endMs; ) {
    if (level(atMs) === 1) {
      atMs += bitMs / 16;
      continue;
    }
    const bits = Array.from({ length }, (_, index) => level(atMs + (index + 0.5) * bitMs));
    const byte = bits.slice(1, 9).reduce<number>((sum, bit, index) => sum + (bit << index), 0);
    const isClean = bitsOf(byte, uart.format).every((bit, index) => bit === bits[index]);
    if (isClean || !strict) bytes.push(byte);
    atMs += (length - 0.5) * bitMs;
  }
  return Uint8Array.from(bytes);
}

function levelOf({ bits, bitMs, startMs }: Talk, atMs: number): number {
  return bits[Math.floor((atMs - startMs) / bitMs + 1e-9)] ?? 1;
}
