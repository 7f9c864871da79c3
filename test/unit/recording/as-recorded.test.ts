import { expect, test } from 'vitest';
import type { Decision } from '../../../src/model/decision.ts';
import { plain } from '../../../src/model/message.ts';
import { areAsRecorded, isAsRecorded } from '../../../src/recording/as-recorded.ts';
import { smallPlan } from '../control/small-plan.ts';

const rest = 20;
const then: Decision = { output: 'fan-a1', value: 20, by: 'rest', reason: plain('nothing'), overruled: [] };
const now: Decision = { ...then, by: 'thermal-fan', reason: plain('cabinet a at 31.0 C') };

test('where an older record names rest, the bound that forces the rest value may answer today', () => {
  expect(isAsRecorded(then, now, rest)).toBe(true);
  expect(isAsRecorded(then, then, rest)).toBe(true);
});

test.each<[string, Decision, Decision]>([
  ['another value', then, { ...now, value: 21 }],
  ['another output', then, { ...now, output: 'fan-a2' }],
  ['a value that is not the rest value', { ...then, value: 30 }, { ...now, value: 30 }],
  [
    'something else overruled',
    then,
    { ...now, overruled: [{ rule: 'night-noise', reason: plain('too loud') }] },
  ],
  ['rest where a rule was named', now, then],
  ['another rule where a rule was named', now, { ...now, by: 'night-noise' }],
  ['another reason of the same rule', now, { ...now, reason: plain('cabinet a at 32.0 C') }],
])('%s is not as recorded', (_what, recorded, decided) => {
  expect(isAsRecorded(recorded, decided, rest)).toBe(false);
});

test('every output of the plan is compared, in its order', () => {
  const decisionsOf = (part: Partial<Decision>): readonly Decision[] =>
    smallPlan.outputs.map((output) => ({ ...then, output: output.id, value: output.rest, ...part }));
  const recorded = decisionsOf({});
  expect(
    areAsRecorded(recorded, decisionsOf({ by: 'relay-hold', reason: plain('held') }), smallPlan.outputs),
  ).toBe(true);
  expect(areAsRecorded(recorded, decisionsOf({ value: 50 }), smallPlan.outputs)).toBe(false);
  expect(areAsRecorded([], recorded, smallPlan.outputs)).toBe(false);
});
