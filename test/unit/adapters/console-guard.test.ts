import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { guardConsole } from '../../../src/adapters/console-guard.ts';

/** A console that takes text while `fault` is undefined; `stall` leaves it unanswered. */
function consoleStream() {
  const taken: string[] = [];
  const state: { fault?: string; isStalled: boolean } = { isStalled: false };
  const stream = new Writable({
    autoDestroy: false,
    highWaterMark: 16,
    decodeStrings: false,
    write(text, _encoding, done) {
      if (state.isStalled) return;
      if (state.fault === undefined) taken.push(String(text));
      done(state.fault === undefined ? null : Object.assign(new Error(state.fault), { code: state.fault }));
    },
  });
  return { stream, taken, state };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('text on a full disk is lost and counted, and nothing ends; told once when it works again', async () => {
  const full = consoleStream();
  // The console of Node goes on after a failed write; a plain stream would be errored for good.
  let hasRoom = false;
  full.stream.write = ((text: string, callback?: (error?: Error | null) => void): boolean => {
    if (hasRoom) full.taken.push(text);
    queueMicrotask(() => callback?.(hasRoom ? null : Object.assign(new Error('full'), { code: 'ENOSPC' })));
    return true;
  }) as typeof full.stream.write;
  const guard = guardConsole(full.stream);
  for (const line of ['one\n', 'two\n', 'three\n']) full.stream.write(line);
  await settled();
  expect(guard.lost).toBe(3);
  hasRoom = true;
  full.stream.write('four\n');
  await settled();
  full.stream.write('five\n');
  await settled();
  expect(full.taken).toEqual([
    'four\n',
    '(3 lines were lost here: nobody took them, or the disk was full)\n',
    'five\n',
  ]);
});

test('a write that throws at once is lost as well', () => {
  const broken = consoleStream();
  broken.stream.write = () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  };
  const guard = guardConsole(broken.stream);
  expect(broken.stream.write('one\n')).toBe(true);
  expect(guard.lost).toBe(1);
});

test('a reader that is gone is told to the program, each time; an error of the stream ends nothing', async () => {
  const gone = consoleStream();
  gone.state.fault = 'EPIPE';
  let times = 0;
  const guard = guardConsole(gone.stream, () => {
    times += 1;
  });
  gone.stream.write('one\n');
  await settled();
  expect([times, guard.lost]).toEqual([1, 1]);
});

test('for a reader that stands still a megabyte waits; the rest is lost, and memory stays bounded', () => {
  const still = consoleStream();
  still.state.isStalled = true;
  const guard = guardConsole(still.stream);
  const line = `${'x'.repeat(999)}\n`;
  for (let count = 0; count < 5000; count += 1) still.stream.write(line);
  expect(still.stream.writableLength).toBeLessThan(1_010_000);
  expect(guard.lost).toBeGreaterThan(3900);
});
