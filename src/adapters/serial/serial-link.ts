/**
 * A ByteLink over a serial port. It makes a new port for each open and uses the binding below serialport's stream: the
 * stream would transmit after its next open what was written while it was closed, and looks at every few characters.
 */

import assert from 'node:assert';
import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { ByteLink, LinkHandlers } from '../../ports/field/byte-link.ts';
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
  const state: State = { settings, clock, warn, hasWarned: false, session: undefined };
  return {
    open: (handlers) => open(state, handlers),
    write: (bytes) => write(state, bytes),
    close: () => close(state),
    rest(untilMs) {
      if (state.session !== undefined) state.session.restUntilMs = untilMs;
    },
    otherUsers: (found) => void findPortUsers(settings.path).then(found),
  };
}

/** Opening can hang in a driver (a UART that waits for its carrier, a USB device that is being removed). */
const OPEN_TIMEOUT_MS = 3000;
/** A shorter rest needs no timer. */
const REST_MIN_MS = 1;
/** More than any frame, and more than arrives within one turn of the event loop. */
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

interface State {
  readonly settings: SerialSettings;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
  hasWarned: boolean;
  /** Undefined while closed. */
  session: Session | undefined;
}

function open(state: State, handlers: LinkHandlers): void {
  assert(state.session === undefined, 'open is legal only while closed');
  const session: Session = {
    handlers,
    port: undefined,
    isOver: false,
    isEnding: false,
    cancelTimeout: undefined,
    restUntilMs: 0,
    resting: undefined,
  };
  state.session = session;
  const giveUpMs = state.clock.nowMs() + OPEN_TIMEOUT_MS;
  session.cancelTimeout = state.clock.at(giveUpMs, () => end(state, session, 'does not open'));
  const { path, baud, format } = state.settings;
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
    (port) => opened(state, session, port),
    (error: unknown) => end(state, session, error),
  );
}

function opened(state: State, session: Session, port: Port): void {
  session.cancelTimeout?.();
  if (session.isOver || state.session !== session) {
    // Opened too late: the session is over.
    port.close().then(
      () => end(state, session, 'closed'),
      (error: unknown) => end(state, session, error),
    );
    return;
  }
  session.port = port;
  void quicken(state, port);
  session.handlers.opened();
  void receive(state, session, port);
}

function write(state: State, bytes: Uint8Array): void {
  const { session } = state;
  assert(session?.port !== undefined, 'write is legal only while open');
  // The line is gone and `closed` follows; the writer cannot know yet.
  if (session.isOver) return;
  writeBytes(session.port, bytes).catch((error: unknown) => end(state, session, error));
}

function close(state: State): void {
  const { session } = state;
  if (session?.port !== undefined) end(state, session, 'closed');
  else if (session !== undefined) session.isOver = true;
}

async function receive(state: State, session: Session, port: Port): Promise<void> {
  const buffer = Buffer.allocUnsafe(READ_MAX);
  try {
    while (!session.isOver) {
      const count = await readBytes(port, buffer);
      if (session.isOver) return;
      session.handlers.data(Uint8Array.prototype.slice.call(buffer, 0, count));
      const restMs = session.restUntilMs - state.clock.nowMs();
      if (restMs >= REST_MIN_MS) await rested(session, restMs);
    }
  } catch (error) {
    end(state, session, error);
  }
}

/** A port where this fails still works, only slower. */
async function quicken(state: State, port: Port): Promise<void> {
  if (process.platform !== 'linux') return;
  await port.set(lowLatency).catch(() => undefined);
  const remedy = await shortenLatency(state.settings.path);
  if (remedy === undefined || state.hasWarned) return;
  state.hasWarned = true;
  state.warn(remedy);
}

/** Once for each session, whatever ended it. `closed` comes when the port is free again. */
function end(state: State, session: Session, reason: unknown): void {
  if (state.session !== session || session.isEnding) return;
  session.isEnding = true;
  session.isOver = true;
  session.cancelTimeout?.();
  clearTimeout(session.resting);
  const closing = session.port?.isOpen === true ? session.port.close() : Promise.resolve();
  const { path } = state.settings;
  const present = readdir('/dev/serial/by-id').catch(() => []);
  const owner = closing.catch(() => undefined).then(() => findPortOwner(path));
  void Promise.all([present, owner]).then(([names, holder]) => {
    state.session = undefined;
    session.handlers.closed(serialFault(reason, path, names, holder));
  });
}

function rested(session: Session, restMs: number): Promise<void> {
  return new Promise((resolve) => {
    session.resting = setTimeout(resolve, Math.floor(restMs));
  });
}

const lowLatency = { brk: false, cts: false, dsr: false, dtr: true, rts: true, lowLatency: true };
