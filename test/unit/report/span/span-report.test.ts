/** Many nights together: counts, means by energy, a trend that is one, Lden, and the page in both languages. */

import { describe, expect, test } from 'vitest';
import { dictionaries } from '../../../../src/language/languages.ts';
import { spanCsv } from '../../../../src/report/span/span-csv.ts';
import type { SpanReport } from '../../../../src/report/span/span-data.ts';
import { spanHtml } from '../../../../src/report/span/span-page.ts';
import {
  dayEveningNight,
  nightPart,
  spanReceptor,
  sumEnergy,
  trendOf,
} from '../../../../src/report/span/span-report.ts';
import { madeReport } from '../made-night.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OFFSET_MIN = 480;
const offsetAt = () => OFFSET_MIN;

const dateAt = (day: number): string =>
  new Date(Date.UTC(2026, 6, 1) + day * DAY_MS).toISOString().slice(0, 10);

/** A quiet night, a loud one, one without data. */
const reports = [40, 50, null].map((levelDb, day) =>
  madeReport({
    date: dateAt(day),
    levelDb: () => levelDb,
    change: (records) => ({
      ...records,
      minutes: records.minutes.map((minute) => ({ ...minute, weatherS: 0, lafmaxDb: 50 })),
    }),
  }),
);
const parts = reports.map(nightPart);
const nights = parts.flatMap(({ receptors }) => receptors['north'] ?? []);
const noLden = { ldenDb: null, dayDb: null, eveningDb: null, nightDb: null, share: 0 };

function spanOf(north = spanReceptor('north', nights, noLden)): SpanReport {
  const [first] = reports;
  if (first === undefined) throw new Error('assertion: there are nights');
  const { madeMs, madeBy, site, station, givenByHand, record } = first;
  return {
    ...({ format: 'quietpost-span', version: 1 } as const),
    ...{ madeMs, madeBy, site, station, givenByHand, record, zone: 'Asia/Shanghai' },
    ...{ from: dateAt(0), to: dateAt(2), utcOffsetMin: OFFSET_MIN },
    receptors: [north],
    energy: sumEnergy(parts),
  };
}

test('each night is what its own report says', () => {
  expect(nights.map(({ id }) => id)).toEqual(['2026-07-01', '2026-07-02', '2026-07-03']);
  for (const [index, night] of nights.entries()) {
    const own = reports[index]?.receptors[0];
    expect(night.outcome).toBe(own?.outcome);
    expect(night.laeqDb).toBe(own?.figures.laeqDb);
    expect(night.above).toEqual(own?.figures.above);
  }
});

test('nights are counted, and averaged as energy', () => {
  const { counts, laeqDb, loudest } = spanReceptor('north', nights, noLden);
  expect(counts['no-data']).toBe(1);
  expect(Object.values(counts).reduce((a, b) => a + b)).toBe(3);
  // 40 and 50 dB for the same time: 47.4 dB, not 45.
  expect(laeqDb).toBeCloseTo(47.4, 1);
  expect(loudest?.id).toBe('2026-07-02');
});

describe('a trend', () => {
  const of = (levelAt: (day: number) => number | null, count = 30) =>
    trendOf(Array.from({ length: count }, (_, day) => ({ equipmentDb: levelAt(day) })));

  test('is the slope of the nights, whatever single ones did', () => {
    const { slopeDb, isSure } = of((day) => 36 + 0.05 * day + (day === 12 ? 20 : 0));
    expect(slopeDb).toBeCloseTo(1.5, 1);
    expect(isSure).toBe(true);
  });

  test('is none where the nights only scatter', () => {
    const scatter = [0.4, -0.3, 0.1, -0.5, 0.6, 0, -0.2];
    expect(of((day) => 36 + (scatter[day % 7] ?? 0)).isSure).toBe(false);
    expect(of(() => 36)).toEqual({ slopeDb: 0, isSure: false, nights: 30 });
  });

  test('counts the days of nights that are missing, and needs seven', () => {
    expect(of((day) => (day % 3 === 0 ? 36 + 0.1 * day : null)).slopeDb).toBeCloseTo(3, 5);
    expect(of((day) => (day < 6 ? 36 : null))).toEqual({ slopeDb: null, isSure: false, nights: 6 });
  });
});

describe('Lden', () => {
  const midnightMs = Date.UTC(2026, 6, 1) - OFFSET_MIN * 60_000;
  const hours = (levelAt: (hour: number) => number | null, days = 3) =>
    Array.from({ length: 24 * days }, (_, hour) => ({
      startMs: midnightMs + hour * HOUR_MS,
      levelDb: levelAt(hour % 24),
    }));
  const level = (hour: number): number => (hour >= 7 && hour < 19 ? 55 : hour >= 19 && hour < 23 ? 50 : 45);

  test('is 55 dB for 55, 50 and 45 dB by day, evening and night of local time', () => {
    const lden = dayEveningNight(hours(level), offsetAt);
    expect(lden).toMatchObject({ share: 1 });
    expect(lden.dayDb).toBeCloseTo(55, 9);
    expect(lden.eveningDb).toBeCloseTo(50, 9);
    expect(lden.nightDb).toBeCloseTo(45, 9);
    expect(lden.ldenDb).toBeCloseTo(55, 9);
  });

  test('is not known where more than a quarter of a part is missing, and then says how much was heard', () => {
    const withoutEvening = dayEveningNight(
      hours((hour) => (hour === 20 || hour === 21 ? null : level(hour))),
      offsetAt,
    );
    expect(withoutEvening).toMatchObject({ ldenDb: null, eveningDb: null });
    expect(withoutEvening.share).toBeCloseTo(22 / 24, 9);
    expect(dayEveningNight([], offsetAt)).toEqual(noLden);
  });
});

describe.each(['en', 'zh'] as const)('the page in %s', (language) => {
  const page = spanHtml(spanOf(), dictionaries[language]);

  test('has every night in calendar, curve and table', () => {
    for (const { id } of nights) {
      expect(page).toContain(`title="${id}:`);
      expect(page).toContain(`>${id}</th>`);
    }
    expect(page.match(/<circle/g)).toHaveLength(2);
    expect(page.match(/<li class="empty"/g)).toHaveLength(2);
  });

  test('leaves no slot, no number that is none, and no script or request', () => {
    const text = page.slice(page.indexOf('<body>'));
    expect(text).not.toMatch(/NaN|undefined|Infinity|null|\{\w+(:\w+)?\}/);
    expect(page).not.toMatch(/<script|<img|https?:/);
  });
});

test('a loud month of a growing fan says so on the page', () => {
  const growing = Array.from({ length: 30 }, (_, day) => {
    const [night] = nights;
    if (night === undefined) throw new Error('assertion: there is a night');
    return { ...night, id: dateAt(day), equipmentDb: 36 + 0.1 * day };
  });
  const page = spanHtml(spanOf(spanReceptor('north', growing, noLden)), dictionaries.en);
  expect(page).toContain('the equipment becomes louder, by 3.0 dB in 30 nights');
});

test('a night without a calibration has no green sign', () => {
  const [night] = nights;
  if (night === undefined) throw new Error('assertion: there is a night');
  const of = (isIndicative: boolean) =>
    spanHtml(
      spanOf(spanReceptor('north', [{ ...night, outcome: 'compliant', isIndicative }], noLden)),
      dictionaries.en,
    );
  expect(of(false)).toContain('<li class="compliant"');
  expect(of(true)).not.toContain('<li class="compliant"');
  expect(of(true)).toContain('<li class="hollow"');
  expect(of(true)).toContain('(indicative: no calibration)</td>');
});

test('the table has a row a night, and empty cells where nothing is known', () => {
  const lines = spanCsv(spanOf()).split('\r\n');
  expect(lines[0]).toBe(
    'receptor,evening,outcome,limit_dBA,LAeq_dBA,equipment_dBA,equipment_expanded_dB,minutes_above,minutes_above_equipment,valid_s,span_s,left_out_min,power_limited_s',
  );
  expect(lines).toHaveLength(5);
  expect(lines[3]).toMatch(/^north,2026-07-03,no-data,\d+,,/);
});
