/** Two recordings of one meter, 1 s and 1 min, against levels computed here from the raw rows. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runAssess } from './written-file.ts';

const data = resolve(import.meta.dirname, '../../../../shared/data');
const seconds = resolve(data, 'noise_laeq_1s_24h.csv');
const minutes = resolve(data, 'noise_laeq_1min_11d.csv');
const isThere = existsSync(seconds) && existsSync(minutes);

interface Period {
  readonly kind: string;
  readonly id: string;
  readonly laeqDb: number | null;
  readonly l10Db: number | null;
  readonly l50Db: number | null;
  readonly l90Db: number | null;
  readonly validS: number;
}

async function periodsOf(path: string, options = {}): Promise<readonly Period[]> {
  const { code, text, complaint } = await runAssess(path, { zone: 'Asia/Shanghai', json: true, ...options });
  expect(code, complaint).toBe(0);
  return (JSON.parse(text) as { periods: readonly Period[] }).periods;
}

/** Levels of each period by the text of their stamps alone: no zones, no ledgers, no classes. */
function byHand(path: string): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const row of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const [date = '', time = ''] = (row.split(',')[0] ?? '').split(' ');
    const isDay = time >= '06:00:00' && time < '22:00:00';
    const evening = time < '06:00:00' ? dayBefore(date) : date;
    const key = isDay ? `day ${date}` : `night ${evening}`;
    const own = groups.get(key) ?? [];
    own.push(Number(row.split(',')[1]));
    groups.set(key, own);
  }
  return groups;
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}

function quantile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share;
  const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank % 1);
}

test.skipIf(!isThere).each([
  ['1 s', seconds, 1],
  ['1 min', minutes, 60],
] as const)(
  'Ld, Ln and percentiles of each day of the %s recording (needs ../shared/data)',
  async (_, path, stepS) => {
    const expected = byHand(path);
    const periods = await periodsOf(path);
    expect(periods.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual([...expected.keys()].sort());
    for (const period of periods) {
      const sorted = [...(expected.get(`${period.kind} ${period.id}`) ?? [])].sort((a, b) => a - b);
      const energy = sorted.reduce((sum, levelDb) => sum + Math.exp((levelDb / 10) * Math.LN10), 0);
      expect(period.validS).toBe(sorted.length * stepS);
      expect(
        Math.abs((period.laeqDb ?? 0) - (10 * Math.log(energy / sorted.length)) / Math.LN10),
      ).toBeLessThan(0.001);
      for (const [exceededDb, share] of [
        [period.l10Db, 0.9],
        [period.l50Db, 0.5],
        [period.l90Db, 0.1],
      ] as const) {
        expect(Math.abs((exceededDb ?? 0) - quantile(sorted, share)), period.id).toBeLessThanOrEqual(0.05);
      }
    }
  },
);

test.skipIf(!isThere)(
  'both recordings give the common day the same levels (needs ../shared/data)',
  async () => {
    const common = { from: '2025-03-22', to: '2025-03-23' };
    const [fine, coarse] = [await periodsOf(seconds, common), await periodsOf(minutes, common)];
    expect(fine.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'night 2025-03-21',
      'day 2025-03-22',
      'night 2025-03-22',
    ]);
    expect(coarse.length).toBe(3);
    for (const [index, period] of fine.entries()) {
      expect(Math.abs((period.laeqDb ?? 0) - (coarse[index]?.laeqDb ?? 0))).toBeLessThan(0.01);
      expect(period.validS).toBe(coarse[index]?.validS);
    }
  },
);

test.skipIf(!isThere)('the middle of the minute is recognised and said (needs ../shared/data)', async () => {
  const { text } = await runAssess(minutes, { zone: 'Asia/Shanghai' });
  expect(text).toContain('the middle of each 60 s');
  expect(text).toContain(
    '2025-03-21 00:00:00 to 2025-04-01 10:30:00 Asia/Shanghai, step 60 s, 0.0 % missing',
  );
});
