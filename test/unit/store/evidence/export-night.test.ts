import { expect, test } from 'vitest';
import { exportNight } from '../../../../src/store/evidence/export-night.ts';
import { eveningMs, must } from '../fixture.ts';
import { evening } from '../sealed-evening.ts';

const MINUTE_MS = 60_000;

test('a night has its own records, and of settings and checks those of all times', () => {
  const { db } = evening();
  const of = (fromMin: number, toMin: number) => {
    const span = { fromMs: eveningMs + fromMin * MINUTE_MS, toMs: eveningMs + toMin * MINUTE_MS };
    return must(db.attempt('read', (sql) => exportNight(sql, span)));
  };
  const minutesIn = (files: ReturnType<typeof of>): number => lines(files?.['records/minutes.ndjson']).length;
  // Sealed every ten minutes: what was sealed up to a quarter of an hour after the span belongs to it.
  expect(minutesIn(of(0, 40))).toBe(40);
  expect(minutesIn(of(15, 16))).toBe(20);
  expect(lines(of(30, 40)?.['records/config_uses.ndjson'])).toHaveLength(1);
  expect(lines(of(30, 40)?.['records/calibrations.ndjson'])).toHaveLength(1);
  expect(of(0, 60)).toBeNull();
});

function lines(text = ''): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
