/** The budget ladder on tracks that are fed as in the cabinet. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BudgetPolicy,
  type BudgetStatus,
  budgetStatus,
  defaultBudgetPolicy,
} from '../../../../src/acoustics/assessment/budget-tiers.ts';
import { levelOf } from '../../../../src/acoustics/levels/level.ts';
import { emptyTrack, type LevelTrack, trackSample } from '../../../../src/acoustics/periods/level-track.ts';
import { inputOf, type Vector } from '../vector-input.ts';

const night = { startMin: 22 * 60, endMin: 6 * 60 };
const startMs = Date.parse('2026-11-23T22:00:00+08:00');
const plain: BudgetPolicy = {
  peakOverDb: 10,
  minuteMarginDb: 0,
  hourMarginDb: 0,
  periodMarginDb: 0,
  reserveShare: 0,
};

/** Feeds levels of some seconds each, from 22:00 on; null is missing sound. */
function heard(
  parts: readonly (readonly [levelDb: number | null, seconds: number])[],
  stepS = 60,
  peakDb: number | null = null,
): LevelTrack {
  let track = emptyTrack();
  let wallMs = startMs;
  for (const [levelDb, seconds] of parts) {
    for (let done = 0; done < seconds; done += stepS) {
      ({ track } = trackSample(track, { levelDb, peakDb, seconds: stepS, wallMs, utcOffsetMin: 480, night }));
      wallMs += stepS * 1000;
    }
  }
  return track;
}

function standingOf(
  total: LevelTrack,
  change: { policy?: BudgetPolicy; equipment?: LevelTrack; backgroundDb?: number; assumedDb?: number } = {},
): BudgetStatus {
  return budgetStatus({
    policy: change.policy ?? plain,
    limitDb: 45,
    periodEndMs: startMs + 28_800_000,
    periodS: 28_800,
    total,
    equipment: change.equipment ?? null,
    assumedDb: change.assumedDb ?? null,
    backgroundDb: change.backgroundDb ?? null,
  });
}

const file = resolve(import.meta.dirname, '../../../../shared/vectors/acoustics.json');

test.skipIf(!existsSync(file))('the budget vectors come out of a track (needs ../shared/vectors)', () => {
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };
  const nights = vectors.filter(
    ({ group, input }) => group === 'budget' && input['T_s'] === 28_800 && 'used' in input,
  );
  expect(nights.length).toBeGreaterThanOrEqual(4);
  for (const vector of nights) {
    const input = inputOf(vector);
    const marginDb = 'margin' in vector.input ? input.num('margin') : 0;
    const used = input.rows('used').map(([levelDb = 0, seconds = 0]) => [levelDb, seconds] as const);
    const { period } = budgetStatus({
      policy: { ...plain, periodMarginDb: marginDb },
      limitDb: input.num('limit'),
      periodEndMs: startMs + 28_800_000,
      periodS: 28_800,
      total: heard(used),
      equipment: null,
      assumedDb: null,
      backgroundDb: null,
    }).total;
    if ('t_rem_s' in vector.input) {
      if (vector.expected === null) expect(period.allowedDb, vector.id).toBeNull();
      else expect(period.allowedDb, vector.id).toBeCloseTo(Number(vector.expected), 3);
    } else if (!('L_now' in vector.input))
      expect(period.usedShare, vector.id).toBeCloseTo(Number(vector.expected), 4);
  }
});

test('the rolling hour of 30 min at 44 dB and 30 min at 47 dB is the vector, and what it still allows meets the cap', () => {
  const track = heard([
    [44, 1800],
    [47, 1800],
  ]);
  // At a cap of 45 dB nothing is left for the next ten minutes, at 46 dB there is.
  expect(standingOf(track).total.hour.allowedDb).toBeNull();
  const { hour } = standingOf(track, { policy: { ...plain, hourMarginDb: -1 } }).total;
  expect(hour.levelDb).toBeCloseTo(45.754, 3);
  const rest = hour.allowedDb ?? Number.NaN;
  const past = [
    [44, 1200],
    [47, 1800],
  ] as const;
  const energy = past.reduce(
    (sum, [levelDb, seconds]) => sum + seconds * 10 ** (levelDb / 10),
    600 * 10 ** (rest / 10),
  );
  expect(levelOf(energy / 3600)).toBeCloseTo(46, 9);
});

test('each rung has its own cap, and a loud minute takes the room of the minute before that of the night', () => {
  const track = heard(
    [
      [38, 3600],
      [50, 45],
    ],
    1,
  );
  const { peak, total } = standingOf(track, { policy: { ...defaultBudgetPolicy, reserveShare: 0 } });
  expect([peak.capDb, total.minute.capDb, total.hour.capDb, total.period.capDb]).toEqual([55, 44, 44, 43]);
  expect(total.minute.allowedDb).toBeNull();
  expect(total.hour.allowedDb).toBeGreaterThan(44);
  expect(total.period.allowedDb).toBeGreaterThan(43);
  expect(total.period.headroomDb).toBeCloseTo((total.period.allowedDb ?? 0) - (total.nowDb ?? 0), 9);
});

test('a peak above limit + 10 dB is told, and no peak is none', () => {
  expect(standingOf(heard([[40, 60]], 60, 55.1)).peak).toEqual({
    capDb: 55,
    highestDb: 55.1,
    isExceeded: true,
  });
  expect(standingOf(heard([[40, 60]], 60, 55)).peak.isExceeded).toBe(false);
  expect(standingOf(heard([[40, 60]])).peak).toMatchObject({ highestDb: null, isExceeded: false });
});

test('used up: first the reserve, then all of it', () => {
  const policy = { ...plain, reserveShare: 0.1 };
  const hours = (levelDb: number, count: number) =>
    standingOf(heard([[levelDb, count * 3600]]), { policy }).total.period;
  expect(hours(45, 4)).toMatchObject({ state: 'free' });
  // 48 dB for 3.9 h of 8 h spend 97 % of a budget of which 5 % are still held back.
  expect(hours(48, 3.9)).toMatchObject({ state: 'reserve', allowedDb: null, headroomDb: null });
  expect(hours(48, 4.1)).toMatchObject({ state: 'exhausted', allowedDb: null, lastsS: 0 });
  expect(hours(48, 2).lastsS).toBeCloseTo(28_800 / 10 ** 0.3 - 7200, 0);
});

test('the reserve is given back evenly: on course the rest stays as much below the cap', () => {
  const policy = { ...plain, reserveShare: 0.1 };
  for (const hours of [1, 4, 7]) {
    const { period } = standingOf(heard([[45, hours * 3600]]), { policy }).total;
    expect(period.allowedDb).toBeCloseTo(45 + 10 * Math.log10(0.9), 9);
    expect(period.pace).toBeCloseTo(1, 9);
  }
});

test('what the next ten seconds may have looks back fifty, and the next ten minutes fifty minutes', () => {
  const { minute } = standingOf(
    heard(
      [
        [60, 10],
        [40, 50],
      ],
      1,
    ),
  ).total;
  expect(minute.allowedDb).toBeCloseTo(10 * Math.log10((60 * 10 ** 4.5 - 50 * 10 ** 4) / 10), 9);
  // At 60.5 minutes the window of 50 begins in the middle of the loud one.
  const { hour } = standingOf(
    heard(
      [
        [40, 600],
        [60, 60],
        [40, 2970],
      ],
      1,
    ),
  ).total;
  const past = 30 * 10 ** 6 + 2970 * 10 ** 4;
  expect(hour.allowedDb).toBeCloseTo(10 * Math.log10((3600 * 10 ** 4.5 - past) / 600), 9);
});

test('sound that was not heard is booked at the cap, or as loud as assumed', () => {
  const track = heard([
    [40, 7200],
    [null, 7200],
  ]);
  const neutral = standingOf(track).total.period;
  expect(neutral.usedShare).toBeCloseTo(0.25 + 0.25 * 10 ** -0.5, 6);
  expect(standingOf(track, { assumedDb: 55 }).total.period.usedShare).toBeCloseTo(
    0.25 * 10 + 0.25 * 10 ** -0.5,
    6,
  );
  expect(neutral.levelDb).toBeCloseTo(40, 9);
});

test('before the first sound everything is allowed as the caps say', () => {
  const { total } = budgetStatus({
    policy: plain,
    limitDb: 45,
    periodEndMs: startMs + 28_800_000,
    periodS: 28_800,
    total: { ...emptyTrack(), nowMs: startMs },
    equipment: null,
    assumedDb: null,
    backgroundDb: null,
  });
  for (const rung of [total.minute, total.hour, total.period]) expect(rung.allowedDb).toBeCloseTo(45, 9);
  expect(total).toMatchObject({
    nowDb: null,
    minute: { headroomDb: null },
    period: { pace: null, lastsS: null },
  });
});

test('the equipment has a ledger of its own, and what the background leaves', () => {
  const result = standingOf(heard([[44, 3600]]), { equipment: heard([[38, 3600]]), backgroundDb: 42 });
  expect(result.equipment?.period.levelDb).toBeCloseTo(38, 9);
  expect(result.equipment?.period.allowedDb).toBeGreaterThan(result.total.period.allowedDb ?? 99);
  const allowed = 10 ** ((result.total.period.allowedDb ?? 0) / 10) - 10 ** 4.2;
  expect(result.equipmentAllowedDb).toBeCloseTo(10 * Math.log10(allowed), 9);
  expect(standingOf(heard([[44, 3600]]), { backgroundDb: 60 }).equipmentAllowedDb).toBeNull();
});

const levels = fc.array(
  fc.tuple(fc.double({ min: 20, max: 60, noNaN: true }), fc.constantFrom(60, 600, 1800)),
  { minLength: 1, maxLength: 15 },
);

test('whatever was heard: the rest at the allowed level ends the night at its cap', () => {
  fc.assert(
    fc.property(levels, (parts) => {
      const { period } = standingOf(heard(parts)).total;
      if (period.allowedDb === null) {
        expect(period.usedShare).toBeGreaterThanOrEqual(1 - 1e-9);
        return;
      }
      const used = period.usedShare * 28_800 * 10 ** 4.5;
      const end = levelOf((used + period.restS * 10 ** (period.allowedDb / 10)) / 28_800);
      expect(end).toBeCloseTo(45, 6);
    }),
    { numRuns: 60 },
  );
});

test('whatever was heard: one louder minute more leaves no rung more room', () => {
  fc.assert(
    fc.property(levels, (parts) => {
      const [quiet, loud] = [40, 50].map((last) => standingOf(heard([...parts, [last, 60]])).total);
      for (const rung of ['minute', 'hour', 'period'] as const) {
        const [more, less] = [quiet?.[rung].allowedDb ?? -1, loud?.[rung].allowedDb ?? -1];
        expect(less).toBeLessThanOrEqual(more);
      }
      expect(loud?.period.forecastDb ?? 0).toBeGreaterThan(quiet?.period.forecastDb ?? 99);
    }),
    { numRuns: 60 },
  );
});
