/**
 * One gateway a station: the ends of its wires are names that only one process of this computer can hold (abstract sockets
 * of Linux). The kernel lets go of them when the process ends, however it ends; whoever comes second asks who it is.
 */

import { createConnection, createServer, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const ANSWER_MS = 500;
const OWNER_CHARS_MAX = 200;
const RETRY_MS = 200;

/** The first end that another process holds, and who that is. */
export interface HeldEnd {
  readonly end: string;
  /** `process 812 (node quietpost run site.yaml)`. */
  readonly owner: string;
}

/** All ends held by this process, until it lets go of them or ends. */
export interface StationLock {
  release(): void;
}

/** Takes all ends or none; tries for `patienceMs`, as long as the process before takes to leave. */
export async function lockStation(
  ends: readonly string[],
  patienceMs: number,
): Promise<StationLock | HeldEnd> {
  const lastMs = performance.now() + patienceMs;
  for (;;) {
    const outcome = await takeAll(ends);
    if ('release' in outcome || performance.now() >= lastMs) return outcome;
    await wait(RETRY_MS);
  }
}

async function takeAll(ends: readonly string[]): Promise<StationLock | HeldEnd> {
  const servers: Server[] = [];
  const release = (): void => {
    for (const server of servers) server.close();
  };
  // Elsewhere the names do not exist.
  if (process.platform !== 'linux') return { release };
  for (const end of ends) {
    const server = await take(nameOf(end));
    if (server === undefined) {
      release();
      return { end, owner: await ownerOf(nameOf(end)) };
    }
    servers.push(server);
  }
  return { release };
}

/** Undefined where another process holds the name. */
function take(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(selfText());
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

function ownerOf(name: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = createConnection(name);
    const end = (): void => {
      socket.destroy();
      resolve(said === '' ? 'another process' : said.replaceAll(/[^\x20-\x7e]/g, '?'));
    };
    socket.setTimeout(ANSWER_MS, end);
    socket.on('data', (bytes) => {
      said = (said + bytes.toString()).slice(0, OWNER_CHARS_MAX);
    });
    socket.once('end', end);
    socket.once('error', end);
  });
}

function nameOf(end: string): string {
  return `\0quietpost/${end}`;
}

function selfText(): string {
  return `process ${process.pid} (${process.argv.join(' ')})`;
}
