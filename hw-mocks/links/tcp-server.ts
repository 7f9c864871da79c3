/** Serves a simulated bus to Modbus TCP clients on this machine, several at a time. */

import net from 'node:net';
import { failed, ok, type Result } from '../../src/model/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ServerEnd } from './memory-link.ts';

/** A server that listens on `port`. */
export interface TcpServer {
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): void;
}

/** Where it listens; on 127.0.0.1 where no host is given. */
export interface TcpServerOptions {
  /** If `port` is taken, the next free one is used; 0: any free port. */
  readonly port: number;
  readonly host?: string;
}

const PORT_TRIES_MAX = 100;
const CONNECTIONS_MAX = 32;

/** Listens; `serve` gets the station's end of each connection. */
export async function serveTcp(
  serve: (end: ServerEnd) => void,
  clock: Clock,
  options: TcpServerOptions,
): Promise<Result<TcpServer, string>> {
  const host = options.host ?? '127.0.0.1';
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(endOf(socket, clock));
  });
  server.maxConnections = CONNECTIONS_MAX;
  const port = await listen(server, host, options.port);
  if (port === undefined) {
    return failed(`no free port on ${host} from ${options.port} on (${PORT_TRIES_MAX} tried)`);
  }
  return ok({
    port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

function endOf(socket: net.Socket, clock: Clock): ServerEnd {
  const end: ServerEnd = {
    onData: () => {},
    send(bytes, afterMs = 0) {
      const write = () => {
        if (socket.writable) socket.write(bytes);
      };
      if (afterMs <= 0) write();
      else clock.at(clock.nowMs() + afterMs, write);
    },
    drop: () => socket.destroy(),
  };
  socket.setNoDelay(true);
  socket.on('data', (bytes) => end.onData(bytes));
  // A reset by the client ends this connection only; `close` follows by itself.
  socket.on('error', () => {});
  return end;
}

async function listen(server: net.Server, host: string, firstPort: number): Promise<number | undefined> {
  for (let port = firstPort; port < firstPort + PORT_TRIES_MAX && port <= 0xffff; port++) {
    const isListening = await new Promise<boolean>((resolve) => {
      const refuse = () => resolve(false);
      server.once('error', refuse);
      server.listen({ host, port, exclusive: true }, () => {
        server.off('error', refuse);
        resolve(true);
      });
    });
    const address = isListening ? server.address() : null;
    if (address !== null && typeof address === 'object') return address.port;
  }
  return undefined;
}
