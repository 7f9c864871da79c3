/** The JSON Schemas of the files a technician writes, as editors get them in config/schema. */

import { limitsJsonSchema } from './limits/limits-schema.ts';
import { deviceJsonSchema } from './load/read-definition.ts';
import type { JsonSchema } from './problems/json-schema.ts';
import { siteJsonSchema } from './site/site-schema.ts';

/** File name in config/schema to its text. */
export const schemaFiles: Readonly<Record<string, string>> = {
  'site.schema.json': textOf(siteJsonSchema),
  'device.schema.json': textOf(deviceJsonSchema),
  'limits.schema.json': textOf(limitsJsonSchema),
};

function textOf(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
