/**
 * A wire in memory: the client holds a ByteLink, the station holds the other end. TCP sockets and serial ports give
 * the same ServerEnd (tcp-server.ts, rtu-server.ts), so one server serves all three.
 */

import assert from 'node:assert/strict';
import { plain } from '../../src/model/message.ts';
import type { ByteLink, LinkHandlers } from '../../src/ports/byte-link.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** The station's end of one connection. The server sets `onData`. */
export interface ServerEnd {
  onData: (bytes: Uint8Array) => void;
  /** Sends now or `afterMs` later; bytes on their way when the connection ends are lost. */
  send(bytes: Uint8Array, afterMs?: number): void;
  /** Ends the connection, as a pulled plug or a restarted gateway does. */
  drop(): void;
}

/** The station's end of a wire in memory. */
export interface MemoryServerEnd extends ServerEnd {
  /** While true, opening fails. An open connection stays. */
  refuse: boolean;
}

/** Both ends of one wire. */
export interface MemoryWire {
  readonly link: ByteLink;
  readonly server: MemoryServerEnd;
}

/** How slow the wire is, and in which pieces it delivers. */
export interface MemoryWireOptions {
  /** One way, ms; also how long opening takes. Default 0. */
  readonly latencyMs?: number;
  /** Time of one character on the wire, ms. Default 0. */
  readonly charMs?: number;
  /** Most bytes delivered at once. 1: byte by byte. Default: as sent. */
  readonly maxChunk?: number;
}

/** A closed wire. Bytes arrive in order and never inside the call that sent them. */
export function createMemoryWire(clock: Clock, options: MemoryWireOptions = {}): MemoryWire {
  const wire = new Wire(clock, options);
  return { link: wire, server: wire.server };
}

class Wire implements ByteLink {
  readonly server: MemoryServerEnd;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #charMs: number;
  readonly #maxChunk: number;
  #handlers: LinkHandlers | undefined;
  #isOpen = false;
  #isClosing = false;
  /** Grows at each end of a connection: what was sent before is lost. */
  #generation = 0;
  readonly #toServer: Lane = { freeAtMs: 0 };
  readonly #toClient: Lane = { freeAtMs: 0 };

  constructor(clock: Clock, options: MemoryWireOptions) {
    this.#clock = clock;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#charMs = options.charMs ?? 0;
    this.#maxChunk = options.maxChunk ?? Number.POSITIVE_INFINITY;
    assert(this.#maxChunk >= 1, 'a chunk has at least one byte');
    this.server = {
      onData: () => {},
      send: (bytes, afterMs) => this.#sendToClient(bytes, afterMs ?? 0),
      drop: () => this.#end('connection lost'),
      refuse: false,
    };
  }

  open(handlers: LinkHandlers): void {
    assert(this.#handlers === undefined, 'open is legal only while closed');
    this.#handlers = handlers;
    const generation = this.#generation;
    this.#clock.at(this.#clock.nowMs() + this.#latencyMs, () => {
      if (generation !== this.#generation) return;
      if (this.server.refuse) return this.#end('connection refused');
      this.#isOpen = true;
      handlers.opened();
    });
  }

  write(bytes: Uint8Array): void {
    assert(this.#isOpen, 'write is legal only while open');
    // Copied, because the writer may reuse its buffer at once.
    this.#carry(bytes.slice(), this.#toServer, (chunk) => this.server.onData(chunk));
  }

  close(): void {
    this.#end('closed');
  }

  #sendToClient(bytes: Uint8Array, afterMs: number): void {
    if (!this.#isOpen) return;
    if (afterMs > 0) {
      const generation = this.#generation;
      this.#clock.at(this.#clock.nowMs() + afterMs, () => {
        if (generation === this.#generation) this.#arrive(bytes);
      });
    } else {
      this.#carry(bytes, this.#toClient, (chunk) => this.#handlers?.data(chunk));
    }
  }

  /** Delivers at once what has waited its time and takes none on the wire. */
  #arrive(bytes: Uint8Array): void {
    const isWhole = bytes.length <= this.#maxChunk;
    const isAtOnce = this.#latencyMs === 0 && this.#charMs === 0;
    if (isWhole && isAtOnce && this.#toClient.freeAtMs <= this.#clock.nowMs()) this.#handlers?.data(bytes);
    else this.#sendToClient(bytes, 0);
  }

  /** One timer per chunk; its last character delivers it. */
  #carry(bytes: Uint8Array, lane: Lane, deliver: (chunk: Uint8Array) => void): void {
    const generation = this.#generation;
    const startMs = Math.max(this.#clock.nowMs(), lane.freeAtMs);
    for (let from = 0; from < bytes.length; from += this.#maxChunk) {
      const to = Math.min(from + this.#maxChunk, bytes.length);
      const chunk = to - from === bytes.length ? bytes : bytes.subarray(from, to);
      this.#clock.at(startMs + to * this.#charMs + this.#latencyMs, () => {
        if (generation === this.#generation) deliver(chunk);
      });
    }
    lane.freeAtMs = startMs + bytes.length * this.#charMs;
  }

  #end(detail: string): void {
    const handlers = this.#handlers;
    if (handlers === undefined || this.#isClosing) return;
    this.#isOpen = false;
    this.#isClosing = true;
    this.#generation++;
    this.#clock.at(this.#clock.nowMs(), () => {
      this.#isClosing = false;
      this.#handlers = undefined;
      this.#toServer.freeAtMs = 0;
      this.#toClient.freeAtMs = 0;
      handlers.closed({ kind: 'link-down', detail: plain(detail) });
    });
  }
}

/** One direction: the time at which its last character has gone. */
interface Lane {
  freeAtMs: number;
}
