/**
 * A broker inside this process, on the loopback only: the default on a desktop, so that `npm start` needs nothing else.
 */

import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';

/** A running broker. */
export interface EmbeddedBroker {
  readonly port: number;
  /** Set when another port had to be taken. */
  readonly why?: string;
  close(): Promise<void>;
}

const PORTS_TRIED = 20;

/** Listens on `port`, or on the next free one after it. Rejects with a sentence when none is free. */
export async function startEmbeddedBroker(options: { port: number; host?: string }): Promise<EmbeddedBroker> {
  const { port: wanted, host = '127.0.0.1' } = options;
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const listening = await listenFrom(server, wanted, host);
  if (listening === undefined) {
    await closed((done) => broker.close(done));
    throw new Error(
      `ports ${wanted} to ${wanted + PORTS_TRIED - 1} on ${host} are all taken; set broker.port`,
    );
  }
  const why = `port ${wanted} is taken (is a broker running there already?), so the embedded one uses ${listening}`;
  return {
    port: listening,
    ...(wanted === 0 || listening === wanted ? {} : { why }),
    close: async () => {
      await closed((done) => broker.close(done));
      await closed((done) => server.close(() => done()));
    },
  };
}

async function listenFrom(server: Server, wanted: number, host: string): Promise<number | undefined> {
  for (let port = wanted; port < wanted + PORTS_TRIED; port += 1) {
    if (await canListen(server, port, host)) return portOf(server);
    if (wanted === 0) return undefined;
  }
  return undefined;
}

/** False when the port is taken; any other refusal (no permission, no such address) is thrown. */
function canListen(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      server.off('listening', stands);
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`the embedded broker cannot listen on ${host}:${port}: ${error.message}`));
    };
    const stands = (): void => {
      server.off('error', refused);
      resolve(true);
    };
    server.once('error', refused);
    server.once('listening', stands);
    server.listen(port, host);
  });
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : undefined;
}

function closed(close: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => close(resolve));
}
