/** The adapters on the real machine: loopback sockets, the system clock, and ports that do not exist. */

import { createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createSerialLink } from '../../../src/adapters/serial/serial-link.ts';
import { createSystemClock } from '../../../src/adapters/system-clock.ts';
import { createTcpLink } from '../../../src/adapters/tcp-link.ts';
import { serialFault, tcpFault } from '../../../src/adapters/translate-error.ts';
import type { ByteLink } from '../../../src/ports/field/byte-link.ts';
import { describeFault } from '../language/said.ts';

const clock = createSystemClock({ wallSync: 'assumed' });

/** Everything that happens on a link, until `count` things have happened. */
function events(link: ByteLink, count: number, onOpen: () => void = () => {}): Promise<string[]> {
  return new Promise((resolve) => {
    const seen: string[] = [];
    const note = (what: string) => {
      seen.push(what);
      if (seen.length === count) setTimeout(() => resolve(seen), 20);
    };
    link.open({
      opened() {
        note('opened');
        onOpen();
      },
      data: (bytes) => note(`data ${[...bytes]}`),
      closed: (fault) => note(`closed ${describeFault(fault)}`),
    });
  });
}

async function serve(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

test.each([
  ['FIN', (socket: Socket) => socket.end(), /closed by the device/],
  ['RST', (socket: Socket) => socket.resetAndDestroy(), /reset by the device/],
])('TCP: %s closes the link once, and it can be opened again', async (_name, hangUp, reason) => {
  const { server, port } = await serve((socket) => socket.on('data', () => hangUp(socket)));
  const link = createTcpLink({ host: '127.0.0.1', port }, clock);
  for (let round = 0; round < 2; round++) {
    const seen = await events(link, 2, () => link.write(Uint8Array.of(1)));
    expect(seen).toEqual(['opened', expect.stringMatching(reason)]);
    expect(() => link.write(Uint8Array.of(1))).toThrow('only while open');
  }
  server.close();
});

test('TCP: bytes go both ways, and nothing is written or delivered after close', async () => {
  const heard: number[] = [];
  const { server, port } = await serve((socket) => {
    socket.on('data', (bytes) => {
      heard.push(...bytes);
      socket.write(bytes);
    });
  });
  const link = createTcpLink({ host: '127.0.0.1', port }, clock);
  const seen = await events(link, 2, () => link.write(Uint8Array.of(1, 2)));
  expect(seen).toEqual(['opened', 'data 1,2']);
  link.close();
  link.close();
  expect(() => link.write(Uint8Array.of(3))).toThrow('only while open');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(heard).toEqual([1, 2]);
  server.close();
});

test('TCP: a refused connection and one closed while connecting end in one closed', async () => {
  const { server, port } = await serve(() => {});
  const link = createTcpLink({ host: '127.0.0.1', port }, clock);
  const abandoned = events(link, 1);
  link.close();
  expect(await abandoned).toEqual([expect.stringContaining('closed')]);
  await new Promise((resolve) => server.close(resolve));
  expect(await events(link, 1)).toEqual([expect.stringContaining('refused; nothing listens there')]);
});

test('serial: a port that does not exist is told with what is plugged in', async () => {
  const link = createSerialLink({ path: '/dev/ttyQuietpost99', baud: 9600, format: '8N1' }, clock);
  const [what] = await events(link, 1);
  expect(what).toMatch(/\/dev\/ttyQuietpost99: no such port; (did you mean|no USB serial adapter)/);
});

test('faults of links are told in words a technician can act on', () => {
  const present = ['usb-FTDI_A1-if00-port0'];
  const told = (message: string) => describeFault(serialFault(new Error(message), '/dev/ttyUSB0', present));
  expect(told('Error Resource temporarily unavailable Cannot lock port')).toContain(
    'in use by another process',
  );
  expect(told('Error: No such file or directory, cannot open /dev/ttyUSB0')).toContain(
    'did you mean /dev/serial/by-id/usb-FTDI_A1-if00-port0?',
  );
  expect(told('Error: Permission denied, cannot open /dev/ttyUSB0')).toContain('group dialout');
  expect(describeFault(tcpFault({ code: 'EHOSTUNREACH' }, 'meter:502'))).toContain(
    'meter:502: not reachable',
  );
});

test('the system clock never rings early, not even by a fraction, and cancelled timers do not ring', async () => {
  const earlyMs: number[] = [];
  let rung = 0;
  const waits = [0, 0.3, 1, 1.75, 3.64, 4.01, 19.9, 25.5, 60].map(
    (waitMs) =>
      new Promise<void>((resolve) => {
        const atMs = clock.nowMs() + waitMs;
        clock.at(atMs, () => {
          earlyMs.push(Math.max(0, atMs - clock.nowMs()));
          resolve();
        });
        clock.at(atMs, () => rung++)();
      }),
  );
  await Promise.all(waits);
  expect(earlyMs).toEqual(new Array(waits.length).fill(0));
  expect(rung).toBe(0);
});

test('assumed wall time says so; the word of systemd is asked without waiting', async () => {
  expect(clock.wallSync()).toEqual({ synced: true, source: 'assumed' });
  const asking = createSystemClock({ wallSync: 'systemd-timesyncd' });
  expect(asking.wallSync()).toEqual({ synced: false, source: 'systemd-timesyncd' });
});
