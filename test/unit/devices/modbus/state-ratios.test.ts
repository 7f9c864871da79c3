import { describe, expect, test } from 'vitest';
import { decodeBlock } from '../../../../src/devices/modbus/decode.ts';
import { encodePoint } from '../../../../src/devices/modbus/encode.ts';
import { planReads } from '../../../../src/devices/modbus/read-plan.ts';
import { ratiosToState, stateRatios } from '../../../../src/devices/modbus/state-ratios.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { phraseInEnglish } from '../../language/said.ts';
import { resolved, type Written } from './make-definition.ts';

const speed = {
  quantity: 'fan.speed',
  address: 0,
  unit: 'rpm',
  scale: 1 / 64_000,
  times: ['ratio.full-speed'],
};
const full = { quantity: 'ratio', part: 'full-speed', address: 9, unit: '1', every: '5m' };
const energy = { quantity: 'energy.import', address: 20, unit: 'Wh', times: ['ratio.count'] };
const ratios = { count: { about: 'Wh of one count', usual: 1, oneOf: [1, 0.1] } };
const { definition, problems } = resolved([speed, full, energy], { ratios });

function read(of: typeof definition, words: (id: string) => number) {
  return Object.fromEntries(
    planReads(of, 1000).flatMap((block) => {
      const reply = Array.from({ length: block.count }, (_, i) => {
        const point = block.points.find(({ address }) => address === block.address + i);
        return point === undefined ? 0 : words(point.id);
      });
      return decodeBlock(block, reply, () => ok(2770)).map(({ point, result }) => [
        point.id,
        result.ok ? result.value : result.fault.kind,
      ]);
    }),
  );
}

test('a ratio that no register tells has its usual value, and one of a register is read', () => {
  expect(problems).toEqual([]);
  expect(read(definition, (id) => ({ 'fan.speed': 32_000, 'ratio.full-speed': 2770 })[id] ?? 500)).toEqual({
    'fan.speed': 1385,
    'ratio.full-speed': 2770,
    'energy.import': 500,
  });
});

test('nothing of an unknown whole is nothing: a fan that stands is known to stand', () => {
  const unread = decodeBlock(planReads(resolved([speed]).definition, 1000)[0] ?? expect.fail(), [0], () =>
    failed({ kind: 'never-read' }),
  );
  expect(unread.map(({ result }) => result)).toEqual([ok(0)]);
});

test('a stated ratio takes the place of the register, whose read is spared', () => {
  const stated = stateRatios(definition, { 'full-speed': 2500, count: 0.1 });
  expect(read(stated, (id) => (id === 'fan.speed' ? 32_000 : 523))).toEqual({
    'fan.speed': 1250,
    'energy.import': 52.3,
  });
  const [shown] = stated.points;
  expect(shown && encodePoint(shown, 1250).values).toEqual([32_000]);
});

test('a later statement replaces an earlier one', () => {
  const once = stateRatios(definition, { count: 0.1 });
  expect(stateRatios(once, {}).points.find(({ id }) => id === 'energy.import')?.factor).toBe(1);
});

test('what may be stated are the ratios without a register and those with one', () => {
  expect(ratiosToState(definition)).toEqual(['count', 'full-speed']);
});

describe('a definition whose stated ratios', () => {
  const about = 'what it is';
  const rows: readonly (readonly [string, Written[], Written, string, string])[] = [
    ['mean nothing', [speed, full], { count: { about, usual: 1 } }, 'ratios.count', 'no point is multiplied'],
    [
      'have a register too',
      [speed, full],
      { 'full-speed': { about, usual: 1 } },
      'ratios.full-speed',
      'read from a register',
    ],
    [
      'have a usual value that is not known',
      [energy],
      { count: { about, usual: 2, oneOf: [1, 0.1] } },
      'ratios.count.usual',
      'none of oneOf',
    ],
  ];
  test.each(rows)('%s has a problem', (_, points, stated, path, says) => {
    const found = resolved(points, { ratios: stated }).problems;
    expect(found.map((one) => [one.path.join('.'), phraseInEnglish(one.message)])).toEqual([
      [path, expect.stringContaining(says)],
    ]);
  });
});
