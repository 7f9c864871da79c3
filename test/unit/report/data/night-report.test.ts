import { describe, expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { en } from '../../../../src/language/en.ts';
import { createLocalizer } from '../../../../src/language/localizer.ts';
import { plain } from '../../../../src/model/message.ts';
import type { MinuteRecord } from '../../../../src/ports/history.ts';
import type { NightReport, ReceptorNight } from '../../../../src/report/data/shape/report-data.ts';
import { madeReport, sitePlan } from '../made-night.ts';

const MINUTE_MS = 60_000;

function north(report: NightReport): ReceptorNight {
  const [receptor] = report.receptors;
  if (receptor === undefined) throw new Error('assertion: the site has a receptor');
  return receptor;
}

/** Changes the minutes of the receptor from one number to before another. */
function changed(from: number, to: number, change: Partial<MinuteRecord>): NightReport {
  return madeReport({
    levelDb: () => 44,
    change: (records) => {
      const own = records.minutes.filter(({ level }) => level === 'north');
      const [first] = own;
      const startMs = first?.startWallMs ?? 0;
      const isIn = ({ startWallMs, level }: MinuteRecord): boolean => {
        const minute = (startWallMs - startMs) / MINUTE_MS;
        return level === 'north' && minute >= from && minute < to;
      };
      return {
        ...records,
        minutes: records.minutes.map((record) => ({
          ...record,
          weatherS: 0,
          ...(isIn(record) ? change : {}),
        })),
      };
    },
  });
}

describe('a night of which everything is known', () => {
  const report = changed(0, 0, {});
  const { figures, minutes, hours, outcome, assessment } = north(report);

  test('has one minute a minute and one hour an hour', () => {
    expect(minutes).toHaveLength(480);
    expect(hours).toHaveLength(8);
    expect(report.night.state).toBe('over');
  });

  test('is judged by the clause of the standard', () => {
    expect(outcome).toBe('compliant');
    expect(assessment?.clause.en).toContain('GB 22337-2008 4.1.1');
    expect(figures.laeqDb).toBeCloseTo(44, 6);
    expect(figures.validS).toBe(28_800);
    expect(figures.spanS).toBe(28_800);
  });

  test('has no gap, so that the worst case is the level itself', () => {
    expect(figures.worstCaseDb).toBeCloseTo(44, 6);
    expect(north(report).invalid).toEqual([]);
  });

  test('delivers what the guns were given, and says how long the power was limited', () => {
    const byMinute = report.equipment.minutes.map(({ servedW }) => servedW ?? Number.NaN);
    const meanW = byMinute.reduce((sum, own) => sum + own, 0) / byMinute.length;
    expect(report.equipment.servedWh).toBeCloseTo(meanW * 8, 3);
    expect(report.equipment.limitedS).toBe(3600);
    expect(report.equipment.ratedW).toBe(1_440_000);
  });
});

describe('what does not count', () => {
  test.each([
    ['weather', { weatherS: 1 }],
    ['clock', { clockStepped: true }],
    ['instrument', { quality: 'sensor-fault' as const }],
    ['missing', { validS: 44, energyS: 44 * energyOf(44) }],
    [
      'missing',
      { validS: 0, energyS: 0, count: 0, lafmaxDb: null, histogram: { firstClass: 0, counts: [] } },
    ],
  ] as const)('is left out and named: %s', (reason, change) => {
    const { invalid, figures } = north(changed(60, 90, change));
    expect(invalid.map((own) => own.reason)).toEqual([reason]);
    expect(figures.validS).toBe(28_800 - 1800);
    expect(figures.laeqDb).toBeCloseTo(44, 6);
    expect(figures.worstCaseDb).toBeGreaterThan(45);
  });

  test('is a failed calibration where one stands behind the quality', () => {
    const report = madeReport({
      change: (records) => ({
        ...records,
        minutes: records.minutes.map((record) => ({ ...record, weatherS: 0, quality: 'uncertain' as const })),
        markings: [
          {
            fromMs: 0,
            toMs: 9e15,
            meter: 'slm-north',
            quality: 'uncertain',
            reason: plain('x'),
            calibration: 'c1',
          },
        ],
      }),
    });
    expect(new Set(north(report).minutes.map(({ invalid }) => invalid))).toEqual(
      new Set(['calibration', 'missing']),
    );
    expect(north(report).outcome).toBe('no-data');
  });

  test('is a minute that came twice because the clock was set back', () => {
    const report = madeReport({
      change: (records) => ({ ...records, minutes: [...records.minutes, ...records.minutes.slice(0, 4)] }),
    });
    expect(north(report).minutes[0]?.invalid).toBe('clock');
  });
});

describe('minutes above the limit', () => {
  const loud = { energyS: 60 * energyOf(50) };

  test('are the equipment’s only where it alone is above it', () => {
    const own = north(changed(10, 13, { ...loud, equipmentDb: 46 }));
    expect(own.figures.above).toEqual({ all: 3, equipment: 3, other: 0, unknown: 0 });
    const other = north(changed(10, 13, { ...loud, equipmentDb: 40 }));
    expect(other.figures.above).toEqual({ all: 3, equipment: 0, other: 3, unknown: 0 });
    const unknown = north(changed(10, 13, { ...loud, equipmentDb: null }));
    expect(unknown.figures.above).toEqual({ all: 3, equipment: 0, other: 0, unknown: 3 });
  });

  test('stand together as one stretch', () => {
    const { exceedances, figures, hours } = north(changed(58, 63, loud));
    expect(exceedances).toHaveLength(1);
    expect(exceedances[0]?.endMs).toBe((exceedances[0]?.startMs ?? 0) + 5 * MINUTE_MS);
    expect(exceedances[0]?.laeqDb).toBeCloseTo(50, 6);
    expect(hours.map(({ above }) => above.all)).toEqual([2, 3, 0, 0, 0, 0, 0, 0]);
    expect(figures.loudestMinute?.laeqDb).toBeCloseTo(50, 6);
  });

  test('do not count while it rains', () => {
    expect(north(changed(58, 63, { ...loud, weatherS: 60 })).figures.above.all).toBe(0);
  });
});

describe('the background', () => {
  const loud = { energyS: 60 * energyOf(47) };

  test('is what the equipment leaves: a night of loud equipment is exceeded, but indicative', () => {
    const { outcome, assessment } = north(changed(0, 480, { ...loud, equipmentDb: 47 }));
    expect(outcome).toBe('exceeded');
    expect(assessment?.isIndicative).toBe(true);
    expect(assessment?.background?.source).toBe('attribution');
  });

  test('drowns quiet equipment: nothing can be decided', () => {
    expect(north(changed(0, 480, { ...loud, equipmentDb: 38 })).outcome).toBe('undetermined');
  });

  test('is not made up where the equipment is not known', () => {
    const { outcome, assessment } = north(changed(0, 480, { ...loud, equipmentDb: null }));
    expect(outcome).toBe('undetermined');
    expect(assessment?.background).toBeNull();
  });
});

describe('nights that are not whole', () => {
  test('a night without a minute has no level anywhere, and no zero', () => {
    const report = madeReport({ levelDb: () => null });
    const { outcome, figures, hours } = north(report);
    expect(outcome).toBe('no-data');
    expect(figures).toMatchObject({ laeqDb: null, l90Db: null, worstCaseDb: null, loudestMinute: null });
    expect(hours.every(({ laeqDb }) => laeqDb === null)).toBe(true);
    expect(report.night.recordedToMs).toBeNull();
  });

  test('a running night ends where the records may be expected to end', () => {
    const report = madeReport({ levelDb: () => 43, nowAfterMs: 100.5 * MINUTE_MS });
    expect(report.night.state).toBe('running');
    expect(north(report).minutes).toHaveLength(100);
    expect(north(report).figures.spanS).toBe(6000);
  });

  test('a running night whose gateway died shows the hole since', () => {
    const report = madeReport({
      levelDb: (minute) => (minute < 30 ? 43 : null),
      nowAfterMs: 100 * MINUTE_MS,
    });
    expect(north(report).invalid).toMatchObject([{ reason: 'missing' }]);
    expect(north(report).minutes).toHaveLength(98);
  });

  test('a night that has not begun says so', () => {
    const report = madeReport({ nowAfterMs: -3_600_000 });
    expect(report.night.state).toBe('ahead');
    expect(north(report).minutes).toEqual([]);
  });

  test.each([
    ['spring', '2026-03-28', Date.parse('2026-03-29T01:00:00Z'), 60, 120, 7],
    ['autumn', '2026-10-24', Date.parse('2026-10-25T01:00:00Z'), 120, 60, 9],
  ])(
    'the night in which the clocks change in %s has its own length',
    (_, date, changeMs, before, after, hours) => {
      const report = madeReport({
        date,
        zone: 'Europe/Berlin',
        offsetAt: (wallMs) => (wallMs < changeMs ? before : after),
        levelDb: () => 43,
        nowAfterMs: 10 * 3_600_000,
      });
      expect(report.night.offsets).toHaveLength(2);
      expect((report.night.endMs - report.night.startMs) / 3_600_000).toBe(hours);
      expect(north(report).minutes).toHaveLength(60 * hours);
      expect(north(report).hours).toHaveLength(hours);
      expect(north(report).figures.spanS).toBe(3600 * hours);
      expect(north(report).assessment?.validShare).toBeCloseTo((hours * 60 - 22) / (hours * 60), 6);
    },
  );
});

test('every receptor is judged on its own', () => {
  const [own] = sitePlan.control.receptors;
  if (own === undefined) throw new Error('assertion: the site has a receptor');
  const control = { ...sitePlan.control, receptors: [own, { ...own, id: 'east' }], otherLevels: [] };
  const report = madeReport({ plan: { ...sitePlan, control } });
  expect(report.receptors.map(({ id }) => id)).toEqual(['north', 'east']);
  expect(report.ruleSets).toHaveLength(1);
});

test('calibrations enclose the night: the last before, the first after', () => {
  const { calibrations, instruments } = madeReport();
  expect(calibrations.map(({ meter, isValid }) => [meter, isValid])).toEqual([
    ['slm-north', true],
    ['slm-north', true],
  ]);
  expect(instruments[0]).toMatchObject({ id: 'slm-north', level: 'north', serial: 'SN-20417' });
});

test('a calibration of last summer keeps its summer time in a winter night', () => {
  const springMs = Date.parse('2026-03-29T01:00:00Z');
  const report = madeReport({
    date: '2026-03-20',
    zone: 'Europe/Berlin',
    offsetAt: (wallMs) => (wallMs < springMs ? 60 : 120),
  });
  const [before, after] = report.calibrations;
  const { moment } = createLocalizer(en, report);
  expect(moment(before?.atMs ?? 0)).toBe('2026-02-28 22:00');
  expect(moment(after?.atMs ?? 0)).toBe('2026-04-01 23:00');
});

test('outputs that move alike at once are one line, and a fan that follows its temperature is none', () => {
  const { actuations, outputs } = madeReport();
  expect(actuations[0]?.outputs).toEqual(['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2']);
  expect(actuations.map(({ by }) => by)).not.toContain('start');
  expect(outputs.find(({ output }) => output === 'limit-a')).toMatchObject({
    changes: 4,
    lowestPct: 50,
    highestPct: 100,
  });
});

test('actuations and minutes above the limit do not stand among the events again', () => {
  const report = madeReport({
    change: (records) => ({
      ...records,
      events: [
        ...records.events,
        {
          class: 'exceedance',
          severity: 'warning',
          wallMs: 1,
          subject: 'north',
          state: 'raised',
          message: plain('x'),
        },
      ],
    }),
  });
  expect(report.events.map((event) => event.class)).toEqual(['lifecycle', 'fault']);
});

test('a night is ahead until its first moment, which belongs to it', () => {
  const stateAt = (nowAfterMs: number) => madeReport({ nowAfterMs }).night.state;
  expect([stateAt(-1), stateAt(0), stateAt(1)]).toEqual(['ahead', 'running', 'running']);
});
