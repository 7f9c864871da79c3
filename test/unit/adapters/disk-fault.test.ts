/** What the disk says is a message: a night report in another language has no English in it but the program's own words. */

import { expect, test } from 'vitest';
import { attempted } from '../../../src/adapters/disk-fault.ts';
import { say } from '../../../src/language/say.ts';
import { zh } from '../../../src/language/zh.ts';
import { message } from '../../../src/model/message.ts';

test.each([
  ['SQLITE_FULL', 'full', 'file-full'],
  ['SQLITE_IOERR_SHORT_READ', 'corrupt', 'file-short'],
  ['SQLITE_IOERR_FSYNC', 'io', 'disk-errors'],
  ['SQLITE_CORRUPT_INDEX', 'corrupt', 'file-damaged'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy', 'file-busy'],
  ['ENOSPC', 'full', 'disk-full'],
  ['EROFS', 'refused', 'disk-read-only'],
  ['ENOENT', 'absent', 'file-absent'],
] as const)('%s is a fault of kind %s: %s', (code, kind, key) => {
  const result = attempted(() => {
    throw Object.assign(new Error('in its own words\n  at line 1'), { code });
  });
  expect(result).toEqual({
    ok: false,
    fault: { kind, why: message('file-fault', { why: message(key), code, said: 'in its own words' }) },
  });
});

test('a mistake of our own is thrown on', () => {
  expect(() =>
    attempted(() => {
      throw new TypeError('no such function');
    }),
  ).toThrow(TypeError);
});

test('the alarm of a full disk is Chinese in Chinese', () => {
  const why = message('file-fault', { why: message('disk-full'), code: 'ENOSPC', said: 'write' });
  expect(say(zh, message('history-not-written', { path: 'x.db', why }))).toContain(
    '磁盘已满，请腾出空间（ENOSPC：write）',
  );
});
