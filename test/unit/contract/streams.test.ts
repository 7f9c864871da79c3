import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelStreams } from '../../../src/backoffice/telemetry/part-rows.ts';
import { batchSchema, rowsIn } from '../../../src/contract/form/batch.ts';
import { rowSchema } from '../../../src/contract/form/row.ts';
import { seriesSchema } from '../../../src/contract/form/series.ts';
import { plain } from '../../../src/contract/form/styled.ts';
import { formatMessage } from '../../../src/contract/format-message.ts';
import { streams, streamsOf } from '../../../src/contract/streams.ts';
import { rootOf, topics } from '../../../src/contract/topics.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

const root = rootOf(smallPlan);
const { series: _, ...batch } = batchSchema.parse(topics.data.example);

test.each([
  ['a quality that does not exist', [1, startWallMs, [1], 9]],
  ['a number without an end', [1, startWallMs, [Number.POSITIVE_INFINITY], 0]],
  ['a quality of none of its values', [1, startWallMs, [1], 3]],
  ['no quality', [1, startWallMs, [1]]],
  ['a sequence number below zero', [-1, startWallMs, [1], 0]],
])('a row with %s is none', (_name, row) => {
  expect(rowSchema.safeParse(row).success).toBe(false);
});

const series = {
  of: 'slm-north',
  ts: startWallMs,
  values: [
    [51.2, 52, null],
    [55, 56, null],
  ],
  quality: [
    [0, 0, 5],
    [0, 0, 5],
  ],
};

test('a series says the same as rows: each second a thousand milliseconds later, and by what it is late', () => {
  const late = [0, 3, -2];
  const expected = [
    [7, startWallMs, ['slm-north', 51.2, 55], 0],
    [8, startWallMs + 1003, ['slm-north', 52, 56], 0],
    [9, startWallMs + 1998, ['slm-north', null, null], [0, 5, 5]],
  ];
  expect(rowsIn({ seq: [7, 9], series: [seriesSchema.parse({ ...series, late })] })).toEqual(expected);
  const even = rowsIn({
    seq: [7, 9],
    series: [seriesSchema.parse({ ...series, seq: [7, 7, 8], quality: undefined })],
  });
  expect(even.map(([seq, ts, , quality]) => [seq, ts, quality])).toEqual([
    [7, startWallMs, 0],
    [7, startWallMs + 1000, 0],
    [8, startWallMs + 2000, 0],
  ]);
});

test('rows of an older station and series are read alike, in the order of their numbers', () => {
  const other = { ...series, of: 'slm-rest' };
  const rows = rowsIn({ seq: [7, 9], rows: [[8, startWallMs, ['old', 50, 51], 0]], series: [series, other] });
  expect(rows.map(([seq, , [meter]]) => [seq, meter])).toEqual([
    [7, 'slm-north'],
    [7, 'slm-rest'],
    [8, 'old'],
    [8, 'slm-north'],
    [8, 'slm-rest'],
    [9, 'slm-north'],
    [9, 'slm-rest'],
  ]);
});

test.each([
  ['a quality that does not exist', { quality: [[0, 0, 9]] }],
  ['text in the place of a level', { values: [['loud']] }],
  ['no time', { ts: undefined }],
])('a series with %s is none', (_name, change) => {
  expect(seriesSchema.safeParse({ ...series, ...change }).success).toBe(false);
});

test('the streams leave counters out and end with what was made of the sound', () => {
  const columns = streamsOf(smallPlan).map(
    ({ name, columns }) => `${name}: ${columns.map(({ id }) => id).join(' ')}`,
  );
  expect(columns).toEqual([
    'spl: meter laeq lafmax',
    'power: cab-a.power.active gun-1.power.active gun-2.power.active',
    'thermal: temp-a.temperature fan-a.fan.speed',
    'energy: a.withheld.relay a.withheld.heat',
    'position: fan-a.wanted fan-a.stands limit-a.wanted limit-a.stands',
    'output: output wanted by reason',
    'minute: level laeq lafmax valid equipment weather',
    'attribution: level equipment background uncertainty gate',
    'noise-events: level kind confidence seconds max above',
  ]);
});

test('how often a row of channels comes is what the document says', () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/mqtt.md'), 'utf8');
  const line = document.split('\n').find((one) => one.startsWith('A row of'));
  for (const name of channelStreams)
    expect(line).toContain(`\`${name}\` (${streams[name].periodMs / 1000} s)`);
});

test('output, minute and power rows are told by name', () => {
  const told = (stream: string, values: readonly unknown[]) => {
    const payload = { ...batch, stream, rows: [[7, startWallMs, values, 0]] };
    return formatMessage(`${root}data/${stream}`, JSON.stringify(payload), plain).map((line) =>
      line.slice(9),
    );
  };
  expect(told('output', ['fan-a', 60, 'thermal-fan', 'cabinet-at'])).toEqual([
    'fan-a                60 % by thermal-fan (cabinet-at)',
  ]);
  expect(told('minute', ['flat', 48.1234, 61, 60, null, 0])).toEqual([
    'flat                 LAeq  48.1 dB  LAFmax  61.0 dB  minute, 60 s valid',
  ]);
  expect(told('power', [200_000, 0, null])).toEqual(['power: 1 of 3 meters above 1 kW, 1 without a value']);
});

test('a stream that a newer station has is told by its last row, with names once its birth is known', () => {
  const rows = [
    [1, startWallMs, [1, 2], 0],
    [2, startWallMs, [3, null], [0, 1]],
  ];
  const payload = JSON.stringify({ ...batch, stream: 'moon', rows });
  const lines = (columns?: () => readonly string[]) =>
    formatMessage(`${root}data/moon`, payload, plain, columns).map((line) => line.slice(9));
  expect(lines()).toEqual(['moon column 1 3, column 2 -  uncertain']);
  expect(lines(() => ['a', 'b'])).toEqual(['moon a 3, b -  uncertain']);
});
