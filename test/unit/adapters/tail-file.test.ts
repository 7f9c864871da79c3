import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
