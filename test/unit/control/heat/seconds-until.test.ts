/** When a cabinet passes a temperature, by its model. */

import { expect, test } from 'vitest';
import { nominalHeat, secondsUntil, temperatureAfter } from '../../../../src/control/heat/heat-model.ts';

test('the time to a temperature is the one at which the model reaches it', () => {
  const model = nominalHeat({ riseK: 22, settleS: 180, fans: 2 });
  const input = { power: 1, speeds: [0.4, 0.4], outdoorC: 28 };
  const seconds = secondsUntil(model, 45, 55, input);
  expect(temperatureAfter(model, 45, { ...input, seconds: seconds ?? 0 })).toBeCloseTo(55, 6);
  expect(secondsUntil(model, 45, 500, input)).toBeNull();
  expect(secondsUntil(model, 45, 40, input)).toBe(0);
});
