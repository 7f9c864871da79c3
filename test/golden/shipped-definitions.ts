/** The definitions in config/devices, read as a site would read them. The pure rooms themselves open no files. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import {
  type AnyDefinition,
  anyDefinitionSchema,
  isInstrument,
  resolveAny,
} from '../../src/devices/any-definition.ts';
import type { DefinitionProblem } from '../../src/devices/description/problem.ts';
import type { InstrumentDefinition } from '../../src/devices/instruments/instrument.ts';
import type { DeviceDefinition } from '../../src/devices/modbus/definition.ts';

export interface ShippedDefinition<Definition = DeviceDefinition> {
  /** File name without `.yaml`. */
  readonly name: string;
  readonly text: string;
  readonly definition: Definition;
  readonly problems: readonly DefinitionProblem[];
}

const folder = fileURLToPath(new URL('../../config/devices/', import.meta.url));

/** The shipped definitions of Modbus devices, by name. Throws where a file does not fit the schema at all. */
export function shippedDefinitions(): ShippedDefinition[] {
  return allDefinitions().flatMap(({ definition, ...rest }) =>
    isInstrument(definition) ? [] : [{ definition, ...rest }],
  );
}

/** The shipped definitions of instruments. */
export function shippedInstruments(): ShippedDefinition<InstrumentDefinition>[] {
  return allDefinitions().flatMap(({ definition, ...rest }) =>
    isInstrument(definition) ? [{ definition, ...rest }] : [],
  );
}

let all: readonly ShippedDefinition<AnyDefinition>[] | undefined;

/** Both, read once for all tests. */
export function allDefinitions(): readonly ShippedDefinition<AnyDefinition>[] {
  all ??= readDefinitions();
  return all;
}

function readDefinitions(): ShippedDefinition<AnyDefinition>[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const names = files.map((file) => file.replace(/\.yaml$/, ''));
  return names.sort().map((name) => {
    const text = readFileSync(`${folder}${name}.yaml`, 'utf8');
    return { name, text, ...resolveAny(anyDefinitionSchema.parse(parse(text))) };
  });
}
