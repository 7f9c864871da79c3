import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { hasConnectionTo, isConnected } from '../../../src/adapters/open-connections.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:139C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0A01A8C0:D2F0 1401A8C0:01F6 01 00000000:00000000 00:00000000 00000000     0        0 2 1
   2: 0A01A8C0:D2F2 1501A8C0:01F6 06 00000000:00000000 00:00000000 00000000     0        0 3 1
`;

test('an established connection to an address and port, and no other', () => {
  expect(isConnected(table, '192.168.1.20', 502)).toBe(true);
  expect(isConnected(table, '192.168.1.20', 503)).toBe(false);
  // Ended, and waiting.
  expect(isConnected(table, '192.168.1.21', 502)).toBe(false);
  expect(isConnected(table, '::1', 502)).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a real connection is seen while it is open', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await hasConnectionTo('127.0.0.1', port)).toBe(false);
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  expect(await hasConnectionTo('localhost', port)).toBe(true);
});
