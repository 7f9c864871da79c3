/** The form of site files: which one this program reads, and what is said to a file of a later one. */

import { phrase } from '../../model/phrase.ts';
import { error, type Finding } from '../problems/problem.ts';

/** Raised when a site file must be rewritten; config/README.md then gets a note on what to change. */
export const SCHEMA_VERSION = 1;

/** The only finding for a file of a later form, which cannot be checked further; undefined for all others. */
export function laterVersion(data: unknown): Finding | undefined {
  const version = (data as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version !== 'number' || !(version > SCHEMA_VERSION)) return undefined;
  return error(
    ['schemaVersion'],
    phrase('later-version', { version, known: SCHEMA_VERSION }),
    phrase('install-later', { version: SCHEMA_VERSION }),
  );
}
