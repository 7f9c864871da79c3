/** The version in package.json, wherever the built files lie. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: the project, or the installed package. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    // At the root there is no way up: a copy of the built files alone would search for ever.
    if (folder === dirname(folder))
      throw new Error('quietpost: its package.json is not there; install it again');
    folder = dirname(folder);
  }
  return folder;
})();

/** As text, `1.2.3`. Read once, when the program loads. */
export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;
