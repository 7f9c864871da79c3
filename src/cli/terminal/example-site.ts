/** The site file of a command that needs no station: on a desk there may be none yet. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../config/load/package-folder.ts';

/** Where a site file is looked for that nobody has named. */
const USUAL_SITE = join('config', 'site.yaml');

/** What was named; else the file of this folder, and where there is none the one that comes with the program. */
export function exampleSite(named: string | undefined): string {
  if (named !== undefined && named !== USUAL_SITE) return named;
  return existsSync(USUAL_SITE) ? USUAL_SITE : (packageFolder('config', 'site.yaml') ?? USUAL_SITE);
}
