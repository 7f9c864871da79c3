/** Real brokers on the loopback, and a wire between client and broker that can be held and cut. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { startEmbeddedBroker } from '../../src/adapters/mqtt/aedes-broker.ts';
import { freePorts } from '../free-ports.ts';

export interface TestBroker {
  readonly port: number;
  stop(): Promise<void>;
}

/** Takes every connection and message, and refuses every subscription. */
export async function startDeafBroker(): Promise<TestBroker> {
  const aedes = await Aedes.createBroker({ authorizeSubscribe: (_client, _sub, done) => done(null, null) });
  const server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      aedes.close(() => server.close(() => resolve()));
    });
  return { port: portOf(server), stop };
}

export const mosquittoPath = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(mosquittoPath);

export async function startAedes(port = 0): Promise<TestBroker> {
  const broker = await startEmbeddedBroker({ port });
  return { port: broker.port, stop: broker.close };
}

export interface MosquittoOptions {
  /** Lines of an acl_file; without any, everything is allowed. */
  readonly acl?: readonly string[];
  /** User and password that it wants. */
  readonly password?: readonly [user: string, password: string];
  /** Further lines of its configuration. */
  readonly more?: readonly string[];
}

export async function startMosquitto(port?: number, options: MosquittoOptions = {}): Promise<TestBroker> {
  const listening = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  // As root it would change to a user that cannot read the folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  const lines = [`listener ${listening} 127.0.0.1`, 'persistence false', ...(options.more ?? [])];
  lines.push(`allow_anonymous ${options.password === undefined}`);
  if (options.acl !== undefined) {
    writeFileSync(join(folder, 'acl'), `${options.acl.join('\n')}\n`);
    lines.push(`acl_file ${join(folder, 'acl')}`);
  }
  if (options.password !== undefined) {
    const file = join(folder, 'passwords');
    spawnSync('mosquitto_passwd', ['-b', '-c', file, ...options.password]);
    lines.push(`password_file ${file}`);
  }
  writeFileSync(config, `${user}${lines.join('\n')}\n`);
  const child = spawn(mosquittoPath, ['-c', config], { stdio: 'ignore' });
  await until(() => canConnect(listening), 'mosquitto listens');
  return {
    port: listening,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true });
    },
  };
}

export interface Wire {
  readonly url: string;
  /** Keeps back what the broker says. */
  hold(): void;
  release(): void;
  /** Cuts all connections and takes no new ones, as a killed process would leave it. */
  cut(): void;
  /** Takes connections again. */
  mend(): Promise<void>;
}

export async function startWire(target: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const upstream = new Set<Socket>();
  let server = await listen(accept, 0);
  const port = portOf(server);

  function accept(client: Socket): void {
    const broker = connect(target, '127.0.0.1');
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    upstream.add(broker);
    broker.on('close', () => upstream.delete(broker));
    broker.on('data', (bytes) => client.write(bytes));
    client.on('data', (bytes) => broker.write(bytes));
  }

  return {
    url: `mqtt://127.0.0.1:${port}`,
    hold: () => {
      for (const broker of upstream) broker.pause();
    },
    release: () => {
      for (const broker of upstream) broker.resume();
    },
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    mend: async () => {
      server = await listen(accept, port);
    },
  };
}

/** A server that answers every CONNECT with this CONNACK return code. */
export async function startRefusal(
  returnCode: number,
): Promise<{ url: string; asked: () => number; stop(): void }> {
  let asked = 0;
  const server = await listen((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      asked += 1;
      socket.end(Buffer.from([0x20, 0x02, 0x00, returnCode]));
    });
  }, 0);
  return { url: `mqtt://127.0.0.1:${portOf(server)}`, asked: () => asked, stop: () => void server.close() };
}

/** Waits for `met`, at most 8 s. */
export async function until(met: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineMs = performance.now() + 8000;
  while (!(await met())) {
    if (performance.now() > deadlineMs) throw new Error(`waited 8 s in vain: ${what}`);
    await pause(10);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(accept);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
