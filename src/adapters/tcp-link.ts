/** A ByteLink over TCP. A new socket for each open; every way a connection can end leads to `closed`, once. */

import assert from 'node:assert';
import { Socket } from 'node:net';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { ByteLink, LinkHandlers } from '../ports/field/byte-link.ts';
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

/** From one `open` to its `closed`. */
interface Session {
  readonly socket: Socket;
  readonly handlers: LinkHandlers;
  isOpen: boolean;
  cancelTimeout: Cancel;
}

interface State {
  readonly address: TcpAddress;
  readonly clock: Clock;
  /** Undefined while closed. */
  session: Session | undefined;
}

/** A link that opens a new socket each time. */
export function createTcpLink(address: TcpAddress, clock: Clock): ByteLink {
  const state: State = { address, clock, session: undefined };
  return {
    open: (handlers) => open(state, handlers),
    write(bytes) {
      assert(state.session?.isOpen === true, 'write is legal only while open');
      state.session.socket.write(bytes);
    },
    // `closed` follows from the socket's own event.
    close() {
      if (state.session === undefined) return;
      state.session.isOpen = false;
      state.session.socket.destroy();
    },
  };
}

function open(state: State, handlers: LinkHandlers): void {
  assert(state.session === undefined, 'open is legal only while closed');
  const { address, clock } = state;
  const socket = new Socket();
  const session: Session = { socket, handlers, isOpen: false, cancelTimeout: () => {} };
  state.session = session;
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('connect', () => {
    session.cancelTimeout();
    session.isOpen = true;
    handlers.opened();
  });
  socket.on('data', (bytes) => {
    if (session.isOpen) handlers.data(bytes);
  });
  socket.on('error', (error) => end(state, session, error));
  socket.on('end', () => end(state, session, { code: 'EPIPE' }));
  socket.on('close', () => end(state, session, 'closed'));
  const giveUpMs = clock.nowMs() + CONNECT_TIMEOUT_MS;
  session.cancelTimeout = clock.at(giveUpMs, () => end(state, session, { code: 'ETIMEDOUT' }));
  socket.connect(address);
}

/** Once for each session, whatever ended it first. */
function end(state: State, session: Session, reason: unknown): void {
  if (state.session !== session) return;
  state.session = undefined;
  session.cancelTimeout();
  session.isOpen = false;
  session.socket.destroy();
  session.handlers.closed(tcpFault(reason, `${state.address.host}:${state.address.port}`));
}
