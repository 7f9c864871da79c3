/** The definitions in config/devices, read as a site would read them. The pure rooms themselves open no files. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type DeviceDefinition, definitionSchema } from '../../src/devices/definition.ts';
import { type DefinitionProblem, resolveDefinition } from '../../src/devices/resolve.ts';

export interface ShippedDefinition {
  /** File name without `.yaml`. */
  readonly name: string;
  readonly text: string;
  readonly definition: DeviceDefinition;
  readonly problems: readonly DefinitionProblem[];
}

const folder = fileURLToPath(new URL('../../config/devices/', import.meta.url));

/** All shipped definitions, by name. Throws where a file does not fit the schema at all. */
export function shippedDefinitions(): ShippedDefinition[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const names = files.map((file) => file.replace(/\.yaml$/, ''));
  return names.sort().map((name) => {
    const text = readFileSync(`${folder}${name}.yaml`, 'utf8');
    return { name, text, ...resolveDefinition(definitionSchema.parse(parse(text))) };
  });
}
