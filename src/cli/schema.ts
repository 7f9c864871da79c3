/** `quietpost schema`: the JSON Schemas of the files a technician writes, for editors. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../config/json-schema.ts';
import { packageFolder } from '../config/load-site.ts';

/** Prints the schemas, or with `write` puts them into config/schema. Gives the exit code. */
export function schema(options: { readonly write: boolean }): number {
  const folder = join(packageFolder('config') ?? 'config', 'schema');
  if (options.write) mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(schemaFiles)) {
    if (options.write) writeFileSync(join(folder, file), text);
    else process.stdout.write(text);
  }
  return 0;
}
