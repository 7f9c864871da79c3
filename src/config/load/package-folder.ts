/** Where the files of this package are: definitions, limits, schemas. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of this package, from the sources as from the build. */
export function packageFolder(...names: readonly string[]): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  const found = join(folder, ...names);
  return existsSync(found) ? found : undefined;
}
