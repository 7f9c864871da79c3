/**
 * A wire in memory: the client holds a ByteLink, the station holds the other end. TCP sockets and serial ports give
 * the same ServerEnd (tcp-server.ts, rtu-server.ts), so one server serves all three.
 */

import assert from 'node:assert/strict';
import { plain } from '../../src/model/message.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ByteLink, LinkHandlers } from '../../src/ports/field/byte-link.ts';

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
  const { latencyMs = 0, charMs = 0, maxChunk = Number.POSITIVE_INFINITY } = options;
  assert(maxChunk >= 1, 'a chunk has at least one byte');
  const state: State = {
    server: {
      onData: () => {},
      send: (bytes, afterMs) => sendToClient(state, bytes, afterMs ?? 0),
      drop: () => end(state, 'connection lost'),
      refuse: false,
    },
    ...{ clock, latencyMs, charMs, maxChunk, handlers: undefined, isOpen: false, isClosing: false },
    ...{ generation: 0, toServer: { freeAtMs: 0 }, toClient: { freeAtMs: 0 } },
  };
  const link: ByteLink = {
    open: (handlers) => open(state, handlers),
    write: (bytes) => write(state, bytes),
    close: () => end(state, 'closed'),
  };
  return { link, server: state.server };
}

interface State {
  readonly server: MemoryServerEnd;
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly charMs: number;
  readonly maxChunk: number;
  handlers: LinkHandlers | undefined;
  isOpen: boolean;
  isClosing: boolean;
  /** Grows at each end of a connection: what was sent before is lost. */
  generation: number;
  readonly toServer: Lane;
  readonly toClient: Lane;
}

function open(state: State, handlers: LinkHandlers): void {
  assert(state.handlers === undefined, 'open is legal only while closed');
  state.handlers = handlers;
  const generation = state.generation;
  state.clock.at(state.clock.nowMs() + state.latencyMs, () => {
    if (generation !== state.generation) return;
    if (state.server.refuse) return end(state, 'connection refused');
    state.isOpen = true;
    handlers.opened();
  });
}

function write(state: State, bytes: Uint8Array): void {
  assert(state.isOpen, 'write is legal only while open');
  // Copied, because the writer may reuse its buffer at once.
  carry(state, bytes.slice(), state.toServer, (chunk) => state.server.onData(chunk));
}

function sendToClient(state: State, bytes: Uint8Array, afterMs: number): void {
  if (!state.isOpen) return;
  if (afterMs > 0) {
    const generation = state.generation;
    state.clock.at(state.clock.nowMs() + afterMs, () => {
      if (generation === state.generation) arrive(state, bytes);
    });
  } else {
    carry(state, bytes, state.toClient, (chunk) => state.handlers?.data(chunk));
  }
}

/** Delivers at once what has waited its time and takes none on the wire. */
function arrive(state: State, bytes: Uint8Array): void {
  const isWhole = bytes.length <= state.maxChunk;
  const isAtOnce = state.latencyMs === 0 && state.charMs === 0;
  if (isWhole && isAtOnce && state.toClient.freeAtMs <= state.clock.nowMs()) state.handlers?.data(bytes);
  else sendToClient(state, bytes, 0);
}

/** One timer per chunk; its last character delivers it. */
function carry(state: State, bytes: Uint8Array, lane: Lane, deliver: (chunk: Uint8Array) => void): void {
  const generation = state.generation;
  const startMs = Math.max(state.clock.nowMs(), lane.freeAtMs);
  for (let from = 0; from < bytes.length; from += state.maxChunk) {
    const to = Math.min(from + state.maxChunk, bytes.length);
    const chunk = to - from === bytes.length ? bytes : bytes.subarray(from, to);
    state.clock.at(startMs + to * state.charMs + state.latencyMs, () => {
      if (generation === state.generation) deliver(chunk);
    });
  }
  lane.freeAtMs = startMs + bytes.length * state.charMs;
}

function end(state: State, detail: string): void {
  const handlers = state.handlers;
  if (handlers === undefined || state.isClosing) return;
  state.isOpen = false;
  state.isClosing = true;
  state.generation++;
  state.clock.at(state.clock.nowMs(), () => {
    state.isClosing = false;
    state.handlers = undefined;
    state.toServer.freeAtMs = 0;
    state.toClient.freeAtMs = 0;
    handlers.closed({ kind: 'link-down', detail: plain(detail) });
  });
}

/** One direction: the time at which its last character has gone. */
interface Lane {
  freeAtMs: number;
}
