/** Whether this computer has a TCP connection to somebody, as Linux tells in /proc/net/tcp (proc_net_tcp(5)). */

import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
const ESTABLISHED = '01';

/** A process of this computer is connected to `host`:`port`; undefined where that cannot be seen. */
export async function hasConnectionTo(host: string, port: number): Promise<boolean | undefined> {
  try {
    const addresses = await lookup(host, { all: true });
    const lists = await Promise.all(tables.map((table) => readFile(table, 'utf8').catch(() => '')));
    return addresses.some(({ address }) => lists.some((list) => isConnected(list, address, port)));
  } catch {
    // No such name, no /proc: nothing can be said.
    return undefined;
  }
}

/** `sl local_address rem_address st ...`: IPv4 in four bytes, the last first, port in hexadecimal. */
export function isConnected(table: string, address: string, port: number): boolean {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4) return false;
  const hex = bytes.toReversed().map((byte) => byte.toString(16).padStart(2, '0'));
  const remote = `${hex.join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  return table
    .split('\n')
    .slice(1)
    .some((line) => {
      const [, , rem = '', state] = line.trim().split(/\s+/);
      // An IPv4 peer of an IPv6 socket is the last of four words.
      return state === ESTABLISHED && rem.endsWith(remote);
    });
}
