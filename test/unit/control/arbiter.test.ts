import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrate } from '../../../src/control/arbiter.ts';
import { type Bound, priorities } from '../../../src/model/bound.ts';
import { plain } from '../../../src/model/message.ts';
import type { OutputSpec } from '../../../src/plan/control-plan.ts';

const fan: OutputSpec = { id: 'fan', kind: 'fan', min: 0, max: 100, rest: 20, failSafe: 60 };
const limit: OutputSpec = {
  id: 'limit',
  kind: 'power-limit',
  min: 25,
  max: 100,
  rest: 100,
  failSafe: 50,
  steps: [25, 50, 75, 100],
};

function bound(part: Partial<Bound> & Pick<Bound, 'priority'>, output = 'fan'): Bound {
  return { output, rule: part.priority, reason: plain(`because of ${part.priority}`), ...part };
}

const one = (output: OutputSpec, bounds: Bound[]) => arbitrate([output], bounds)[0];

test('without bounds an output stands at its rest value', () => {
  expect(one(fan, [])).toMatchObject({ value: 20, by: 'rest', overruled: [] });
});

test('a floor lifts the value to the floor and answers for it', () => {
  expect(one(fan, [bound({ min: 45, priority: 'thermal' })])).toMatchObject({
    value: 45,
    by: 'thermal',
    reason: plain('because of thermal'),
  });
});

test('a higher rank wins over a lower one whatever the order they come in', () => {
  const bounds = [bound({ min: 80, priority: 'thermal' }), bound({ max: 60, priority: 'noise' })];
  for (const order of [bounds, [...bounds].reverse()]) {
    const decision = one(fan, order);
    expect(decision).toMatchObject({ value: 60, by: 'noise' });
    expect(decision?.overruled).toEqual([{ rule: 'thermal', reason: plain('because of thermal') }]);
  }
});

test('the thermal floor cannot be capped by noise', () => {
  const decision = one(fan, [
    bound({ max: 50, priority: 'noise' }),
    bound({ min: 70, priority: 'thermal-floor' }),
  ]);
  expect(decision).toMatchObject({ value: 70, by: 'thermal-floor' });
  expect(decision?.overruled).toEqual([{ rule: 'noise', reason: plain('because of noise') }]);
});

test('a value between two steps of a relay group goes down to the step below', () => {
  expect(one(limit, [bound({ max: 60, priority: 'noise' }, 'limit')])?.value).toBe(50);
});

test('when no step lies inside, the edge of the higher rank is kept', () => {
  const bounds = [
    bound({ max: 70, priority: 'operator' }, 'limit'),
    bound({ min: 55, priority: 'noise' }, 'limit'),
  ];
  expect(one(limit, bounds)?.value).toBe(50);
});

test('a bound met just at the edge of a stronger one is met, not overruled', () => {
  const floor = [bound({ max: 60, priority: 'operator' }), bound({ min: 60, priority: 'thermal' })];
  expect(one(fan, floor)).toMatchObject({ value: 60, by: 'thermal', overruled: [] });
  const cap = [bound({ min: 60, priority: 'operator' }), bound({ max: 60, priority: 'noise' })];
  expect(one(fan, cap)).toMatchObject({ value: 60, by: 'operator', overruled: [] });
});

test('who asks for more than an output can give gets all it gives and is not overruled', () => {
  expect(one(fan, [bound({ min: 120, priority: 'thermal' })])).toMatchObject({
    value: 100,
    by: 'thermal',
    overruled: [],
  });
  expect(one(limit, [bound({ max: 5, priority: 'noise' }, 'limit')])).toMatchObject({
    value: 25,
    by: 'noise',
    overruled: [],
  });
});

test('a cap that a stronger floor stops leaves the answer to the stronger one', () => {
  const bounds = [
    bound({ min: 50, max: 75, priority: 'operator' }, 'limit'),
    bound({ max: 25, priority: 'noise' }, 'limit'),
  ];
  expect(one(limit, bounds)).toMatchObject({
    value: 50,
    by: 'operator',
    overruled: [{ rule: 'noise', reason: plain('because of noise') }],
  });
});

test('a bound that forces just the rest value answers for it', () => {
  const floor = bound({ min: 20, priority: 'thermal' });
  const cap = bound({ max: 20, priority: 'noise' });
  expect(one(fan, [floor])).toMatchObject({ value: 20, by: 'thermal', reason: plain('because of thermal') });
  expect(one(fan, [cap])).toMatchObject({ value: 20, by: 'noise', reason: plain('because of noise') });
  expect(one(fan, [cap, bound({ min: 60, priority: 'thermal' })])).toMatchObject({
    value: 20,
    by: 'noise',
    overruled: [{ rule: 'thermal' }],
  });
  const held = bound({ min: 100, max: 100, priority: 'hold' }, 'limit');
  const quieter = bound({ max: 50, priority: 'noise' }, 'limit');
  expect(one(limit, [held, quieter])).toMatchObject({
    value: 100,
    by: 'hold',
    overruled: [{ rule: 'noise' }],
  });
});

test('of two bounds that meet at the rest value the higher rank answers, of one rank the first', () => {
  const floor = bound({ min: 20, priority: 'thermal' });
  const cap = bound({ max: 20, priority: 'noise' });
  expect(one(fan, [floor, cap])?.by).toBe('noise');
  const sameRank = [
    bound({ max: 20, priority: 'noise', rule: 'first' }),
    bound({ min: 20, priority: 'noise', rule: 'second' }),
  ];
  expect(one(fan, sameRank)?.by).toBe('first');
  expect(one(fan, [...sameRank].reverse())?.by).toBe('second');
});

test('bounds that leave room around the rest value answer for nothing', () => {
  const room = [bound({ min: 10, priority: 'interlock' }), bound({ max: 30, priority: 'noise' })];
  expect(one(fan, room)).toMatchObject({ value: 20, by: 'rest' });
});

test('where no step lies inside and the rest step is left, the bound that put it there answers', () => {
  const halfRest: OutputSpec = { ...limit, rest: 50 };
  const bounds = [
    bound({ max: 60, priority: 'interlock' }, 'limit'),
    bound({ min: 51, priority: 'noise' }, 'limit'),
  ];
  expect(one(halfRest, bounds)).toMatchObject({ value: 50, by: 'interlock' });
});

test('a non-finite bound is refused as a broken rule', () => {
  expect(() => one(fan, [bound({ min: Number.NaN, priority: 'noise' })])).toThrow(/non-finite/);
});

const anyBound = fc
  .record({
    priority: fc.constantFrom(...priorities),
    min: fc.option(fc.integer({ min: -20, max: 120 }), { nil: undefined }),
    max: fc.option(fc.integer({ min: -20, max: 120 }), { nil: undefined }),
    output: fc.constantFrom('fan', 'limit'),
  })
  .map(({ min, max, ...rest }) =>
    bound(
      { ...rest, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
      rest.output,
    ),
  );

test('every bound is obeyed, or reported as overruled, or set aside by a step of the output', () => {
  fc.assert(
    fc.property(fc.array(anyBound, { maxLength: 12 }), (bounds) => {
      for (const decision of arbitrate([fan], bounds)) {
        expect(decision.value).toBeGreaterThanOrEqual(fan.min);
        expect(decision.value).toBeLessThanOrEqual(fan.max);
        for (const own of bounds.filter((candidate) => candidate.output === 'fan')) {
          const min = Math.min(fan.max, own.min ?? fan.min);
          const max = Math.max(fan.min, own.max ?? fan.max);
          const obeyed = decision.value >= min && decision.value <= max;
          const reported = decision.overruled.some((entry) => entry.rule === own.rule);
          expect(obeyed || reported).toBe(true);
        }
      }
    }),
  );
});

test('adding a bound of a lower rank never breaks one of a higher rank that was obeyed', () => {
  fc.assert(
    fc.property(fc.array(anyBound, { maxLength: 8 }), anyBound, (bounds, extra) => {
      const rank = (candidate: Bound) => priorities.indexOf(candidate.priority);
      const higher = bounds.filter(
        (candidate) => candidate.output === 'fan' && rank(candidate) < rank(extra),
      );
      const without = one(fan, higher)?.value ?? 0;
      const withExtra = one(fan, [...higher, { ...extra, output: 'fan' }])?.value ?? 0;
      for (const own of higher) {
        const inside = (value: number) => value >= (own.min ?? 0) && value <= (own.max ?? 100);
        if (inside(without)) expect(inside(withExtra)).toBe(true);
      }
    }),
  );
});

test('a stepped output always stands on one of its steps', () => {
  fc.assert(
    fc.property(fc.array(anyBound, { maxLength: 8 }), (bounds) => {
      expect(limit.steps).toContain(one(limit, bounds)?.value);
    }),
  );
});
