import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createMemoryWire } from '../../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createLineLink } from '../../../../src/adapters/serial/line-link.ts';

function createRig(maxChunk = Number.POSITIVE_INFINITY) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const { link, server } = createMemoryWire(clock, { maxChunk });
  const lines: string[] = [];
  const lineLink = createLineLink(link, 20);
  const open = () => lineLink.open({ opened: () => {}, line: (text) => lines.push(text), closed: () => {} });
  const runOn = () => clock.runUntil(clock.nowMs() + 1);
  const send = (text: string) => {
    server.send(Buffer.from(text, 'latin1'));
    runOn();
  };
  open();
  runOn();
  return { lineLink, lines, server, send, open, runOn };
}

test.each([1, 3, 1000])(
  'gives whole lines from chunks of %i bytes, in the call that completes them',
  (chunk) => {
    const { lines, send } = createRig(chunk);
    send('one\ntw');
    expect(lines).toEqual(['one']);
    send('o\n\nthree \xff\nfo');
    expect(lines).toEqual(['one', 'two', '', 'three \xff']);
  },
);

test('lets of a line too long one character too many through, and the next line whole', () => {
  const { lines, send } = createRig(7);
  send(`${'x'.repeat(20)}\n${'y'.repeat(5000)}\nafter\n`);
  expect(lines).toEqual(['x'.repeat(20), 'y'.repeat(21), 'after']);
});

test('holds no more than a line, however much noise comes', () => {
  const { lines, send } = createRig();
  const before = heldBytes();
  for (let count = 0; count < 2000; count++) send('z'.repeat(10_000));
  expect(lines).toEqual([]);
  expect(heldBytes() - before).toBeLessThan(1e6);
  send('\nafter\n');
  expect(lines).toEqual(['z'.repeat(21), 'after']);
});

/** In use after a collection, so that what earlier tests left behind does not count. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // The second waits until what the first found has been swept.
  for (let times = 0; times < 2; times++) collect();
  return process.memoryUsage().arrayBuffers;
}

test('a hundred lines in one chunk are a hundred lines', () => {
  const { lines, send } = createRig();
  send(Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join(''));
  expect(lines.length).toBe(100);
  send('more\n');
  expect(lines.at(-1)).toBe('more');
});

test('what was left of an earlier connection completes nothing', () => {
  const { lines, send, server, open, runOn } = createRig();
  send('half a li');
  server.drop();
  runOn();
  open();
  runOn();
  send('ne\n');
  expect(lines).toEqual(['ne']);
});

test('ends each line it writes', () => {
  const { lineLink, server, runOn } = createRig();
  let sent = '';
  server.onData = (bytes) => {
    sent += Buffer.from(bytes).toString('latin1');
  };
  lineLink.write('set 1');
  lineLink.write('set 2');
  runOn();
  expect(sent).toBe('set 1\nset 2\n');
});
