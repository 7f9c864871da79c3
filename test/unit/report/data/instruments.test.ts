import { expect, test } from 'vitest';
import type { Calibration } from '../../../../src/ports/history.ts';
import { calibrationsAround } from '../../../../src/report/data/instruments.ts';

const night = { startMs: 1000, endMs: 2000 };

const checkAt = (wallMs: number, meter = 'slm'): Calibration =>
  ({
    ...{ wallMs, meter, levelDb: 94, beforeDb: 94, afterDb: 94, driftDb: 0 },
    ...{ calibratorSerial: 'C-1', meterSerial: 'M-1' },
  }) as Calibration;

const around = (...wallMs: readonly number[]): number[] =>
  calibrationsAround(
    wallMs.map((atMs) => checkAt(atMs)),
    night,
    ['slm'],
  ).map(({ atMs }) => atMs);

test('of a meter the last check before the night, those in it and the first after it', () => {
  expect(around(100, 900, 1200, 1500, 2300, 2600)).toEqual([900, 1200, 1500, 2300]);
});

test('a check in the first moment is in the night, one in the moment after its end is behind it; none counts twice', () => {
  expect(around(999, 1000, 1999, 2000, 2001)).toEqual([999, 1000, 1999, 2000]);
});

test('checks of other meters are not of this one', () => {
  const checks = [checkAt(900, 'other'), checkAt(1200)];
  expect(calibrationsAround(checks, night, ['slm']).map(({ atMs }) => atMs)).toEqual([1200]);
});
