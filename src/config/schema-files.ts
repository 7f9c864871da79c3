/** The JSON Schemas of the files a technician writes, as editors get them in config/schema. */

import { describedIn } from '../language/described-in.ts';
import type { Language } from '../language/languages.ts';
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

/** A schema whose descriptions are in the language: an editor shows them at each key. */
export function schemaIn(language: Language, text: string): string {
  const schema: unknown = JSON.parse(text, (key, value) =>
    key === 'description' && typeof value === 'string' ? describedIn(language, value) : value,
  );
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function textOf(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
