import { expect, test } from 'vitest';
import { type ControlState, initialState, tick } from '../../../../src/control/tick.ts';
import { calm, imageOf, nightMs, smallPlan as plan } from '../small-plan.ts';

/** Fans that hum along, heard at a meter that is quiet enough to bound them. */
const heard = {
  ...calm,
  'slm-north.sound.laeq': 36,
  ...Object.fromEntries(plan.cabinets.flatMap(({ fans }) => fans.map(({ speed }) => [speed, 900]))),
};

test('the quiet seconds of a meter that has long been silent are no witness any more: the doubt is that of the fit', () => {
  let state: ControlState = initialState(plan);
  let second = 0;
  const doubtAfter = (seconds: number, levelDb: number | null): number => {
    let doubt = Number.NaN;
    for (const end = second + seconds; second < end; ) {
      second += 1;
      const field = { ...heard, 'slm-north.sound.laeq': levelDb };
      const result = tick(state, imageOf(field, state, plan, second * 1000, nightMs), plan);
      state = result.state;
      doubt = result.sound[0]?.uncertaintyFactor ?? Number.NaN;
    }
    return doubt;
  };
  const witnessed = doubtAfter(300, 36);
  const shortlyAfter = doubtAfter(300, null);
  const longAfter = doubtAfter(1800, null);
  expect(shortlyAfter).toBeCloseTo(witnessed, 1);
  expect(longAfter).toBeGreaterThan(witnessed * 1.2);
});
