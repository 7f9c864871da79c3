/** Small definitions and points for the tests of this folder: only what a test is about is written out. */

import type { DefinitionProblem } from '../../../../src/devices/description/problem.ts';
import {
  type DeviceDefinition,
  definitionSchema,
  type Point,
} from '../../../../src/devices/modbus/definition.ts';
import { resolveDefinition } from '../../../../src/devices/modbus/resolve/resolve.ts';

/** A device file as a YAML parser would hand it over. */
export type Written = Record<string, unknown>;

/** Resolves a device with these points; `more` replaces whole keys of the file. */
export function resolved(
  points: Written[],
  more: Written = {},
): { definition: DeviceDefinition; problems: DefinitionProblem[] } {
  return resolveDefinition(
    definitionSchema.parse({
      kind: 'modbus',
      model: 'test-device',
      title: 'Test device',
      source: 'none',
      confidence: 'U',
      verified: false,
      serial: { baud: 9600, format: '8N1' },
      limits: limits({}),
      onSilence: 'Nothing.',
      defaults: { table: 'holding', type: 'uint16' },
      points,
      ...more,
    }),
  );
}

export function limits(more: Written): Written {
  return { maxRegistersPerRead: 20, responseTimeout: '500ms', holes: 'allowed', ...more };
}

/** `count` one-word points at these addresses, with ids current.p0, current.p1. */
export function pointsAt(addresses: number[], more: Written = {}): Written[] {
  return addresses.map((address) => ({
    quantity: 'current',
    part: `p${address}`,
    address,
    unit: 'A',
    ...more,
  }));
}

export function pointOf(more: Partial<Point>): Point {
  return {
    id: 'power.active',
    quantity: 'power.active',
    table: 'holding',
    address: 0,
    type: 'uint16',
    wordOrder: 'msw-first',
    width: 1,
    unit: 'W',
    scale: 1,
    sentinels: [],
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    everyMs: undefined,
    countedBy: undefined,
    ...more,
  };
}
