/** A ByteLink over TCP. A new socket for each open; every way a connection can end leads to `closed`, once. */

import assert from 'node:assert';
import { Socket } from 'node:net';
import type { ByteLink, LinkHandlers } from '../ports/byte-link.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import { tcpFault } from './translate-error.ts';

const CONNECT_TIMEOUT_MS = 3000;
/**
 * Keep-alive probes of the kernel on an idle connection. A busy half-open one is noticed by its owner, since nothing
 * answers.
 */
const KEEP_ALIVE_MS = 10_000;

/** Where to connect. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** A link that opens a new socket each time. */
export function createTcpLink(address: TcpAddress, clock: Clock): ByteLink {
  return new TcpLink(address, clock);
}

class TcpLink implements ByteLink {
  readonly #address: TcpAddress;
  readonly #clock: Clock;
  #socket: Socket | undefined;
  #handlers: LinkHandlers | undefined;
  #isOpen = false;
  #cancelTimeout: Cancel | undefined;

  constructor(address: TcpAddress, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
  }

  open(handlers: LinkHandlers): void {
    assert(this.#handlers === undefined, 'open is legal only while closed');
    const socket = new Socket();
    this.#socket = socket;
    this.#handlers = handlers;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('connect', () => {
      this.#cancelTimeout?.();
      this.#isOpen = true;
      handlers.opened();
    });
    socket.on('data', (bytes) => {
      if (this.#isOpen) handlers.data(bytes);
    });
    socket.on('error', (error) => this.#end(socket, error));
    socket.on('end', () => this.#end(socket, { code: 'EPIPE' }));
    socket.on('close', () => this.#end(socket, 'closed'));
    const giveUpMs = this.#clock.nowMs() + CONNECT_TIMEOUT_MS;
    this.#cancelTimeout = this.#clock.at(giveUpMs, () => this.#end(socket, { code: 'ETIMEDOUT' }));
    socket.connect(this.#address);
  }

  write(bytes: Uint8Array): void {
    assert(this.#isOpen && this.#socket !== undefined, 'write is legal only while open');
    this.#socket.write(bytes);
  }

  /** `closed` follows from the socket's own event. */
  close(): void {
    this.#isOpen = false;
    this.#socket?.destroy();
  }

  #end(socket: Socket, reason: unknown): void {
    const handlers = this.#handlers;
    if (this.#socket !== socket || handlers === undefined) return;
    this.#cancelTimeout?.();
    this.#socket = undefined;
    this.#handlers = undefined;
    this.#isOpen = false;
    socket.destroy();
    handlers.closed(tcpFault(reason, `${this.#address.host}:${this.#address.port}`));
  }
}
