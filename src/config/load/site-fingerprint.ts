/** Where the settings of a site lie, and a fingerprint of all of them: what a running gateway watches. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { definitionFolders } from './load-site.ts';

/** The folder of the site file, and those of the definitions and limits that it may use. */
export function settingsFolders(sitePath: string): readonly string[] {
  const own = dirname(resolve(sitePath));
  const limits = join(own, 'limits');
  return [own, ...definitionFolders(sitePath), ...(existsSync(limits) ? [limits] : [])];
}

/** Differs when a byte of a settings file does, also while one is missing. */
export function settingsFingerprint(sitePath: string): string {
  const hash = createHash('sha256');
  addFile(hash, resolve(sitePath));
  const [, ...folders] = settingsFolders(sitePath);
  for (const folder of folders)
    for (const name of readdirSync(folder).sort())
      if (name.endsWith('.yaml')) addFile(hash, join(folder, name));
  return hash.digest('hex');
}

function addFile(hash: ReturnType<typeof createHash>, path: string): void {
  hash.update(path).update('\0');
  try {
    hash.update(readFileSync(path));
  } catch (error) {
    hash.update(String(error));
  }
  hash.update('\0');
}
