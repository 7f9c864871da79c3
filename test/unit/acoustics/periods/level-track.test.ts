import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ledgerLevel } from '../../../../src/acoustics/levels/leq.ts';
import { meanLevels } from '../../../../src/acoustics/levels/level.ts';
import { exceededLevel } from '../../../../src/acoustics/levels/percentile.ts';
import {
  advanceTrack,
  emptyTrack,
  type LevelTrack,
  periodLedger,
  rollingLevel,
  stepTrack,
  trackSample,
} from '../../../../src/acoustics/periods/level-track.ts';
import type { ClosedPeriod } from '../../../../src/acoustics/periods/open-period.ts';

const night = { startMin: 22 * 60, endMin: 6 * 60 };
const at = (local: string): number => Date.parse(`2026-11-${local}+08:00`);

interface Heard {
  readonly wallMs: number;
  readonly levelDb: number | null;
  readonly peakDb: number | null;
}

/** A meter that speaks once a second from `fromMs` on. */
function seconds(fromMs: number, count: number, levelAt: (index: number) => number | null): Heard[] {
  return Array.from({ length: count }, (_, index) => {
    const levelDb = levelAt(index);
    return { wallMs: fromMs + index * 1000, levelDb, peakDb: levelDb === null ? null : levelDb + 8 };
  });
}

function run(samples: readonly Heard[], offsetAt = (_: number) => 480, begin = emptyTrack()) {
  let track: LevelTrack = begin;
  const closed: ClosedPeriod[] = [];
  for (const sample of samples) {
    const step = trackSample(track, {
      ...sample,
      seconds: 1,
      utcOffsetMin: offsetAt(sample.wallMs),
      night,
    });
    track = step.track;
    closed.push(...step.closed);
  }
  return { track, closed };
}

/** The same period from all its samples at once. */
function expectAsByHand(
  period: ClosedPeriod,
  samples: readonly Heard[],
  endMs: number,
  firstMs: number,
): void {
  const own = samples.filter(({ wallMs }) => wallMs >= period.startWallMs && wallMs < endMs);
  const levels = own.flatMap(({ levelDb }) => (levelDb === null ? [] : [levelDb]));
  const peaks = own.flatMap(({ peakDb }) => (peakDb === null ? [] : [peakDb]));
  const spanS = (endMs - Math.max(firstMs, period.startWallMs)) / 1000;
  expect(period.validS).toBe(levels.length);
  expect(period.spanS).toBeCloseTo(spanS, 6);
  expect(period.validShare).toBeCloseTo(levels.length / spanS, 6);
  expect(period.lafmaxDb).toBe(peaks.length === 0 ? null : Math.max(...peaks));
  expectNear(period.laeqDb, meanLevels(levels), 1e-9);
  const tolerance = period.kind === 'minute' ? 1e-9 : 0.05 + 1e-9;
  expectNear(period.l10Db, exceededLevel(levels, 10), tolerance);
  expectNear(period.l50Db, exceededLevel(levels, 50), tolerance);
  expectNear(period.l90Db, exceededLevel(levels, 90), tolerance);
}

function expectNear(actual: number | null, expected: number | null, tolerance: number): void {
  if (expected === null || actual === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}

test('every closed period equals the same period computed at once, with lost seconds and long holes', () => {
  const fromMs = at('23T21:17:23.400');
  const tenMinutes = fc.record({
    floorDb: fc.integer({ min: 30, max: 60 }),
    lost: fc.boolean(),
    every: fc.integer({ min: 2, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(tenMinutes, { minLength: 6, maxLength: 12 }), (blocks) => {
      const all = seconds(fromMs, blocks.length * 600, (index) => {
        const block = blocks[Math.floor(index / 600)];
        return block === undefined || index % block.every === 0
          ? null
          : block.floorDb + ((index * 7) % 23) / 3;
      });
      // A lost block sends nothing at all; a failed second sends a null.
      const samples = all.filter(
        (_, index) => index === 0 || blocks[Math.floor(index / 600)]?.lost === false,
      );
      const { closed } = run(samples);
      const lengthMs = { minute: 60_000, hour: 3_600_000, day: 16 * 3_600_000, night: 8 * 3_600_000 };
      for (const period of closed)
        expectAsByHand(period, samples, period.startWallMs + lengthMs[period.kind], fromMs);
      const lastMs = samples.at(-1)?.wallMs ?? fromMs;
      expect(closed.filter(({ kind }) => kind === 'minute')).toHaveLength(
        Math.floor(lastMs / 60_000) - Math.floor(fromMs / 60_000),
      );
    }),
    { numRuns: 6 },
  );
});

test('the last second of the evening is day, 22:00:00 is night, 06:00:00 is day again', () => {
  const samples = [
    { wallMs: at('23T21:59:59'), levelDb: 70, peakDb: null },
    ...seconds(at('23T22:00:00'), 8 * 3600, () => 40),
    { wallMs: at('24T06:00:00'), levelDb: 70, peakDb: null },
  ];
  const { closed, track } = run(samples);
  const [day, nightPeriod, ...others] = closed.filter(({ kind }) => kind === 'day' || kind === 'night');
  expect(day).toMatchObject({ kind: 'day', id: '2026-11-23', laeqDb: 70, validS: 1 });
  expect(nightPeriod).toMatchObject({ kind: 'night', id: '2026-11-23', validS: 28_800, spanS: 28_800 });
  expect(nightPeriod?.laeqDb).toBeCloseTo(40, 9);
  expect(nightPeriod?.validShare).toBe(1);
  expect(others).toEqual([]);
  expect(ledgerLevel(periodLedger(track))).toBeCloseTo(70, 9);
});

test('a second that began before the edge belongs to the period it began in, wherever it ends', () => {
  const { closed } = run(seconds(at('23T21:59:58.700'), 3, (index) => 40 + 10 * index));
  const day = closed.find(({ kind }) => kind === 'day');
  expect(day?.validS).toBe(2);
  expect(day?.spanS).toBeCloseTo(1.3, 6);
});

/** Berlin leaves summer time on 25 October 2026 at 01:00 UTC and enters it on 28 March 2027 at 01:00 UTC. */
for (const [date, next, before, after, hours] of [
  ['2026-10-24', '2026-10-25', 120, 60, 9],
  ['2027-03-27', '2027-03-28', 60, 120, 7],
] as const) {
  test(`the night of ${date} has ${hours} hours where the clocks change`, () => {
    const changeMs = Date.parse(`${next}T01:00:00Z`);
    const fromMs = Date.parse(`${date}T22:00:00Z`) - before * 60_000;
    const { closed } = run(
      seconds(fromMs, hours * 3600 + 1, () => 42),
      (wallMs) => (wallMs < changeMs ? before : after),
    );
    const nights = closed.filter(({ kind }) => kind === 'night');
    expect(nights).toHaveLength(1);
    expect(nights[0]).toMatchObject({ id: date, startWallMs: fromMs, validS: hours * 3600 });
    const hourIds = closed.filter(({ kind }) => kind === 'hour').map(({ id }) => id);
    expect(new Set(hourIds).size).toBe(hours);
  });
}

test('the day of 25 or 23 hours closes one night and one day', () => {
  for (const [next, before, after, totalH] of [
    ['2026-10-25', 120, 60, 25],
    ['2027-03-28', 60, 120, 23],
  ] as const) {
    const changeMs = Date.parse(`${next}T01:00:00Z`);
    const fromMs = Date.parse(`${next}T00:00:00Z`) - before * 60_000;
    const samples = seconds(fromMs, totalH * 3600 + 1, () => 42).filter((_, index) => index % 10 === 0);
    const { closed } = run(samples, (wallMs) => (wallMs < changeMs ? before : after));
    const periods = closed.filter(({ kind }) => kind === 'night' || kind === 'day');
    expect(periods.map(({ spanS }) => spanS / 3600)).toEqual([totalH === 25 ? 7 : 5, 16]);
    expect(closed.filter(({ kind }) => kind === 'hour')).toHaveLength(totalH);
  }
});

test('without samples time still closes periods, as holes', () => {
  let { track } = run(seconds(at('23T23:00:00'), 30, () => 50));
  const closed: ClosedPeriod[] = [];
  for (let wallMs = at('23T23:00:31'); wallMs <= at('23T23:02:00'); wallMs += 1000) {
    const step = advanceTrack(track, wallMs, 480, night);
    track = step.track;
    closed.push(...step.closed);
  }
  expect(closed.map(({ spanS, validS, validShare }) => [spanS, validS, validShare])).toEqual([
    [60, 30, 0.5],
    [60, 0, 0],
  ]);
  expect(closed[1]).toMatchObject({ kind: 'minute', laeqDb: null, l50Db: null, lafmaxDb: null });
  expect(rollingLevel(track, 60)).toBeNull();
  expect(rollingLevel(track, 3600)).toBeCloseTo(50, 9);
  expect(periodLedger(track)).toMatchObject({ spanS: 120, validS: 30 });
});

test('the rolling 1, 5, 15 and 60 minutes equal the mean of their seconds', () => {
  const samples = seconds(at('23T20:00:00'), 2 * 3600, (index) => 40 + ((index * 13) % 29));
  const { track } = run(samples);
  const levels = samples.map(({ levelDb }) => levelDb ?? 0);
  expect(rollingLevel(track, 60)).toBeCloseTo(meanLevels(levels.slice(-60)) ?? 0, 9);
  for (const span of [300, 900, 3600] as const) {
    expect(rollingLevel(track, span)).toBeCloseTo(meanLevels(levels.slice(-span)) ?? 0, 9);
  }
  const half = run(samples.slice(0, 5430)).track;
  expect(rollingLevel(half, 60)).toBeCloseTo(meanLevels(levels.slice(5370, 5430)) ?? 0, 9);
  expect(rollingLevel(half, 3600)).toBeCloseTo(meanLevels(levels.slice(5400 - 59 * 60, 5430)) ?? 0, 9);
});

test('a clock set back a little keeps every second of sound, in the minute that is open, marked', () => {
  const before = run(seconds(at('23T22:10:00'), 50, () => 50));
  const { track, closed } = run(
    seconds(at('23T22:10:20'), 41, () => 60),
    undefined,
    before.track,
  );
  const [minute] = closed;
  expect(minute).toMatchObject({ kind: 'minute', validS: 90, clockStepped: true, validShare: 1 });
  expect(track.open?.hour.clockStepped).toBe(true);
  // Fifty seconds before the step, and the clock again from :20 to the end of the minute, less 3 s of tolerance.
  expect(minute?.spanS).toBeGreaterThanOrEqual(86);
  expect(minute?.laeqDb).toBeCloseTo(meanLevels([...Array(50).fill(50), ...Array(40).fill(60)]) ?? 0, 9);
  expect(periodLedger(track).validS).toBe(91);
});

test('a clock set back by a minute goes on in the open periods, by a millisecond more it begins new ones', () => {
  const sample = { levelDb: 50, peakDb: null, seconds: 1, utcOffsetMin: 480, night };
  const before = trackSample(emptyTrack(), { ...sample, wallMs: at('23T23:10:30') }).track;
  const setBack = (byMs: number) => trackSample(before, { ...sample, wallMs: before.coveredMs - byMs });
  const small = setBack(60_000);
  expect(small.closed).toEqual([]);
  expect(small.track.open?.minute).toMatchObject({ clockStepped: true, startWallMs: at('23T23:10:00') });
  expect(small.track.open?.hour.clockStepped).toBe(false);
  const large = setBack(60_001);
  expect(large.closed.map(({ kind }) => kind)).toEqual(['minute']);
  expect(large.track.open?.hour.clockStepped).toBe(true);
});

test('a clock set back by hours goes on in new, marked periods and loses no second', () => {
  const before = run(seconds(at('24T01:00:00'), 90, () => 50));
  const after = run(
    seconds(at('23T21:59:00'), 120, () => 60),
    undefined,
    before.track,
  );
  const closed = [...before.closed, ...after.closed].filter(({ kind }) => kind === 'minute');
  const openS = after.track.open?.minute.ledger.validS ?? 0;
  expect(closed.reduce((sum, { validS }) => sum + validS, openS)).toBe(210);
  expect(closed.find(({ startWallMs }) => startWallMs === at('23T21:59:00'))?.clockStepped).toBe(true);
  expect(after.closed.filter(({ kind }) => kind === 'night').map(({ validS }) => validS)).toEqual([90]);
  expect(after.closed.filter(({ kind }) => kind === 'day').map(({ validS }) => validS)).toEqual([60]);
  expect(rollingLevel(after.track, 60)).toBeCloseTo(60, 9);
});

test('a clock that leaps by years costs a day of holes, not millions of minutes', () => {
  const before = run(seconds(Date.parse('1970-01-01T00:00:00Z'), 10, () => 50));
  const { closed, track } = run(
    seconds(at('23T22:00:00'), 1, () => 50),
    undefined,
    before.track,
  );
  expect(closed.length).toBeLessThan(1500);
  expect(periodLedger(track)).toMatchObject({ validS: 1, spanS: 1 });
});

test('a state that went through JSON goes on as if nothing had happened', () => {
  const samples = seconds(at('23T21:50:30'), 1200, (index) => (index % 7 === 0 ? null : 40 + (index % 11)));
  const straight = run(samples);
  const first = run(samples.slice(0, 700));
  const second = run(samples.slice(700), undefined, JSON.parse(JSON.stringify(first.track)));
  expect(second.track).toEqual(straight.track);
  expect([...first.closed, ...second.closed]).toEqual(straight.closed);
});

test('no state is changed after it was handed out', () => {
  let track = emptyTrack();
  for (const sample of seconds(at('23T21:58:30'), 200, (index) => 40 + (index % 5))) {
    const frozen = deepFreeze(track);
    track = trackSample(frozen, { ...sample, seconds: 1, utcOffsetMin: 480, night }).track;
  }
  expect(periodLedger(track).count).toBe(110);
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

test('a clock set on by an hour books no minute for time that did not pass', () => {
  const before = run(seconds(at('23T23:10:00'), 630, () => 45));
  const step = stepTrack(before.track, 3_600_000, 480, night);
  expect(step.closed).toHaveLength(2);
  expect(step.closed.map(({ kind, spanS }) => [kind, Math.round(spanS)])).toEqual([
    ['minute', 30],
    ['hour', 630],
  ]);
  const after = run(
    seconds(at('24T00:20:30'), 60, () => 45),
    undefined,
    step.track,
  );
  expect(after.closed.map(({ kind, spanS, clockStepped }) => [kind, spanS, clockStepped])).toEqual([
    ['minute', 30, true],
  ]);
  expect(periodLedger(after.track).spanS).toBeCloseTo(690, 0);
});

test('a clock set on within the minute leaves the minute whole, and marks it', () => {
  const before = run(seconds(at('23T23:10:00'), 10, () => 45));
  const { track, closed } = stepTrack(before.track, 30_000, 480, night);
  expect(closed).toEqual([]);
  expect(track.open?.minute).toMatchObject({ clockStepped: true, startWallMs: at('23T23:10:00') });
  expect(track.open?.minute.ledger.spanS).toBe(10);
  const after = run(
    seconds(at('23T23:10:40'), 21, () => 45),
    undefined,
    track,
  );
  expect(after.closed[0]).toMatchObject({ spanS: 30, validShare: 1 });
});
