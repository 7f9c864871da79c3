/** All kinds of definitions that a file in config/devices may hold. */

import { z } from 'zod';
import type { DefinitionProblem } from './description/problem.ts';
import {
  asciiSchema,
  binarySchema,
  type InstrumentDefinition,
  oneWireSchema,
} from './instruments/instrument.ts';
import { resolveInstrument } from './instruments/resolve-instrument.ts';
import { type DeviceDefinition, definitionSchema } from './modbus/definition.ts';
import { resolveDefinition } from './modbus/resolve/resolve.ts';

/** One definition file by its kind; every kind refuses keys it does not know. */
export const anyDefinitionSchema = z.discriminatedUnion('kind', [
  definitionSchema,
  asciiSchema,
  binarySchema,
  oneWireSchema,
]);

/** The definition of any device. */
export type AnyDefinition = DeviceDefinition | InstrumentDefinition;

/** Lists every problem; the definition may be used only where there is none. */
export function resolveAny(file: z.output<typeof anyDefinitionSchema>): {
  definition: AnyDefinition;
  problems: DefinitionProblem[];
} {
  return file.kind === 'modbus' ? resolveDefinition(file) : resolveInstrument(file);
}

/** Instruments say their kind; everything else is Modbus. */
export function isInstrument(definition: AnyDefinition): definition is InstrumentDefinition {
  return 'kind' in definition;
}
