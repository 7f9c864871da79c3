import { expect, test } from 'vitest';
import {
  createBatch,
  FIRST_LINGER_MS,
  LINGER_MS,
  numberText,
  ROWS_MAX,
} from '../../../../src/backoffice/telemetry/batch.ts';
import { type BatchPayload, batchSchema } from '../../../../src/contract/batch.ts';
import type { StreamPlan } from '../../../../src/contract/streams.ts';
import type { OutboxRecord } from '../../../../src/ports/outbox.ts';

const stream: StreamPlan = {
  name: 'spl',
  periodMs: 1000,
  columns: [{ id: 'slm.sound.laeq', unit: 'dB', resolution: 100, validMs: 5000 }],
};

function makeBatch() {
  const records: OutboxRecord[] = [];
  const append = (record: OutboxRecord): void => void records.push(record);
  const batch = createBatch(stream, { station: 'st-1', boot: 'b1', config: 'abc', append });
  const add = (
    nowMs: number,
    row: { wallMs?: number; sync?: boolean; src?: string; values?: string } = {},
  ): void => {
    const { wallMs = 1e12 + nowMs, sync = true, src = 'ntp', values = '50' } = row;
    batch.add({ nowMs, wallMs, values, quality: 0, clock: { sync, src } });
  };
  const payloads = (): readonly BatchPayload[] =>
    records.map(({ payload }) => batchSchema.parse(JSON.parse(payload)));
  return { batch, add, records, payloads };
}

test('the first batch is closed after one second to the millisecond, the next after five', () => {
  const { batch, add, records } = makeBatch();
  batch.age(1e6);
  expect(records).toHaveLength(0);
  add(0);
  batch.age(FIRST_LINGER_MS - 1);
  expect(records).toHaveLength(0);
  batch.age(FIRST_LINGER_MS);
  expect(records).toHaveLength(1);
  add(2000);
  add(6000);
  batch.age(2000 + LINGER_MS - 1);
  expect(records).toHaveLength(1);
  batch.age(2000 + LINGER_MS);
  expect(records).toHaveLength(2);
  batch.age(1e9);
  expect(records).toHaveLength(2);
});

test('the sixtieth row closes the batch', () => {
  const { add, records, payloads } = makeBatch();
  for (let row = 1; row < ROWS_MAX; row += 1) add(row);
  expect(records).toHaveLength(0);
  add(ROWS_MAX);
  expect(records).toMatchObject([{ firstSeq: 1, lastSeq: ROWS_MAX, priority: 'data', stream: 'spl' }]);
  add(ROWS_MAX + 1);
  expect(payloads()[0]?.rows).toHaveLength(ROWS_MAX);
});

test('a batch comes as near to 32 KiB as its rows allow, and not above', () => {
  const { add, records } = makeBatch();
  for (let row = 0; row < 40; row += 1) add(row, { values: `"${'x'.repeat(1000)}"` });
  expect(records[0]?.payload.length).toBeLessThanOrEqual(32 * 1024);
  expect(records[0]?.payload.length).toBeGreaterThan(32 * 1024 - 1300);
});

test('a clock that loses its synchronisation ends the batch; another source alone does not', () => {
  const { batch, add, payloads } = makeBatch();
  add(0, { src: 'ntp' });
  add(1000, { src: 'gps' });
  add(2000, { sync: false });
  batch.close();
  expect(payloads().map(({ seq, clock }) => [seq, clock])).toEqual([
    [[1, 2], { sync: true, src: 'ntp' }],
    [[3, 3], { sync: false, src: 'ntp' }],
  ]);
  expect(payloads()[1]?.rows[0]?.[3]).toBe(1);
});

test('when the wall clock is set back, rows keep their order and the batch its five seconds', () => {
  const { batch, add, records, payloads } = makeBatch();
  add(0);
  batch.close();
  add(1000);
  add(2000, { wallMs: 1e12 - 3_600_000 });
  batch.age(5999);
  expect(records).toHaveLength(1);
  batch.age(6000);
  expect(payloads()[1]?.rows.map(([seq, ts]) => [seq, ts - 1e12])).toEqual([
    [2, 1000],
    [3, -3_600_000],
  ]);
});

test('an empty batch closes to nothing', () => {
  const { batch, records } = makeBatch();
  batch.close();
  expect(records).toEqual([]);
});

test.each([
  [50.126, 100, '50.13'],
  [50.124, 100, '50.12'],
  [-0.05, 10, '0'],
  [7.5, 1, '8'],
  [null, 1, 'null'],
  [undefined, 1, 'null'],
  [Number.NaN, 1, 'null'],
  [Number.POSITIVE_INFINITY, 1, 'null'],
])('%s to 1/%s is %s', (value, resolution, text) => {
  expect(numberText(value, resolution)).toBe(text);
});
