/** Programs of other people that system tests talk to. */

import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface OutsidePrograms {
  /** Never in CI: there a missing program must fail the tests. */
  readonly skip: boolean;
  /** Goes behind the tests' name, so that a skipped one says what is missing. */
  readonly note: string;
}

/** Whether these programs are installed. */
export function outsidePrograms(...names: readonly string[]): OutsidePrograms {
  const missing = names.filter((name) => pathOf(name) === undefined);
  const skip = missing.length > 0 && process.env['CI'] !== 'true';
  return { skip, note: skip ? ` (skipped: ${missing.join(' and ')} not installed)` : '' };
}

/** Debian puts servers into /usr/sbin, and PostgreSQL into a folder for each version: not on everybody's path. */
export function pathOf(name: string): string | undefined {
  const postgres = '/usr/lib/postgresql';
  const versions = existsSync(postgres)
    ? readdirSync(postgres).map((version) => join(postgres, version, 'bin'))
    : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', ...versions];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
