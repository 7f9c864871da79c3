/** A recording on disk: its lines, and its span without reading all of it. */

import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Coverage } from '../../../analysis/explain/moment-question.ts';
import { cycleRowOf } from '../../../recording/recorded-cycles.ts';
import type { CycleRow } from '../../../recording/recorder.ts';

/** Line by line. A reader that stops early closes the file. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, { highWaterMark: 1 << 20 });
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    yield* lines;
  } finally {
    lines.close();
    input.destroy();
  }
}

/** First and last cycle; undefined without any. */
export async function coverageOf(path: string): Promise<Coverage | undefined> {
  const first = await firstCycle(path);
  const last = lastCycle(path);
  if (first === undefined || last === undefined) return undefined;
  const [, , firstMs, firstOffsetMin] = first.t;
  const [, , lastMs, lastOffsetMin] = last.t;
  return { firstMs, firstOffsetMin, lastMs, lastOffsetMin };
}

async function firstCycle(path: string): Promise<CycleRow | undefined> {
  for await (const line of linesOf(path)) {
    const row = cycleRowOf(line);
    if (row !== undefined) return row;
  }
  return undefined;
}

const TAIL_BYTES = 1 << 18;

/** Reads backwards from the end, in ever larger pieces until one holds a whole cycle. */
function lastCycle(path: string): CycleRow | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    for (let length = TAIL_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length);
      const tail = Buffer.alloc(size - from);
      readSync(file, tail, 0, tail.length, from);
      const row = tail.toString('utf8').split('\n').toReversed().map(cycleRowOf).find(Boolean);
      if (row !== undefined || from === 0) return row;
    }
  } finally {
    closeSync(file);
  }
}
