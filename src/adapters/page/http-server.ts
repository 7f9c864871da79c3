/** Serves a handler of requests over HTTP/1.1, with @hono/node-server: bounded in connections, headers and waiting. */

import type { Server } from 'node:http';
import { serve } from '@hono/node-server';

/** Answers one request; `peer` is the other end of its connection. */
export type HandleRequest = (
  request: Request,
  peer: { readonly address: string },
) => Response | Promise<Response>;

/** A server that listens. `port` is the real one where 0 was asked for; `close` cuts open connections. */
export interface HttpServer {
  readonly port: number;
  close(): void;
}

const CONNECTIONS_MAX = 100;
const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;
/** A port that is taken is no reason to have no page: the next one will do. */
const PORTS_TRIED = 10;

/** Listens on the first free port from `port` on; a sentence says why on none. */
export async function serveHttp(
  handle: HandleRequest,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<HttpServer | { readonly why: string }> {
  let why = '';
  for (let tried = port; tried < port + PORTS_TRIED && tried < 65_536; tried += 1) {
    const server = await listen(handle, tried, host);
    if (!('why' in server)) return server;
    why = server.why;
    if (server.code !== 'EADDRINUSE') break;
  }
  return { why };
}

function listen(
  handle: HandleRequest,
  port: number,
  hostname: string,
): Promise<HttpServer | { readonly why: string; readonly code: string }> {
  return new Promise((resolve) => {
    const fetch = (request: Request, env: unknown): Response | Promise<Response> =>
      handle(request, { address: addressOf(env) });
    const server = serve({ fetch, port, hostname, overrideGlobalObjects: false }) as Server;
    server.maxConnections = CONNECTIONS_MAX;
    server.headersTimeout = HEADERS_MS;
    server.requestTimeout = REQUEST_MS;
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ why: `${hostname}:${port}: ${error.message}`, code: error.code ?? '' });
    });
    server.once('listening', () => {
      server.on('error', () => {});
      resolve({
        port: portOf(server, port),
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function portOf(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : asked;
}

/** The bindings of the server hold Node's own request. */
function addressOf(env: unknown): string {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? '';
}
