/** Minutes as they are read back: with all they had, and the quality that a marking of their meter and time gives. */

import { expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import type { Quality } from '../../../../src/model/reading.ts';
import type { Marking, Minute } from '../../../../src/ports/history.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { appendMinutes, minuteReader, recordOf } from '../../../../src/store/file/minute-rows.ts';
import { eveningMs, minute, must, newDatabase, write } from '../fixture.ts';

/** These minutes, written and read with these markings. */
function readBack(minutes: readonly Minute[], markings: readonly Marking[] = []) {
  const db = newDatabase();
  write(db, (sql) => appendMinutes(sql, minutes, createStringTable()));
  const links = db.attempt('read', (sql) => {
    const { select, linkOf } = minuteReader(sql);
    return Array.from(sql.rows(`${select} ORDER BY seq`), linkOf);
  });
  return must(links).map((link) => recordOf(link, markings));
}

function marking(fromS: number, toS: number, quality: Quality, meter = 'slm-north'): Marking {
  const [fromMs, toMs] = [eveningMs + 1000 * fromS, eveningMs + 1000 * toS];
  return { fromMs, toMs, meter, quality, reason: message('armed'), calibration: null };
}

test('a minute is read back with everything it had, and with nothing it had not', () => {
  const spectrum = { bandsHz: [31.5, 63, 125], bandsDb: [40.25, -3.5, 51], validS: 58.5, lceqDb: null };
  const minutes = [
    minute(0),
    minute(1, { histogram: { firstClass: -50, counts: [1] }, lafmaxDb: null, calibration: 'c0ffee' }),
    minute(2, { spectrum, noiseKind: 'people', clockSynced: false, clockStepped: true, weatherS: 12.5 }),
    minute(4, { spectrum: { ...spectrum, lceqDb: 61.5 } }),
  ];
  const found = readBack(minutes);
  expect(found).toEqual(
    minutes.map((own, index) => ({ ...own, seq: index + 1, hash: expect.any(String), quality: 'good' })),
  );
  expect(new Set(found.map(({ hash }) => hash)).size).toBe(4);
});

test('a marking counts for the minutes that it touches, of its meter', () => {
  const minutes = [0, 2, 4].map((index) => minute(index));
  const qualities = (...markings: readonly Marking[]) =>
    readBack(minutes, markings).map(({ quality }) => quality);
  expect(qualities(marking(60, 120, 'uncertain'))).toEqual(['good', 'uncertain', 'good']);
  expect(qualities(marking(59, 61, 'uncertain'))).toEqual(['uncertain', 'uncertain', 'good']);
  expect(qualities(marking(70, 80, 'uncertain'))).toEqual(['good', 'uncertain', 'good']);
  expect(qualities(marking(0, 180, 'uncertain', 'slm-rest'))).toEqual(['good', 'good', 'good']);
});

test('of several markings the worst counts', () => {
  const both = [marking(0, 60, 'sensor-fault'), marking(0, 60, 'uncertain'), marking(0, 60, 'good')];
  for (const markings of [both, both.toReversed()])
    expect(readBack([minute(0)], markings)[0]?.quality).toBe('sensor-fault');
});

test('a minute with a number that is none is never written', () => {
  expect(() => readBack([minute(0, { energyS: Number.NaN })])).toThrow('energyS of a minute is NaN');
  expect(() => readBack([minute(0, { lafmaxDb: Number.POSITIVE_INFINITY })])).toThrow('lafmaxDb');
});
