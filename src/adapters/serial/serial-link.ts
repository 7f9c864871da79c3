/**
 * A ByteLink over a serial port. It makes a new port for each open and uses the binding below serialport's stream: the
 * stream would transmit after its next open what was written while it was closed, and looks at every few characters.
 */

import assert from 'node:assert';
import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { ByteLink, LinkHandlers } from '../../ports/byte-link.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import { serialFault } from '../translate-error.ts';
import { shortenLatency } from './low-latency.ts';
import { type Port, readBytes, writeBytes } from './port-bytes.ts';
import { findPortOwner, findPortUsers } from './port-owner.ts';

/** The port and its line setting. */
export interface SerialSettings {
  readonly path: string;
  readonly baud: number;
  readonly format: '8N1' | '8E1' | '8O1' | '8N2';
}

/** `warn` is called once for a port that works but is not set up well. */
export function createSerialLink(
  settings: SerialSettings,
  clock: Clock,
  warn: (text: string) => void = () => {},
): ByteLink {
  return new SerialLink(settings, clock, warn);
}

/** Opening can hang in a driver (a UART that waits for its carrier, a USB device that is being removed). */
const OPEN_TIMEOUT_MS = 3000;
/** A shorter rest needs no timer. */
const REST_MIN_MS = 1;
/** More than any frame, and than what arrives within a turn of the event loop. */
const READ_MAX = 1024;

const parities = { '8N1': 'none', '8N2': 'none', '8E1': 'even', '8O1': 'odd' } as const;

/** From one `open` to its `closed`. */
interface Session {
  readonly handlers: LinkHandlers;
  port: Port | undefined;
  /** Closing was requested, or the session has ended. */
  isOver: boolean;
  isEnding: boolean;
  cancelTimeout: Cancel | undefined;
  restUntilMs: number;
  resting: ReturnType<typeof setTimeout> | undefined;
}

class SerialLink implements ByteLink {
  readonly #settings: SerialSettings;
  readonly #clock: Clock;
  readonly #warn: (text: string) => void;
  #hasWarned = false;
  #session: Session | undefined;

  constructor(settings: SerialSettings, clock: Clock, warn: (text: string) => void) {
    this.#settings = settings;
    this.#clock = clock;
    this.#warn = warn;
  }

  open(handlers: LinkHandlers): void {
    assert(this.#session === undefined, 'open is legal only while closed');
    const session: Session = {
      handlers,
      port: undefined,
      isOver: false,
      isEnding: false,
      cancelTimeout: undefined,
      restUntilMs: 0,
      resting: undefined,
    };
    this.#session = session;
    const giveUpMs = this.#clock.nowMs() + OPEN_TIMEOUT_MS;
    session.cancelTimeout = this.#clock.at(giveUpMs, () => this.#end(session, 'does not open'));
    const { path, baud, format } = this.#settings;
    const opening = SerialPort.binding.open({
      path,
      baudRate: baud,
      dataBits: 8,
      parity: parities[format],
      stopBits: format === '8N2' ? 2 : 1,
      lock: true,
      // Boards of the Arduino kind reset when DTR drops on close.
      hupcl: false,
    });
    opening.then(
      (port) => this.#opened(session, port),
      (error: unknown) => this.#end(session, error),
    );
  }

  write(bytes: Uint8Array): void {
    const session = this.#session;
    assert(session?.port !== undefined, 'write is legal only while open');
    // The line is gone and `closed` follows; the writer cannot know yet.
    if (session.isOver) return;
    writeBytes(session.port, bytes).catch((error: unknown) => this.#end(session, error));
  }

  rest(untilMs: number): void {
    if (this.#session !== undefined) this.#session.restUntilMs = untilMs;
  }

  otherUsers(found: (users: readonly string[]) => void): void {
    void findPortUsers(this.#settings.path).then(found);
  }

  close(): void {
    if (this.#session?.port !== undefined) this.#end(this.#session, 'closed');
    else if (this.#session !== undefined) this.#session.isOver = true;
  }

  #opened(session: Session, port: Port): void {
    session.cancelTimeout?.();
    if (session.isOver || this.#session !== session) {
      // Opened too late: the session is over.
      port.close().then(
        () => this.#end(session, 'closed'),
        (error: unknown) => this.#end(session, error),
      );
      return;
    }
    session.port = port;
    void this.#quicken(port);
    session.handlers.opened();
    void this.#receive(session, port);
  }

  async #receive(session: Session, port: Port): Promise<void> {
    const buffer = Buffer.allocUnsafe(READ_MAX);
    try {
      while (!session.isOver) {
        const count = await readBytes(port, buffer);
        if (session.isOver) return;
        session.handlers.data(Uint8Array.prototype.slice.call(buffer, 0, count));
        const restMs = session.restUntilMs - this.#clock.nowMs();
        if (restMs >= REST_MIN_MS) await rested(session, restMs);
      }
    } catch (error) {
      this.#end(session, error);
    }
  }

  /** A port where this fails still works, only slower. */
  async #quicken(port: Port): Promise<void> {
    if (process.platform !== 'linux') return;
    await port.set(lowLatency).catch(() => undefined);
    const remedy = await shortenLatency(this.#settings.path);
    if (remedy === undefined || this.#hasWarned) return;
    this.#hasWarned = true;
    this.#warn(remedy);
  }

  /** Once for each session, whatever ended it. `closed` comes when the port is free again. */
  #end(session: Session, reason: unknown): void {
    if (this.#session !== session || session.isEnding) return;
    session.isEnding = true;
    session.isOver = true;
    session.cancelTimeout?.();
    clearTimeout(session.resting);
    const closing = session.port?.isOpen === true ? session.port.close() : Promise.resolve();
    const { path } = this.#settings;
    const present = readdir('/dev/serial/by-id').catch(() => []);
    const owner = closing.catch(() => undefined).then(() => findPortOwner(path));
    void Promise.all([present, owner]).then(([names, holder]) => {
      this.#session = undefined;
      session.handlers.closed(serialFault(reason, path, names, holder));
    });
  }
}

function rested(session: Session, restMs: number): Promise<void> {
  return new Promise((resolve) => {
    session.resting = setTimeout(resolve, Math.floor(restMs));
  });
}

const lowLatency = { brk: false, cts: false, dsr: false, dtr: true, rts: true, lowLatency: true };
