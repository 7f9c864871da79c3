/** Ports for servers that a test starts later. */

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports of the loopback that nobody listens on, all different. They lie below the range from which Linux takes a port
 * for an outgoing connection (32768 on), so that no client of another test can have one before its server begins.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_240, 32_768);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
