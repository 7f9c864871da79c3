/** JSON Schema of the files a technician writes: for editors, and for what `explain.ts` says is known where. */

import { z } from 'zod';
import { anyDefinitionSchema } from '../devices/any-definition.ts';
import { limitsSchema } from './limits/limits-schema.ts';
import { siteSchema } from './site/site-schema.ts';

/** The part of JSON Schema that zod writes and we read. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
}

/** Of a site file. */
export const siteJsonSchema = jsonSchemaOf(siteSchema, 'quietpost site file');
/** Of a device definition. */
export const deviceJsonSchema = jsonSchemaOf(anyDefinitionSchema, 'quietpost device definition');
/** Of a noise limit standard. */
export const limitsJsonSchema = jsonSchemaOf(limitsSchema, 'quietpost noise limits');

/** File name in config/schema to its text. */
export const schemaFiles: Readonly<Record<string, string>> = {
  'site.schema.json': `${JSON.stringify(siteJsonSchema, null, 2)}\n`,
  'device.schema.json': `${JSON.stringify(deviceJsonSchema, null, 2)}\n`,
  'limits.schema.json': `${JSON.stringify(limitsJsonSchema, null, 2)}\n`,
};

/** As editors want it: what is written, before defaults and transforms. */
export function jsonSchemaOf(schema: z.ZodType, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  return { $schema, title, ...rest } as JsonSchema;
}
