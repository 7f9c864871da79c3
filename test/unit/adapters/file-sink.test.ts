import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFileSink, type FileBounds } from '../../../src/adapters/file-sink.ts';

/** A sink in a folder of its own, on a clock of its own. */
function sinkWith(bounds: FileBounds) {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = { wallMs: Date.UTC(2026, 6, 15, 14) };
  const sink = createFileSink(join(folder, 'night.jsonl'), bounds, () => clock.wallMs);
  const closed = () => new Promise<void>((resolve) => sink.close(resolve));
  return { folder, clock, sink, closed, files: () => readdirSync(folder).sort() };
}

const DAY_MS = 86_400_000;

test('a full file is set aside under the time of its end, a new one begins, and no line is lost', async () => {
  const { folder, clock, sink, closed, files } = sinkWith({
    bytesMax: 30,
    rotation: { ageMsMax: DAY_MS, filesMax: 9 },
  });
  for (let line = 0; line < 9; line += 1) {
    clock.wallMs += 1000;
    sink.write(`line ${line} ....`);
    if (sink.isFull === true) sink.begin?.();
  }
  await closed();
  expect(files()).toHaveLength(4);
  expect(files().at(-1)).toBe('night.jsonl');
  const text = files()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
  expect(text.match(/line \d/g)).toHaveLength(9);
  expect(sink.takeTrouble()).toBeUndefined();
});

test('closed is closed: what was set aside a moment before holds all its lines, too', async () => {
  const { folder, clock, sink, closed, files } = sinkWith({
    bytesMax: 30e6,
    rotation: { ageMsMax: DAY_MS, filesMax: 9 },
  });
  for (let line = 0; line < 30; line += 1) sink.write('x'.repeat(1e6));
  clock.wallMs += 1000;
  sink.begin?.();
  await closed();
  const [aside = ''] = files();
  expect(readFileSync(join(folder, aside)).length).toBe(30 * (1e6 + 1));
});

test('a file is full after its time, and of those set aside the oldest go; files of others stay', async () => {
  const { clock, sink, closed, files } = sinkWith({
    bytesMax: 1e9,
    rotation: { ageMsMax: DAY_MS, filesMax: 3 },
  });
  for (let day = 0; day < 10; day += 1) {
    expect(sink.isFull).toBe(false);
    clock.wallMs += DAY_MS;
    expect(sink.isFull).toBe(true);
    sink.begin?.();
    sink.write('x');
  }
  await closed();
  expect(files()).toEqual([
    'night-20260723T140000000Z.jsonl',
    'night-20260724T140000000Z.jsonl',
    'night-20260725T140000000Z.jsonl',
    'night.jsonl',
  ]);
});

test('a restart goes on in the same file, on a line of its own, and the file is as full as before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'night.jsonl');
  writeFileSync(path, 'first\n{"torn');
  const sink = createFileSink(path, { bytesMax: 16, rotation: { ageMsMax: DAY_MS, filesMax: 3 } });
  expect(sink.isFull).toBe(false);
  sink.write('third');
  expect(sink.isFull).toBe(true);
  await new Promise<void>((resolve) => sink.close(resolve));
  expect(readFileSync(path, 'utf8')).toBe('first\n{"torn\nthird\n');
});

test('without rotation a file ends at its limit, which is told once', async () => {
  const { sink, closed } = sinkWith({ bytesMax: 5 });
  for (let count = 0; count < 5; count += 1) sink.write('abcd');
  expect(sink.isFull).toBe(false);
  expect(sink.takeTrouble()).toContain('limit');
  expect(sink.takeTrouble()).toBeUndefined();
  await closed();
});
