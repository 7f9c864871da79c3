import { expect, test } from 'vitest';
import { lockHolder } from '../../../../src/adapters/serial/port-owner.ts';

const locks = [
  '1: POSIX  ADVISORY  READ  412 08:02:1234 128 128',
  '2: FLOCK  ADVISORY  WRITE 812 00:18:7 0 EOF',
  '2: -> FLOCK  ADVISORY  WRITE 813 00:18:7 0 EOF',
  '3: FLOCK  ADVISORY  WRITE 900 103:0a:7 0 EOF',
  '',
].join('\n');

test.each([
  ['the holder of a lock on this device and inode', 0x18, 7, 812],
  ['nobody for another inode', 0x18, 8, undefined],
  ['nobody for a lock of another kind', 0x802, 1234, undefined],
  ['device numbers beyond a byte', (0x103 << 8) | 0x0a, 7, 900],
])('%s', (_, dev, ino, holder) => {
  expect(lockHolder(locks, dev, ino)).toBe(holder);
});
