/** An error of the operating system in words. */

import { firstLine } from '../../adapters/disk-fault.ts';
import { EXIT } from '../../model/exit-code.ts';
import { tell } from './tell.ts';

/** What to print, and the exit code for it. */
export function systemFault(error: unknown): { readonly code: number; readonly text: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const at = (why: string): string =>
    error instanceof Error && 'path' in error ? tell('system-at', { path: String(error.path), why }) : why;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: EXIT.IOERR, text: at(tell('system-disk-full')) };
    case 'EACCES':
    case 'EPERM':
      return { code: EXIT.NOPERM, text: at(tell('system-no-right')) };
    case 'EROFS':
      return { code: EXIT.CANTCREAT, text: at(tell('system-read-only')) };
    case 'ENOENT':
      return { code: EXIT.CANTCREAT, text: at(tell('system-absent')) };
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return { code: EXIT.IOERR, text: tell('torn-archive') };
    default:
      return { code: EXIT.IOERR, text: firstLine(error instanceof Error ? error.message : String(error)) };
  }
}
