import { expect, test } from 'vitest';
import { createMemoryWire, type MemoryWireOptions } from '../../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { inEnglish } from '../../../../src/language/say.ts';

function setUp(options: MemoryWireOptions = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const wire = createMemoryWire(clock, options);
  const seen: string[] = [];
  const note = (text: string) => seen.push(`${clock.nowMs()} ${text}`);
  const open = () =>
    wire.link.open({
      opened: () => note('opened'),
      data: (bytes) => note(`client ${[...bytes].join(',')}`),
      closed: (fault) => note(`closed ${fault.kind === 'link-down' ? inEnglish(fault.detail) : fault.kind}`),
    });
  wire.server.onData = (bytes) => note(`server ${[...bytes].join(',')}`);
  return { clock, ...wire, seen, open };
}

test('bytes arrive after the latency and their time on the wire', () => {
  const { clock, link, server, seen, open } = setUp({ latencyMs: 2, charMs: 1 });
  open();
  clock.runUntil(10);
  const buffer = Uint8Array.of(1, 2, 3);
  link.write(buffer);
  buffer.fill(9);
  server.send(Uint8Array.of(4, 5), 20);
  clock.runUntil(100);
  expect(seen).toEqual(['2 opened', '15 server 1,2,3', '34 client 4,5']);
});

test('with maxChunk 1 a frame trickles in byte by byte, in order', () => {
  const { clock, link, seen, open } = setUp({ charMs: 1, maxChunk: 1 });
  open();
  clock.runUntil(10);
  link.write(Uint8Array.of(1, 2));
  link.write(Uint8Array.of(3));
  clock.runUntil(100);
  expect(seen).toEqual(['0 opened', '11 server 1', '12 server 2', '13 server 3']);
});

test('a refused opening is closed once and may be tried again', () => {
  const { clock, server, seen, open } = setUp({ latencyMs: 1 });
  server.refuse = true;
  open();
  expect(open).toThrow('open is legal only while closed');
  clock.runUntil(5);
  server.refuse = false;
  open();
  clock.runUntil(10);
  expect(seen).toEqual(['1 closed connection refused', '6 opened']);
});

test('what is on its way when the connection drops is lost, also for the next connection', () => {
  const { clock, link, server, seen, open } = setUp({ latencyMs: 5 });
  open();
  clock.runUntil(10);
  link.write(Uint8Array.of(1));
  server.send(Uint8Array.of(2), 10);
  server.drop();
  server.drop();
  link.close();
  clock.runUntil(11);
  open();
  clock.runUntil(100);
  expect(seen).toEqual(['5 opened', '10 closed connection lost', '16 opened']);
  link.close();
  clock.runUntil(200);
  link.close();
  expect(seen.at(-1)).toBe('100 closed closed');
});

test('writing to a closed link is a programmer error', () => {
  const { link } = setUp();
  expect(() => link.write(Uint8Array.of(1))).toThrow('write is legal only while open');
});
