/** A cabinet without a temperature: lost when its sensors fall silent, not while a restart has yet to read them. */

import { expect, test } from 'vitest';
import { lostInput } from '../../../../src/control/rules/lost-input.ts';
import { ruleInput, smallPlan } from '../small-plan.ts';

const params = smallPlan.rules['lost-input'];
const known = Object.fromEntries(smallPlan.cabinets.map(({ id }) => [id, { isLost: false, sinceMs: 0 }]));

function limited(standing?: Readonly<Record<string, number>>): readonly string[] {
  const { standing: _, ...running } = ruleInput().image;
  const image = standing === undefined ? running : { ...running, standing };
  const { bounds } = lostInput.evaluate(ruleInput({ image, heat: {} }), params, known);
  return bounds.map(({ output }) => output);
}

test('while a restart still reads its inputs, a cabinet that was known before is not lost', () => {
  expect(limited({})).toEqual([]);
});

test('once control has begun, a cabinet without any temperature is cooled and limited', () => {
  expect(limited()).toContain(smallPlan.cabinets[0]?.limit);
});
