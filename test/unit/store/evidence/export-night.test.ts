import { expect, test } from 'vitest';
import { exportNight } from '../../../../src/store/evidence/export-night.ts';
import { eveningMs, must, write } from '../fixture.ts';
import { evening } from '../sealed-evening.ts';

const MINUTE_MS = 60_000;

test('a night has its own records, and of settings and checks those of all times', () => {
  const { db } = evening();
  const of = (fromMin: number, toMin: number) => {
    const span = { fromMs: eveningMs + fromMin * MINUTE_MS, toMs: eveningMs + toMin * MINUTE_MS };
    return must(db.attempt('read', (sql) => exportNight(sql, span)));
  };
  const minutesIn = (files: ReturnType<typeof of>): number => lines(files?.['records/minutes.ndjson']).length;
  // Sealed every ten minutes: from the last entry before the span to the signed head.
  expect(minutesIn(of(0, 40))).toBe(40);
  expect(minutesIn(of(15, 16))).toBe(40);
  expect(minutesIn(of(25, 26))).toBe(30);
  expect(minutesIn(of(30, 31))).toBe(20);
  expect(lines(of(30, 40)?.['records/config_uses.ndjson'])).toHaveLength(1);
  expect(lines(of(30, 40)?.['records/calibrations.ndjson'])).toHaveLength(1);
  expect(of(0, 60)).toBeNull();
});

test('no entry from the night to the head is left out, and what was deleted for its age is not half there', () => {
  const { db, head } = evening();
  const span = { fromMs: eveningMs + 15 * MINUTE_MS, toMs: eveningMs + 20 * MINUTE_MS };
  const files = must(db.attempt('read', (sql) => exportNight(sql, span)));
  const { first } = JSON.parse(files?.['night.json'] ?? '') as { first: number };
  const proofs = JSON.parse(files?.['proofs.json'] ?? '') as { index: number; text: string }[];
  const numbers = proofs.map(({ index }) => index + 1).filter((n) => n >= first);
  expect(numbers).toEqual(Array.from({ length: head.head.size - first + 1 }, (_, at) => first + at));
  expect(
    (JSON.parse(proofs.find(({ index }) => index + 1 === first)?.text ?? '') as { wallMs: number }).wallMs,
  ).toBe(eveningMs + 10 * MINUTE_MS);
  expect(lines(files?.['records/seconds.ndjson']).length).toBeGreaterThan(0);
  write(db, (sql) => sql.run('DELETE FROM seconds WHERE key_ms <= ?', eveningMs + 12 * MINUTE_MS));
  const later = must(db.attempt('read', (sql) => exportNight(sql, span)));
  expect(later?.['records/seconds.ndjson']).toBeUndefined();
  expect(lines(later?.['records/minutes.ndjson'])).toHaveLength(40);
});

function lines(text = ''): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
