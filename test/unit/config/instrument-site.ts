/** The shipped station with instruments of other tongues in place of some of its Modbus devices. */

import { renderReport } from '../../../src/config/problems/render.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import { type Edit, edited, errorsOf, readText, siteText } from './variants.ts';

export const instrumentEdits: readonly Edit[] = [
  [
    '  power: {',
    `  slm-a: { kind: meter-serial, path: /dev/serial/by-id/xl2 }
  slm-b: { kind: meter-tcp, host: 127.0.0.1, port: 15040 }
  slm-c: { kind: meter-serial, path: /dev/serial/by-id/nsrt }
  slm-d: { kind: meter-serial, path: /dev/serial/by-id/pce }
  w1: { kind: one-wire }
  power: {`,
  ],
  [
    'slm-north: { bus: noise, model: class1-laeq, unitId: 2, poll: 1s }',
    'slm-north: { bus: slm-a, model: nti-xl2, poll: 1s }',
  ],
  [
    'slm-rest: { bus: noise, model: class1-laeq, unitId: 3, poll: 1s }',
    'slm-rest: { bus: slm-b, model: rion-nl43-stream, poll: 1s }',
  ],
  [
    'slm-cover-a: { bus: noise, model: class1-laeq, unitId: 4, poll: 1s }',
    'slm-cover-a: { bus: slm-c, model: nsrt-mk3, poll: 1s }',
  ],
  [
    'slm-cover-b: { bus: noise, model: class1-laeq, unitId: 5, poll: 1s }',
    'slm-cover-b: { bus: slm-d, model: pce-322a, poll: 1s }',
  ],
  ['  noise: { kind: modbus-tcp, host: 127.0.0.1, port: 15020 }\n', ''],
  [
    'temp-a1: { bus: io, model: xy-md02, unitId: 11, poll: 2s }',
    'temp-a1: { bus: w1, model: ds18b20, sensor: 28-00000a1b2c3d, poll: 5s }',
  ],
  [
    'temp-b1: { bus: io, model: xy-md02, unitId: 21, poll: 2s }',
    'temp-b1: { bus: w1, model: ds18b20, sensor: 28-00000a1b2c3e, poll: 5s }',
  ],
];

export const instrumentSite = edited(siteText, instrumentEdits).text;

export function instrumentPlan(more: readonly Edit[] = []): SitePlan {
  const reading = readText(edited(instrumentSite, more).text);
  if (!reading.ok) throw new Error(renderReport(errorsOf(reading)));
  return { hash: 'instruments', ...reading.plan };
}
