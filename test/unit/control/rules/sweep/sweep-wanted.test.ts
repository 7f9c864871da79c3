import { expect, test } from 'vitest';
import { receptorsToSweep } from '../../../../../src/control/rules/sweep/sweep-wanted.ts';
import { smallPlan } from '../../small-plan.ts';

test('a sweep is wanted where the fans of all cabinets have one level, until one of them has another', () => {
  expect(receptorsToSweep(smallPlan)).toEqual(['north']);
  const [first, ...others] = smallPlan.cabinets;
  if (first === undefined) throw new Error('the small plan has a cabinet');
  const measured = { ...first, fans: first.fans.map((fan) => ({ ...fan, atDb: { north: 41.2 } })) };
  expect(receptorsToSweep({ ...smallPlan, cabinets: [measured, ...others] })).toEqual([]);
});

test('one cabinet alone is not compared, and a receptor without levels is not swept', () => {
  expect(receptorsToSweep({ ...smallPlan, cabinets: smallPlan.cabinets.slice(0, 1) })).toEqual([]);
  const deaf = smallPlan.cabinets.map((one) => ({
    ...one,
    fans: one.fans.map((fan) => ({ ...fan, atDb: {} })),
  }));
  expect(receptorsToSweep({ ...smallPlan, cabinets: deaf })).toEqual([]);
});
