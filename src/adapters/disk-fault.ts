/** What SQLite and the operating system say about files, once, as messages that a technician can act on. */

import { type MessageKey, message } from '../model/message.ts';
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
    const [, kind, key] = known;
    const why = message('file-fault', { why: message(key), code, said: firstLine(error.message) });
    return failed({ kind, why });
  }
}

/** By the beginning of the code; https://www.sqlite.org/rescode.html. */
const faults = [
  ['MODULE_NOT_FOUND', 'refused', 'sqlite-missing'],
  ['SQLITE_FULL', 'full', 'file-full'],
  ['ENOSPC', 'full', 'disk-full'],
  ['EDQUOT', 'full', 'disk-quota'],
  // A page beyond the end of the file: its log is gone.
  ['SQLITE_IOERR_SHORT_READ', 'corrupt', 'file-short'],
  ['SQLITE_IOERR', 'io', 'disk-errors'],
  ['SQLITE_CORRUPT', 'corrupt', 'file-damaged'],
  ['SQLITE_NOTADB', 'corrupt', 'file-no-database'],
  ['SQLITE_BUSY', 'busy', 'file-busy'],
  ['SQLITE_LOCKED', 'busy', 'file-busy'],
  ['SQLITE_READONLY', 'refused', 'file-read-only'],
  ['SQLITE_PERM', 'refused', 'file-forbidden'],
  ['SQLITE_AUTH', 'refused', 'file-forbidden'],
  ['SQLITE_CANTOPEN', 'absent', 'file-not-opened'],
  ['EACCES', 'refused', 'folder-forbidden'],
  ['EPERM', 'refused', 'folder-forbidden'],
  ['ELOOP', 'refused', 'folder-forbidden'],
  ['EROFS', 'refused', 'disk-read-only'],
  ['ENOENT', 'absent', 'file-absent'],
  ['ENOTDIR', 'absent', 'path-no-folder'],
  ['EEXIST', 'refused', 'path-no-folder'],
  ['EIO', 'io', 'disk-errors'],
] as const satisfies readonly (readonly [start: string, kind: DatabaseFault['kind'], why: MessageKey])[];

/** The text up to its first line break: errors of libraries go on with hints and stacks. */
export function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
