import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openTailFile } from '../../../src/adapters/tail-file.ts';

const hasMemory = existsSync('/dev/shm');

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-tail-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'history.db-tail');
}

/** Opens the tail as the next process finds it; `none` of what is in memory is left after a power cut. */
function found(path: string, memory: 'memory' | 'none'): string[] {
  const tail = openTailFile(path, { isSynced: true, inMemory: memory === 'memory' });
  return tail.found.map((bytes) => Buffer.from(bytes).toString().replaceAll('\0', ''));
}

test.skipIf(!hasMemory)('what was appended outlives the process, what was synced a power cut too', () => {
  const path = newPath();
  const tail = openTailFile(path, { isSynced: true, inMemory: true });
  onTestFinished(() => {
    tail.rewind();
    tail.close();
  });
  expect(tail.found).toEqual([]);
  tail.append(Buffer.from('one '));
  tail.append(Buffer.from('two '));
  expect(found(path, 'memory')).toEqual(['', 'one two ']);
  expect(found(path, 'none')).toEqual(['']);
  tail.sync();
  tail.append(Buffer.from('three '));
  expect(found(path, 'memory')).toEqual(['one two ', 'one two three ']);
  expect(found(path, 'none')).toEqual(['one two ']);
  tail.rewind();
  tail.append(Buffer.from('4'));
  tail.sync();
  expect(found(path, 'none')).toEqual(['4ne two ']);
});

test('without such memory every append is in the file', () => {
  const path = newPath();
  const tail = openTailFile(path, { isSynced: true, inMemory: false });
  onTestFinished(() => tail.close());
  tail.append(Buffer.from('one '));
  expect(found(path, 'none')).toEqual(['one ']);
});

test.skipIf(!hasMemory)('nothing is left in memory after an orderly end', () => {
  const path = newPath();
  const tail = openTailFile(path, { isSynced: true, inMemory: true });
  tail.append(Buffer.from('one '));
  tail.rewind();
  tail.close();
  expect(found(path, 'memory')).toHaveLength(1);
});

test.skipIf(!hasMemory)(
  'a note outlives the process and no power cut, and a newer one takes its place',
  () => {
    const path = newPath();
    const tail = openTailFile(path, { isSynced: true, inMemory: true });
    onTestFinished(() => {
      tail.rewind();
      tail.close();
    });
    expect(tail.noted).toBeUndefined();
    tail.append(Buffer.from('one '));
    tail.note(Buffer.from('a long note'));
    tail.note(Buffer.from('newer'));
    const noted = (inMemory: boolean) => openTailFile(path, { isSynced: true, inMemory }).noted;
    expect(Buffer.from(noted(true) ?? []).toString()).toBe('newer');
    expect(noted(false)).toBeUndefined();
  },
);

test.skipIf(!hasMemory)(
  'what lies in memory under its names and is no file is neither read nor written',
  () => {
    const path = newPath();
    const other = join(dirname(path), 'of somebody else');
    writeFileSync(other, 'theirs');
    const name = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16);
    const memory = `/dev/shm/quietpost-${process.getuid?.() ?? 0}-${name}`;
    const names = [memory, `${memory}-note`, `${memory}-note-next`];
    for (const link of names) symlinkSync(other, link);
    onTestFinished(() => {
      for (const link of names) rmSync(link, { force: true });
    });
    const tail = openTailFile(path, { isSynced: true, inMemory: true });
    onTestFinished(() => tail.close());
    expect([tail.found, tail.noted]).toEqual([[], undefined]);
    expect(tail.append(Buffer.from('one ')).ok).toBe(true);
    tail.note(Buffer.from('mine'));
    expect(readFileSync(other, 'utf8')).toBe('theirs');
  },
);
