import { describe, expect, test } from 'vitest';
import {
  byteOrders,
  creditOf,
  decodeAs,
  orderOf,
  type Verdict,
  verdictOf,
} from '../../../../src/commissioning/diagnosis/interpret.ts';
import type { ReadBlock } from '../../../../src/devices/modbus/definition.ts';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { pointOf } from '../../hw-mocks/fixtures.ts';
import { model } from '../parts.ts';

const meter = model('eastron-sdm630');
const volts = pointOf(meter, 'voltage.l1');
const block: ReadBlock = { table: 'input', address: 0, count: 2, everyMs: 1000, points: [volts] };

/** 230.4 V as a float is 43 66 66 66. */
test.each([
  ['ABCD', [0x4366, 0x6666]],
  ['CDAB', [0x6666, 0x4366]],
  ['BADC', [0x6643, 0x6666]],
  ['DCBA', [0x6666, 0x6643]],
] as const)('reads a float in order %s', (order, words) => {
  const [decoded] = decodeAs(block, words, order);
  expect(decoded?.result).toEqual(ok(Math.fround(230.4)));
});

test('without an order reads as the definition says', () => {
  expect(orderOf(volts)).toBe('ABCD');
  expect(decodeAs(block, [0x4366, 0x6666])).toEqual(decodeAs(block, [0x4366, 0x6666], 'ABCD'));
});

test('coils have no order', () => {
  const [coils] = planReads(model('waveshare-relay-8'), 1000);
  if (coils === undefined) throw new Error('no block');
  for (const order of byteOrders)
    expect(decodeAs(coils, [1, 0, 0, 0, 0, 0, 0, 0], order)[0]?.result).toEqual(ok(1));
});

describe('what a value says about the way it was read', () => {
  const rows: readonly (readonly [string, ReturnType<typeof ok<number>>, Verdict])[] = [
    ['voltage.l1', ok(230), 'typical'],
    ['voltage.l1', ok(0), 'mute'],
    ['voltage.l1', ok(3), 'odd'],
    ['voltage.l1', ok(2.4e-41), 'impossible'],
    ['frequency', ok(50), 'typical'],
    ['energy.import', ok(123_456), 'typical'],
    ['energy.import', ok(5e12), 'odd'],
  ];
  test.each(rows)('%s %o is %s', (point, result, verdict) => {
    expect(verdictOf(pointOf(meter, point), result)).toBe(verdict);
  });

  test('a value outside what can be is impossible, one that is marked absent says nothing', () => {
    expect(verdictOf(volts, failed({ kind: 'implausible', value: 1e9 }))).toBe('impossible');
    expect(verdictOf(volts, failed({ kind: 'sentinel', raw: 0 }))).toBe('mute');
  });

  test('credit is highest for the right order', () => {
    const credits = byteOrders.map((order) => creditOf(decodeAs(block, [0x6666, 0x4366], order)));
    expect(credits.indexOf(Math.max(...credits))).toBe(byteOrders.indexOf('CDAB'));
  });
});
