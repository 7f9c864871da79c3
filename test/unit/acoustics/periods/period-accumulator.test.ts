/** Minutes to periods: loudest stretches, limits counted, nights of 7 and 9 hours, and the same numbers as a track. */

import { expect, test } from 'vitest';
import { addSample, emptyLedger, ledgerLevel } from '../../../../src/acoustics/levels/leq.ts';
import {
  addToDay,
  dayParts,
  denLevel,
  emptyDay,
  partAt,
} from '../../../../src/acoustics/periods/day-levels.ts';
import { emptyTrack, trackSample } from '../../../../src/acoustics/periods/level-track.ts';
import type { MeasuredPeriod } from '../../../../src/acoustics/periods/measured-period.ts';
import type { ClosedPeriod } from '../../../../src/acoustics/periods/open-period.ts';
import {
  addMinute,
  closeAccumulator,
  measuredHours,
  noDataPeriod,
  openAccumulator,
} from '../../../../src/acoustics/periods/period-accumulator.ts';
import type { RuleSet } from '../../../../src/acoustics/rule-set.ts';
import { localSpan, momentOf, nextDate, secondMomentOf } from '../../../../src/time/local-span.ts';
import { offsetsOf } from '../../../../src/time/zoned-stamps.ts';
import { shippedRules } from '../measured-fixture.ts';

const shanghai = () => 480;
const berlin = offsetsOf('Europe/Berlin');
const eveningMs = Date.parse('2026-11-23T22:00:00+08:00');

/** Books minutes of one level each; null is a minute with too little sound. */
function book(
  rules: RuleSet,
  startMs: number,
  levelsDb: readonly (number | null)[],
  offsetAt = shanghai as (wallMs: number) => number,
): readonly MeasuredPeriod[] {
  let open = openAccumulator(rules, { day: 55, night: 45 }, offsetAt);
  const periods: MeasuredPeriod[] = [];
  for (const [index, levelDb] of levelsDb.entries()) {
    const startWallMs = startMs + index * 60_000;
    const ledger = addSample(emptyLedger(), levelDb ?? 90, levelDb === null ? 44 : 60, null);
    const step = addMinute(open, {
      startWallMs,
      utcOffsetMin: offsetAt(startWallMs),
      ledger,
      levelsDb: [levelDb ?? 90],
    });
    open = step.accumulator;
    periods.push(...step.closed);
  }
  return [...periods, ...closeAccumulator(open)];
}

function minutes(count: number, levelDb: number | null = 40): (number | null)[] {
  return Array.from({ length: count }, () => levelDb);
}

test('the loudest minute and hour are found, a minute with too little sound is none', () => {
  const levels = [...minutes(60), ...minutes(59, 47), 52, null, ...minutes(10, 60)];
  const [night] = book(shippedRules('gb-22337'), eveningMs, levels);
  expect(night).toMatchObject({
    kind: 'night',
    id: '2026-11-23',
    startWallMs: eveningMs,
    lengthS: 28_800,
    quietestMinuteDb: 40,
    validMinutes: 130,
    minutesAbove: 70,
  });
  expect(night?.loudestMinute?.levelDb).toBeCloseTo(60, 9);
  // The third hour was heard for 11 minutes.
  expect(night?.loudestHour?.startWallMs).toBe(eveningMs + 3_600_000);
});

test('a minute with too little sound counts neither as valid nor as above, but its peak is a fact', () => {
  const rules = shippedRules('gb-22337');
  let open = openAccumulator(rules, { day: 55, night: 45 }, shanghai);
  // 44 of 60 s are too few, 45 are enough; the loudest peak lies in a minute without any valid level.
  const minutes = [
    { levelDb: 80, seconds: 44, peakDb: 91 },
    { levelDb: 50, seconds: 45, peakDb: 62 },
    { levelDb: 40, seconds: 60, peakDb: 55 },
    { levelDb: null, seconds: 60, peakDb: 99 },
  ];
  minutes.forEach(({ levelDb, seconds, peakDb }, index) => {
    const ledger = addSample(emptyLedger(), levelDb, seconds, peakDb);
    const startWallMs = eveningMs + index * 60_000;
    const levelsDb = levelDb === null ? [] : [levelDb];
    open = addMinute(open, { startWallMs, utcOffsetMin: 480, ledger, levelsDb }).accumulator;
  });
  const [night] = closeAccumulator(open);
  expect(night).toMatchObject({ validMinutes: 2, minutesAbove: 1, quietestMinuteDb: expect.closeTo(40, 9) });
  expect(night?.loudestMinute?.levelDb).toBeCloseTo(50, 9);
  expect(night?.ledger.maxDb).toBe(99);
});

test('the loudest of all windows lies in the period, and the vector of 30 x 44, 30 x 47, 60 x 44 comes out', () => {
  const rules = shippedRules('rolling-cap');
  const [night] = book(rules, eveningMs, [...minutes(30, 44), ...minutes(30, 47), ...minutes(60, 44)]);
  expect(night?.loudestWindow?.levelDb).toBeCloseTo(45.754, 3);
  const early = book(rules, eveningMs, [...minutes(45, 60), ...minutes(15, 30), ...minutes(60, 44)]);
  // Three quarters of an hour would do, but the window would begin before the night.
  expect(early[0]?.loudestWindow?.levelDb).toBeCloseTo(60 + 10 * Math.log10(0.75 + 0.25 / 1000), 9);
  const around = book(rules, eveningMs - 1_800_000, [...minutes(30, 70), ...minutes(60, 44)]);
  expect(around.map(({ kind }) => kind)).toEqual(['day', 'night']);
  expect(around[0]?.loudestWindow).toBeNull();
  expect(around[1]?.loudestWindow?.levelDb).toBeCloseTo(44, 9);
});

test('a book and a track give the same level and percentiles', () => {
  const levels = Array.from({ length: 600 }, (_, minute) => 38 + ((minute * 7919) % 150) / 10);
  let track = emptyTrack();
  const closed: ClosedPeriod[] = [];
  const night = { startMin: 1320, endMin: 360 };
  for (const [index, levelDb] of levels.entries()) {
    const sample = {
      levelDb,
      peakDb: null,
      seconds: 60,
      wallMs: eveningMs + index * 60_000,
      utcOffsetMin: 480,
      night,
    };
    const step = trackSample(track, sample);
    track = step.track;
    closed.push(...step.closed);
  }
  const expected = closed.find(({ kind }) => kind === 'night');
  const [heard] = book(shippedRules('gb-22337'), eveningMs, levels);
  expect(heard === undefined ? 0 : ledgerLevel(heard.ledger)).toBeCloseTo(expected?.laeqDb ?? -1, 9);
  expect([heard?.l10Db, heard?.l50Db, heard?.l90Db]).toEqual([
    expected?.l10Db,
    expected?.l50Db,
    expected?.l90Db,
  ]);
});

test('nights across a change of clocks have 7 and 9 hours and stay one night', () => {
  const rules = shippedRules('gb-22337');
  const spring = Date.parse('2025-03-29T22:00:00+01:00');
  expect(book(rules, spring, minutes(420), berlin)).toMatchObject([
    { kind: 'night', id: '2025-03-29', lengthS: 25_200, validMinutes: 420 },
  ]);
  const autumn = Date.parse('2025-10-25T22:00:00+02:00');
  const [night, ...others] = book(rules, autumn, minutes(541), berlin);
  expect(night).toMatchObject({ lengthS: 32_400, validMinutes: 540 });
  expect(others).toMatchObject([{ kind: 'day', id: '2025-10-26', validMinutes: 1 }]);
});

test('local hours become moments: leapt over by the offset before, twice as the first and then the second', () => {
  const local = (text: string) => Date.parse(`${text}Z`);
  const utc = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString().slice(11, 16);
  expect(utc(momentOf(local('2025-10-26T02:30'), berlin))).toBe('00:30');
  expect(utc(secondMomentOf(local('2025-10-26T02:30'), berlin))).toBe('01:30');
  expect(utc(secondMomentOf(local('2025-10-26T03:00'), berlin))).toBeUndefined();
  expect(utc(momentOf(local('2025-03-30T02:30'), berlin))).toBe('01:30');
  expect(utc(momentOf(local('2025-03-30T03:00'), berlin))).toBe('01:00');
  const day = localSpan('2025-10-26', 360, 1320, berlin);
  expect((day.endMs - day.startMs) / 3_600_000).toBe(16);
  expect(nextDate('2025-12-31')).toBe('2026-01-01');
});

test('a standard for the night alone still keeps the day, and an empty period is empty, not 0 dB', () => {
  const rules = shippedRules('who-night');
  expect(measuredHours(rules).map(({ kind }) => kind)).toEqual(['day', 'night']);
  const empty = noDataPeriod(rules, 'night', '2026-11-23', shanghai);
  expect(empty).toMatchObject({ lengthS: 28_800, l90Db: null, loudestMinute: null, validMinutes: 0 });
  expect(ledgerLevel(empty.ledger)).toBeNull();
});

test('Lden takes the four hours before the night as evening, and needs three quarters of each part', () => {
  const parts = dayParts({ startMin: 1320, endMin: 360 });
  const at = (time: string) => partAt(Date.parse(`2026-11-24T${time}+08:00`), 480, parts);
  expect([at('06:00'), at('18:00'), at('22:00'), at('05:59')]).toEqual([
    { part: 'day', id: '2026-11-24' },
    { part: 'evening', id: '2026-11-24' },
    { part: 'night', id: '2026-11-24' },
    { part: 'night', id: '2026-11-23' },
  ]);
  const sound = (levelDb: number, hours: number) => addSample(emptyLedger(), levelDb, hours * 3600, null);
  let day = addToDay(addToDay(emptyDay(), 'day', sound(57, 12)), 'evening', sound(54, 4));
  expect(denLevel(day, parts)).toBeNull();
  expect(denLevel(addToDay(day, 'night', sound(49, 5.9)), parts)).toBeNull();
  day = addToDay(day, 'night', sound(49, 6));
  expect(denLevel(day, parts)).toBeCloseTo(58.1141, 4);
});
