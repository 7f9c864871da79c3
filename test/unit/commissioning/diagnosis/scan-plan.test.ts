import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseUnitIds, planScan, type ScanWish } from '../../../../src/commissioning/diagnosis/scan-plan.ts';
import { describeLine, type LineSetting } from '../../../../src/fieldbus/modbus/line-setting.ts';

const all = Array.from({ length: 247 }, (_, index) => index + 1);
const wish: ScanWish = {
  own: undefined,
  isSocket: false,
  unitIds: all,
  bauds: [],
  formats: [],
  knownIds: [],
  timeoutMs: 200,
};
const ownLine: LineSetting = { kind: 'serial', baud: 9600, format: '8N1' };
const linesOf = (sweeps: readonly { readonly line: LineSetting }[]) =>
  sweeps.map(({ line }) => describeLine(line));

describe('the plan of a scan', () => {
  test('tries likely ids at every usual setting before all ids at any', () => {
    const plan = planScan({ ...wish, knownIds: [11, 12] });
    expect(plan.quick.length).toBe(18);
    expect(plan.quick[0]?.unitIds).toEqual([11, 12, 1, 2, 3, 247]);
    expect(plan.full([])[0]?.unitIds.length).toBe(247 - 6);
  });

  test('sweeps in full where somebody answered, then where the bus is set', () => {
    const found: LineSetting = { kind: 'serial', baud: 19_200, format: '8E1' };
    expect(linesOf(planScan({ ...wish, own: ownLine }).full([found]))).toEqual(['19200 8E1', '9600 8N1']);
    expect(linesOf(planScan({ ...wish, own: ownLine }).full([ownLine]))).toEqual(['9600 8N1']);
  });

  test('sweeps all settings that are asked for, and no others', () => {
    const plan = planScan({ ...wish, bauds: [9600, 19_200], formats: ['8N1', '8E1'] });
    const asked = ['9600 8N1', '19200 8N1', '9600 8E1', '19200 8E1'];
    expect(linesOf(plan.quick)).toEqual(asked);
    expect(linesOf(plan.full([]))).toEqual(asked);
  });

  test('tries both framings on a socket, all ids at one', () => {
    const plan = planScan({ ...wish, isSocket: true, own: { kind: 'tcp' } });
    expect(linesOf(plan.quick)).toEqual(['Modbus TCP', 'RTU over TCP']);
    expect(linesOf(plan.full([{ kind: 'rtu-over-tcp' }]))).toEqual(['RTU over TCP']);
  });

  test('has no full sweep where the quick one has asked everything', () => {
    expect(planScan({ ...wish, unitIds: [1, 2] }).full([])).toEqual([]);
  });

  test('asks each id at most once at each setting, whoever answers', () => {
    const line = fc.record({
      kind: fc.constant('serial' as const),
      baud: fc.constantFrom(2400, 9600, 19_200),
      format: fc.constantFrom('8N1' as const, '8E1' as const, '8O1' as const),
    });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 3 }),
        fc.option(line, { nil: undefined }),
        fc.uniqueArray(fc.integer({ min: 1, max: 247 }), { maxLength: 12 }),
        (found, own, knownIds) => {
          const plan = planScan({ ...wish, own, knownIds });
          const asked = [...plan.quick, ...plan.full(found)].flatMap((sweep) =>
            sweep.unitIds.map((id) => `${describeLine(sweep.line)} ${id}`),
          );
          expect(new Set(asked).size).toBe(asked.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test.each([
  ['1-3', [1, 2, 3]],
  ['5', [5]],
  ['1-2,40-41,7', [1, 2, 40, 41, 7]],
])('--ids %s', (text, ids) => {
  expect(parseUnitIds(text)).toEqual(ids);
});

test.each(['', '0-3', '5-2', '1-300', 'a', '1-'])('--ids "%s" is refused with an example', (text) => {
  expect(parseUnitIds(text)).toMatchObject({ key: 'unit-range' });
});
