/**
 * What only the board's own processor can show: resets by watchdog, brown-out and the opening of the port, a serial
 * port that never holds up the program, tachos with glitches. And that it moves what the host build moves.
 */

import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { frame } from '../../firmware-bridge/protocol/codec.ts';
import { avr } from './firmware-build.ts';
import { type BoardProcess, startAvrBoard, startBoard } from './firmware-process.ts';

describe.skipIf(avr.skip || process.platform !== 'linux')(`the board's own program${avr.note}`, () => {
  test('moves the pins that the host build moves, in the same order and at the same times', async () => {
    const say = async (board: BoardProcess, relays: number) => {
      const line = openLine(board);
      const pad = '0'.repeat(relays - 4);
      await greet(line);
      line.say(`keep 2 fans=60,60 relays=0000${pad}`);
      await wait(500);
      const startMs = (await commanded(line, board, `set 3 lease=900 fans=30,45 relays=1010${pad}`)).atMs;
      await wait(500);
      line.say(`set 4 lease=900 fans=30,80 relays=0110${pad}`);
      await wait(1500);
      line.say(`set 4 lease=900 fans=0,0 relays=1111${pad}`, `set 5 lease=700 fans=0,100 relays=1000${pad}`);
      await wait(1200);
      return board
        .moves()
        .filter(({ atMs }) => atMs >= startMs)
        .map(({ atMs, entry }) => ({ entry, afterMs: atMs - startMs }));
    };
    const host = await startBoard();
    const own = await startAvrBoard();
    const [expected, seen] = await Promise.all([say(host, 8), say(own, 4)]);
    expect(seen.map(({ entry }) => entry)).toEqual(expected.map(({ entry }) => entry));
    expect(expected).toHaveLength(17);
    const late = seen.map(({ afterMs }, i) => afterMs - (expected[i]?.afterMs ?? 0));
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(60 + own.lagMs());
  });

  test('a hanging program is reset by the watchdog, a brown-out resets it too: fail-safe, and it says which', async () => {
    const board = await startAvrBoard();
    const line = openLine(board);
    expect(await greet(line)).toMatch(/reset=power$/);
    line.say('keep 2 fans=60,60 relays=0000');
    await wait(300);
    for (const [signal, cause] of [
      ['SIGUSR1', 'watchdog'],
      ['SIGUSR2', 'brown-out'],
    ] as const) {
      const edges = board.relayEdges().length;
      line.say('who 3 min=1 max=1', 'set 4 lease=60000 fans=20,20 relays=0110');
      await line.until(/^ack 4$/);
      board.process.kill(signal);
      // The line before may have been cut off in its middle, so that the greeting hangs on it.
      await line.until(new RegExp(`hello 0 .*reset=${cause}$`));
      await line.until(/^state 0 .*fans=60,60 relays=0000/);
      expect(board.relayEdges().slice(edges)).toEqual(['2 on', '3 on', '2 off', '3 off']);
    }
  });

  test('opening the port resets a board of the Arduino kind: its relays fall, and it greets after its boot loader', async () => {
    const board = await startAvrBoard('--reset-on-open', '--boot-ms', '1500');
    const first = openLine(board);
    // What it was saying when the port opened is cut off, and the greeting hangs on it.
    await first.until(/hello 0 .*reset=unknown$/);
    first.say('who 1 min=1 max=1', 'set 2 lease=60000 fans=20,20 relays=0110');
    await board.until('relay 3 on');
    first.close();
    await wait(200);
    const again = openLine(board);
    await again.until(/hello 0 .*reset=unknown$/);
    expect(board.relayEdges()).toEqual(['2 on', '3 on', '2 off', '3 off']);
    again.say('set 3 lease=60000 fans=20,20 relays=0110');
    await again.until(/^nak 3 reason=greet$/);
  });

  test('six requests in a row are all answered while state and sense go out: nothing waits for the serial port', async () => {
    const board = await startAvrBoard();
    const line = openLine(board);
    await greet(line);
    let seq = 2;
    for (let round = 0; round < 25; round++) {
      line.say(
        `set ${seq} lease=1000 fans=30,45 relays=1010`,
        ...[1, 2, 3, 4].map((i) => `ping ${seq + i}`),
        `get ${seq + 5} what=failsafe`,
      );
      await line.until(new RegExp(`^failsafe ${seq + 5} `));
      seq += 6;
      await wait(40);
    }
    const numbers = line.heard.flatMap((text) => /^(?:ack|failsafe) (\d+)/.exec(text)?.slice(1) ?? []);
    expect(numbers).toEqual(Array.from({ length: 150 }, (_, i) => String(i + 2)));
    await wait(1100);
    expect(line.heard.filter((text) => text.startsWith('state 0 ')).at(-1)).toMatch(/ bad=0$/);
    board.process.kill('SIGTERM');
    await board.until(/^poll 0 /);
    const longestUs = Number(board.entries().at(-1)?.slice('poll 0 '.length));
    console.log(`longest time between two polls of the sketch: ${longestUs} us`);
    // 64 bytes received fill the port's memory in 5.5 ms.
    expect(longestUs).toBeLessThan(5500);
  });

  test.each([8, 60, 140])('glitches of %i us on a tacho wire are no edges', async (glitchUs) => {
    const board = await startAvrBoard('--glitch', String(glitchUs));
    const line = openLine(board);
    await greet(line);
    line.say('set 2 lease=60000 fans=80,80 relays=0000');
    for (let i = 0; i < 4; i++) await line.until(/^sense 0 /);
    const [, noisy = '', clean = ''] = /rpm=(\d+),(\d+)/.exec(line.heard.at(-1) ?? '') ?? [];
    expect(Number(clean)).toBeGreaterThan(2300);
    expect(Math.abs(Number(noisy) - Number(clean))).toBeLessThanOrEqual(70);
  });
});

interface Line {
  /** What the board has said so far, whole lines without checksum. */
  readonly heard: readonly string[];
  say(...bodies: readonly string[]): void;
  /** Waits for a line that was not waited for before. */
  until(pattern: RegExp): Promise<string>;
  close(): void;
}

/** The board's terminal as a plain client opens it. */
function openLine(board: BoardProcess): Line {
  const fd = openSync(board.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const heard: string[] = [];
  let [isOpen, seen, rest] = [true, 0, ''];
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  onTestFinished(close);
  return { heard, close, say, until };

  function say(...bodies: readonly string[]): void {
    writeSync(fd, bodies.map((body) => `${frame(body)}\n`).join(''));
  }
  async function until(pattern: RegExp): Promise<string> {
    for (const endMs = performance.now() + 15_000; performance.now() < endMs; await wait(5)) {
      listen();
      for (; seen < heard.length; seen++) {
        const text = heard[seen] ?? '';
        if (!pattern.test(text)) continue;
        seen += 1;
        return text;
      }
    }
    throw new Error(`the board never said ${pattern}:\n${heard.slice(-20).join('\n')}`);
  }
  function listen(): void {
    const lines = (rest + arrived(fd)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heard.push(line.slice(0, -5));
  }
}

function arrived(fd: number): string {
  const bytes = Buffer.alloc(4096);
  try {
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, null));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}

/** The board's answer. What it says by itself is missed by who opens the port late; what comes too early it misses. */
async function greet(line: Line): Promise<string> {
  const asking = setInterval(() => line.say('who 1 min=1 max=1'), 300);
  try {
    return await line.until(/^hello 1 /);
  } finally {
    clearInterval(asking);
    await wait(100);
  }
}

/** When the first relay moved for `request`. */
async function commanded(line: Line, board: BoardProcess, request: string) {
  const before = board.moves().length;
  line.say(request);
  await board.until(/^relay 1 on$/);
  const first = board.moves()[before];
  if (first === undefined) throw new Error('nothing moved');
  return first;
}
