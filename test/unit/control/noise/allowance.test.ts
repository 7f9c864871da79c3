import { expect, test } from 'vitest';
import { emptyTrack, type LevelTrack, trackSample } from '../../../../src/acoustics/periods/level-track.ts';
import { type Allowance, allowanceAt } from '../../../../src/control/noise/allowance.ts';
import type { ReceptorPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan as plan } from '../small-plan.ts';

const { night } = plan;
const receptor: ReceptorPlan = {
  id: 'north',
  place: 'boundary',
  level: 'slm-north.sound.laeq',
  dayDb: 55,
  nightDb: 45,
};
const utcOffsetMin = 480;
const params = { ...plan.rules['night-noise'], marginDb: 1, hourMarginDb: 2, nightMarginDb: 3 };
const tenPmMs = Date.parse('2026-11-23T22:00:00+08:00');

/** The equipment's own level, minute by minute, from some time on. */
function ownFrom(fromMs: number, parts: readonly (readonly [levelDb: number, minutes: number])[]) {
  let track: LevelTrack = emptyTrack();
  let wallMs = fromMs;
  for (const [levelDb, minutes] of parts) {
    for (let minute = 0; minute < minutes; minute++) {
      const sample = { levelDb, peakDb: null, seconds: 60, wallMs, utcOffsetMin, night };
      track = trackSample(track, sample).track;
      wallMs += 60_000;
    }
  }
  return { track, wallMs };
}

function allowed(
  parts: readonly (readonly [number, number])[],
  isStrict = true,
  fromMs = tenPmMs,
): Allowance {
  const { track, wallMs } = ownFrom(fromMs, parts);
  return allowanceAt(receptor, track, { wallMs, utcOffsetMin }, night, isStrict, params);
}

test('every minute stays its margin below the limit of the night, by day below that of the day', () => {
  expect(allowed([[35, 90]])).toEqual({ allowedDb: 44, limitDb: 45, timeBase: 'minute' });
  const noonMs = Date.parse('2026-11-23T12:00:00+08:00');
  expect(allowed([[60, 90]], false, noonMs)).toEqual({ allowedDb: 54, limitDb: 55, timeBase: 'minute' });
});

test('before the night the strict limit may hold already, and only minute by minute', () => {
  const almostMs = Date.parse('2026-11-23T20:20:00+08:00');
  expect(allowed([[50, 99]], true, almostMs)).toEqual({ allowedDb: 44, limitDb: 45, timeBase: 'minute' });
});

test('in the first hour of the night the rolling hour, which is the evening, says nothing', () => {
  expect(allowed([[44.5, 58]]).timeBase).toBe('minute');
});

test('an hour that is nearly used up allows less than the minute, as much as brings it home', () => {
  const { allowedDb, timeBase } = allowed([
    [30, 60],
    [43.3, 60],
  ]);
  expect(timeBase).toBe('hour');
  expect(allowedDb).toBeLessThan(43);
  expect(allowedDb).toBeGreaterThan(35);
});

test('an hour that is used up leaves ten decibels below the limit, not silence', () => {
  expect(allowed([[44.9, 120]])).toEqual({ allowedDb: 35, limitDb: 45, timeBase: 'hour' });
});

test('a night that is ahead of its budget is held to its mean, one on course is not', () => {
  // Loud at first, then quiet for an hour: the hour has room, the night has not.
  expect(
    allowed([
      [47, 60],
      [36, 61],
    ]),
  ).toEqual({ allowedDb: 42, limitDb: 45, timeBase: 'night' });
  expect(
    allowed([
      [41, 60],
      [36, 61],
    ]).timeBase,
  ).toBe('minute');
});

test('without any record of the equipment the minute stands alone', () => {
  const wallMs = tenPmMs + 2 * 3_600_000;
  const bare = allowanceAt(receptor, undefined, { wallMs, utcOffsetMin }, night, true, params);
  expect(bare).toEqual({ allowedDb: 44, limitDb: 45, timeBase: 'minute' });
});
