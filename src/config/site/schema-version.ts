/** The form of site files: which one this program reads, and what is said to a file of a later one. */

import { error, type Finding } from '../problems/problem.ts';

/** Raised when a site file must be rewritten; config/README.md then gets a note on what to change. */
export const SCHEMA_VERSION = 1;

/** The only finding for a file of a later form, which cannot be checked further; undefined for all others. */
export function laterVersion(data: unknown): Finding | undefined {
  const version = (data as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version !== 'number' || !(version > SCHEMA_VERSION)) return undefined;
  return error(
    ['schemaVersion'],
    `this file has schemaVersion ${version}, but this quietpost reads ${SCHEMA_VERSION}`,
    `install a later quietpost, or rewrite the file in form ${SCHEMA_VERSION} (config/README.md, "Form of the site file")`,
  );
}
