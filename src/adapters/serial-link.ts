/**
 * A ByteLink over a serial port. A new SerialPort object for each open: the old one would transmit on its next open
 * what was written to it while closed.
 */

import assert from 'node:assert';
import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { ByteLink, LinkHandlers } from '../ports/byte-link.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import { shortenLatency } from './low-latency.ts';
import { findPortOwner } from './port-owner.ts';
import { serialFault } from './translate-error.ts';

export interface SerialSettings {
  readonly path: string;
  readonly baud: number;
  readonly format: '8N1' | '8E1' | '8O1' | '8N2';
}

/** `note` is told, once, what of the port is not as it should be though it works. */
export function createSerialLink(
  settings: SerialSettings,
  clock: Clock,
  note: (text: string) => void = () => {},
): ByteLink {
  return new SerialLink(settings, clock, note);
}

/** Opening can hang in a driver (a UART waiting for its carrier, a USB device about to vanish). */
const openTimeoutMs = 3000;

const parities = { '8N1': 'none', '8N2': 'none', '8E1': 'even', '8O1': 'odd' } as const;

class SerialLink implements ByteLink {
  readonly #settings: SerialSettings;
  readonly #clock: Clock;
  readonly #note: (text: string) => void;
  #isNoted = false;
  #port: SerialPort | undefined;
  #handlers: LinkHandlers | undefined;
  #isOpen = false;
  /** Asked to close while still opening. */
  #isUnwanted = false;
  #cancelTimeout: Cancel | undefined;

  constructor(settings: SerialSettings, clock: Clock, note: (text: string) => void) {
    this.#settings = settings;
    this.#clock = clock;
    this.#note = note;
  }

  open(handlers: LinkHandlers): void {
    assert(this.#handlers === undefined, 'open is legal only while closed');
    const { path, baud, format } = this.#settings;
    const port = new SerialPort({
      path,
      baudRate: baud,
      dataBits: 8,
      parity: parities[format],
      stopBits: format === '8N2' ? 2 : 1,
      lock: true,
      // Boards of the Arduino kind reset when DTR drops on close.
      hupcl: false,
      autoOpen: false,
    });
    this.#port = port;
    this.#handlers = handlers;
    this.#isUnwanted = false;
    port.on('data', (bytes: Uint8Array) => {
      if (this.#isOpen) handlers.data(bytes);
    });
    port.on('close', (error: unknown) => this.#end(port, error ?? 'closed'));
    port.on('end', () => this.#end(port, new Error('EIO')));
    port.on('error', (error: unknown) => this.#end(port, error));
    const giveUpMs = this.#clock.nowMs() + openTimeoutMs;
    this.#cancelTimeout = this.#clock.at(giveUpMs, () => this.#end(port, 'does not open'));
    port.open((error) => this.#opened(port, error));
  }

  write(bytes: Uint8Array): void {
    assert(this.#isOpen && this.#port !== undefined, 'write is legal only while open');
    this.#port.write(bytes);
  }

  close(): void {
    this.#isOpen = false;
    this.#isUnwanted = true;
    if (this.#port?.isOpen) this.#port.close();
  }

  #opened(port: SerialPort, error: Error | null): void {
    if (error !== null) this.#end(port, error);
    else if (this.#isUnwanted || this.#port !== port) port.close();
    else {
      void this.#quicken(port);
      this.#cancelTimeout?.();
      this.#isOpen = true;
      this.#handlers?.opened();
    }
  }

  /** A port that cannot do it works all the same, only slower. */
  async #quicken(port: SerialPort): Promise<void> {
    if (process.platform !== 'linux') return;
    await port.port?.set(lowLatency).catch(() => undefined);
    const trouble = await shortenLatency(this.#settings.path);
    if (trouble === undefined || this.#isNoted) return;
    this.#isNoted = true;
    this.#note(trouble);
  }

  #end(port: SerialPort, reason: unknown): void {
    const handlers = this.#handlers;
    if (this.#port !== port || handlers === undefined) return;
    this.#cancelTimeout?.();
    this.#port = undefined;
    this.#isOpen = false;
    if (port.isOpen) port.close();
    const { path } = this.#settings;
    const present = readdir('/dev/serial/by-id').catch(() => []);
    void Promise.all([present, findPortOwner(path)]).then(([names, owner]) => {
      this.#handlers = undefined;
      handlers.closed(serialFault(reason, path, names, owner));
    });
  }
}

const lowLatency = { brk: false, cts: false, dsr: false, dtr: true, rts: true, lowLatency: true };
