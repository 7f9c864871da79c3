import { expect, test } from 'vitest';
import { stateRatios } from '../../../../src/devices/modbus/state-ratios.ts';
import { tenfoldEvent } from '../../../../src/gateway/records/bus-events.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { DevicePlan } from '../../../../src/plan/site-plan.ts';
import { shippedDefinitions } from '../../../golden/shipped-definitions.ts';

const shipped = new Map(shippedDefinitions().map(({ name, definition }) => [name, definition]));

function meter(model: string, ratios: Readonly<Record<string, number>> = {}): DevicePlan {
  const definition = shipped.get(model);
  if (definition === undefined) throw new Error(model);
  const stated = stateRatios(definition, ratios);
  return { id: 'gun-a-01', bus: 'b', unitId: 11, definition: stated, pollMs: 2000, validMs: 6000 };
}

test.each([
  ['acrel-djsf1352', {}, 9.7, /moves about ten times.*ratios: \{ energy-count: 0\.1 \}/],
  ['acrel-djsf1352', { 'energy-count': 0.1 }, 0.102, /moves about a tenth.*ratios: \{ energy-count: 1 \}/],
  ['acrel-djsf1352', {}, 0.1, /moves about a tenth.*Check its model/],
  ['eastron-sdm630', {}, 10, /moves about ten times.*Check its model/],
])('a counter of %s %j that moves %f times its power says what to write', (model, ratios, times, says) => {
  const { message, subject, state } = tenfoldEvent(meter(model, ratios), times, 0);
  expect(inEnglish(message)).toMatch(says);
  expect([subject, state]).toEqual(['gun-a-01', 'noted']);
});
