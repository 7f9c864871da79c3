/** A class 1 meter from its shipped definition, and the words it answers with. */

import type { ReadBlock } from '../../../src/devices/modbus/definition.ts';
import { planReads } from '../../../src/devices/modbus/read-plan.ts';
import type { DevicePlan } from '../../../src/plan/site-plan.ts';
import { shippedDefinitions } from '../../golden/shipped-definitions.ts';

const definition = shippedDefinitions().find((shipped) => shipped.name === 'class1-laeq')?.definition;
if (definition === undefined) throw new Error('the class 1 meter is not among the shipped definitions');

export const meter: DevicePlan = {
  id: 'slm',
  bus: 'noise',
  unitId: 2,
  definition,
  pollMs: 1000,
  validMs: 5000,
};

export const block: ReadBlock = planReads(definition, meter.pollMs)[0] ?? {
  table: 'input',
  address: 0,
  count: 0,
  everyMs: 0,
  points: [],
};

export interface Second {
  readonly laeqDb?: number;
  readonly lafmaxDb?: number;
  readonly count?: number;
  readonly status?: number;
}

/** LAeq and LAFmax in hundredths, the counter, the status: as on the wire. */
export function words({ laeqDb = 52.5, lafmaxDb = 61, count = 1, status = 0 }: Second): number[] {
  return [Math.round(laeqDb * 100), Math.round(lafmaxDb * 100), count, status];
}
