/** What a reader must know before relying on the report, each where it is so and nowhere else. */

import { expect, test } from 'vitest';
import type { MinuteRecord } from '../../../../src/ports/history.ts';
import { type MadeNight, madeReport } from '../made-night.ts';

const always = ['reserve-meter', 'reserve-place', 'reserve-law'];

function keysOf(night: MadeNight): readonly string[] {
  return madeReport(night).limitations.map(({ key }) => key);
}

/** A night of which everything is known and nothing is doubtful. */
const sure: MadeNight = {
  levelDb: () => 40,
  change: (records) => ({
    ...records,
    minutes: records.minutes.map((minute) => ({
      ...minute,
      ...{ weatherS: 0, equipmentDb: null, clockSynced: true, clockSource: 'ntp' },
    })),
  }),
};

function but(change: NonNullable<MadeNight['change']>): MadeNight {
  return { ...sure, change: (records) => change(sure.change?.(records) ?? records) };
}

test('a sure night has those that hold for every night', () => {
  expect(keysOf(sure)).toEqual(always);
});

test('without a calibration before or after, the report says so first of what is open', () => {
  const uncalibrated = but((records) => ({ ...records, calibrations: [] }));
  expect(keysOf(uncalibrated)).toEqual(['reserve-calibration', ...always]);
});

test('a calibration of a meter that the site does not have is none', () => {
  const other = but((records) => ({
    ...records,
    calibrations: records.calibrations.map((check) => ({ ...check, meter: 'slm-elsewhere' })),
  }));
  expect(keysOf(other)).toContain('reserve-calibration');
});

test('minutes on a clock that was not synchronised are counted', () => {
  const unsynced = but((records) => ({
    ...records,
    minutes: records.minutes.map((minute, index) => ({ ...minute, clockSynced: index >= 7 })),
  }));
  const { limitations } = madeReport(unsynced);
  expect(limitations.map(({ key }) => key)).toEqual([
    'reserve-meter',
    'reserve-place',
    'reserve-clock',
    'reserve-law',
  ]);
  expect(limitations.find(({ key }) => key === 'reserve-clock')).toMatchObject({ values: { minutes: 7 } });
});

test('a single minute whose synchronisation is only assumed is named', () => {
  const assumed = but((records) => ({
    ...records,
    minutes: records.minutes.map((minute, index) =>
      index === 3 ? { ...minute, clockSource: 'assumed' } : minute,
    ),
  }));
  expect(keysOf(assumed)).toEqual(['reserve-meter', 'reserve-place', 'reserve-clock-assumed', 'reserve-law']);
});

/** A minute of before, of which nothing was learned. */
function nominal({ equipment: _, ...minute }: MinuteRecord): MinuteRecord {
  return minute;
}

test('levels of the equipment by the model are named, and a verdict that rests on them is indicative', () => {
  const modelled = but((records) => ({
    ...records,
    minutes: records.minutes.map(nominal).map((minute) => ({ ...minute, equipmentDb: 38 })),
  }));
  expect(keysOf(modelled)).toContain('reserve-model');
  const loud = but((records) => ({
    ...records,
    minutes: records.minutes
      .map(nominal)
      .map((minute) => ({ ...minute, energyS: 60 * 10 ** 5, equipmentDb: 49.9 })),
  }));
  expect(keysOf(loud).slice(0, 2)).toEqual(['reserve-indicative', 'reserve-model']);
});

test('a background measured with the station off is no limitation', () => {
  const [first] = keysOf({
    ...but((records) => ({
      ...records,
      minutes: records.minutes
        .map(nominal)
        .map((minute) => ({ ...minute, energyS: 60 * 10 ** 5, equipmentDb: 49.9 })),
    })),
    background: { source: 'measured', levelDb: 36, uncertaintyDb: 2 },
  });
  expect(first).toBe('reserve-model');
});

test('one calibration of the meter is enough to stand behind its levels', () => {
  const once = but((records) => ({ ...records, calibrations: records.calibrations.slice(0, 1) }));
  expect(keysOf(once)).toEqual(always);
});
