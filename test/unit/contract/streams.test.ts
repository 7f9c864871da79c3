import { expect, test } from 'vitest';
import { batchSchema, rowSchema } from '../../../src/contract/batch.ts';
import { formatMessage } from '../../../src/contract/format-message.ts';
import { streamsOf } from '../../../src/contract/streams.ts';
import { plain } from '../../../src/contract/styled.ts';
import { rootOf, topics } from '../../../src/contract/topics.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const root = rootOf(smallPlan);
const batch = batchSchema.parse(topics.data.example);

test.each([
  ['a quality that does not exist', [1, startWallMs, [1], 9]],
  ['a number without an end', [1, startWallMs, [Number.POSITIVE_INFINITY], 0]],
  ['no quality', [1, startWallMs, [1]]],
  ['a sequence number below zero', [-1, startWallMs, [1], 0]],
])('a row with %s is none', (_name, row) => {
  expect(rowSchema.safeParse(row).success).toBe(false);
});

test('the streams leave counters out and end with what was made of the sound', () => {
  const columns = streamsOf(smallPlan).map(
    ({ name, columns }) => `${name}: ${columns.map(({ id }) => id).join(' ')}`,
  );
  expect(columns).toEqual([
    'spl: slm-north.sound.laeq slm-north.sound.lafmax',
    'power: cab-a.power.active gun-1.power.active gun-2.power.active',
    'thermal: temp-a.temperature fan-a.fan.speed',
    'output: fan-a limit-a',
    'minute: level laeq lafmax valid night_laeq',
    'attribution: level total equipment background uncertainty gate',
    'noise-events: level kind confidence seconds max above',
  ]);
});

test('output and minute rows are told by name', () => {
  const told = (
    stream: string,
    ch: readonly string[],
    unit: readonly string[],
    values: readonly unknown[],
  ) => {
    const payload = { ...batch, stream, ch, unit, rows: [[7, startWallMs, values, 0]] };
    return formatMessage(`${root}data/${stream}`, JSON.stringify(payload), plain).map((line) =>
      line.slice(9),
    );
  };
  expect(told('output', ['fan-a', 'limit-a'], ['%', '%'], [60, null])).toEqual([
    'outputs fan-a 60 %, limit-a - %',
  ]);
  const minute = ['level', 'laeq', 'lafmax', 'valid', 'night_laeq'];
  expect(told('minute', minute, ['id', 'dB', 'dB', 's', 'dB'], ['flat', 48.1234, 61, 60, 47.05])).toEqual([
    'flat                 LAeq  48.1 dB  LAFmax  61.0 dB  minute, 60 s valid, night so far  47.0 dB',
  ]);
  expect(told('power', ['a', 'b', 'c'], ['W', 'W', 'W'], [200_000, 0, null])).toEqual([
    'power: 1 of 3 meters above 1 kW, 1 without a value',
  ]);
});

test('a stream that a newer station has is told by its last row', () => {
  const values = {
    ch: ['a', 'b'],
    unit: ['C', 'dB'],
    rows: [
      [1, startWallMs, [1, 2], 0],
      [2, startWallMs, [3, null], 1],
    ],
  };
  const payload = JSON.stringify({ ...batch, stream: 'moon', ...values });
  const lines = formatMessage(`${root}data/moon`, payload, plain);
  expect(lines.map((line) => line.slice(9))).toEqual(['moon a 3 C, b - dB  uncertain']);
});
