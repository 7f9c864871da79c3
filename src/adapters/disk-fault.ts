/** What SQLite and the operating system say about files, once, in words a technician can act on. */

import { failed, ok, type Result } from '../model/result.ts';
import type { DatabaseFault } from '../ports/database.ts';

/** The result of `work`, or the fault it ran into. A mistake in a statement or in our own code is thrown on. */
export function attempted<T>(work: () => T): Result<T, DatabaseFault> {
  try {
    return ok(work());
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const known = faults.find(([start]) => code.startsWith(start));
    if (known === undefined || !(error instanceof Error)) throw error;
    const [, kind, text] = known;
    return failed({ kind, text: `${text} (${code}: ${firstLine(error.message)})` });
  }
}

/** By the beginning of the code; https://www.sqlite.org/rescode.html. */
const faults: readonly (readonly [start: string, kind: DatabaseFault['kind'], text: string])[] = [
  [
    'MODULE_NOT_FOUND',
    'refused',
    'better-sqlite3 is not installed; it needs a C++ compiler, then: npm install',
  ],
  ['SQLITE_FULL', 'full', 'the disk or the file is full; make room'],
  ['ENOSPC', 'full', 'the disk is full; make room'],
  ['EDQUOT', 'full', 'the quota of this user is used up; make room'],
  // A page beyond the end of the file: its log is gone.
  ['SQLITE_IOERR_SHORT_READ', 'corrupt', 'the file is shorter than it says'],
  ['SQLITE_IOERR', 'io', 'the disk could not be read or written; check it'],
  ['SQLITE_CORRUPT', 'corrupt', 'the file is damaged'],
  ['SQLITE_NOTADB', 'corrupt', 'the file is damaged, or no database'],
  ['SQLITE_BUSY', 'busy', 'another process writes it'],
  ['SQLITE_LOCKED', 'busy', 'another process writes it'],
  ['SQLITE_READONLY', 'refused', 'the file or its disk is read-only'],
  ['SQLITE_PERM', 'refused', 'this user may not open the file'],
  ['SQLITE_AUTH', 'refused', 'this user may not open the file'],
  ['SQLITE_CANTOPEN', 'absent', 'there is no such file, or this user may not open it'],
  ['EACCES', 'refused', 'this user may not write to the folder'],
  ['EPERM', 'refused', 'this user may not write to the folder'],
  ['EROFS', 'refused', 'the disk is read-only'],
  ['ENOENT', 'absent', 'there is no such file or folder'],
  ['ENOTDIR', 'absent', 'a part of the path is no folder'],
  ['EEXIST', 'refused', 'a part of the path is no folder'],
  ['EIO', 'io', 'the disk could not be read or written; check it'],
];

export function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
