/** One place of a night, at the edges: what counts, what is highest, how sure it is. */

import { describe, expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import type { MinuteRecord } from '../../../../src/ports/history.ts';
import type { ReceptorNight } from '../../../../src/report/data/shape/report-data.ts';
import { madeReport } from '../made-night.ts';

const MINUTE_MS = 60_000;
const LIMIT_DB = 45;

/** A calm, dry night at one level; some of its minutes, by number, changed. */
function night(changes: Readonly<Record<number, Partial<MinuteRecord>>>, levelDb = 44): ReceptorNight {
  const report = madeReport({
    levelDb: () => levelDb,
    change: (records) => {
      const startMs = records.minutes[0]?.startWallMs ?? 0;
      const minutes = records.minutes.map((record): MinuteRecord => {
        const calm = { ...record, weatherS: 0, lafmaxDb: 50 };
        return record.level === 'north'
          ? { ...calm, ...changes[(record.startWallMs - startMs) / MINUTE_MS] }
          : calm;
      });
      return { ...records, minutes };
    },
  });
  const [receptor] = report.receptors;
  if (receptor === undefined) throw new Error('assertion: the site has a receptor');
  return receptor;
}

/** All minutes changed alike. */
function nightOf(change: Partial<MinuteRecord>): ReceptorNight {
  return night(Object.fromEntries(Array.from({ length: 480 }, (_, minute) => [minute, change])));
}

/** A night of before, of whose equipment nothing was learned. */
function nominalNight(levelDb: number, equipmentDb: number): ReceptorNight {
  const report = madeReport({
    levelDb: () => levelDb,
    change: (records) => ({
      ...records,
      minutes: records.minutes.map(({ equipment: _, ...minute }) => ({
        ...{ ...minute, weatherS: 0, lafmaxDb: 50 },
        equipmentDb: minute.level === 'north' ? equipmentDb : null,
      })),
    }),
  });
  const [receptor] = report.receptors;
  if (receptor === undefined) throw new Error('assertion: the site has a receptor');
  return receptor;
}

const at = (levelDb: number): Partial<MinuteRecord> => ({ energyS: 60 * energyOf(levelDb) });

describe('the highest peak', () => {
  const startMs = night({}).minutes[0]?.startMs ?? 0;

  test('is that of a minute that counts, with its begin', () => {
    const { figures, hours } = night({ 5: { lafmaxDb: 71 }, 9: { lafmaxDb: 70.9 } });
    expect(figures.highestPeak).toEqual({ startMs: startMs + 5 * MINUTE_MS, lafmaxDb: 71 });
    expect(hours[0]?.lafmaxDb).toBe(71);
  });

  test('of two alike is the first', () => {
    const { figures } = night({ 7: { lafmaxDb: 71 }, 8: { lafmaxDb: 71 } });
    expect(figures.highestPeak?.startMs).toBe(startMs + 7 * MINUTE_MS);
  });

  test.each([
    ['in the rain', { weatherS: 1 }],
    ['while the clock was set', { clockStepped: true }],
    ['by a meter in doubt', { quality: 'uncertain' as const }],
    ['in a minute that was hardly measured', { validS: 1 }],
  ])('is not one %s: such a minute counts neither in level nor in peak', (_what, invalid) => {
    const { figures, hours } = night({ 5: { ...at(90), lafmaxDb: 110, ...invalid }, 9: { lafmaxDb: 60 } });
    expect(figures.highestPeak).toEqual({ startMs: startMs + 9 * MINUTE_MS, lafmaxDb: 60 });
    expect(figures.laeqDb).toBeCloseTo(44, 6);
    expect(figures.above.all).toBe(0);
    expect(hours[0]).toMatchObject({ lafmaxDb: 60, validS: 59 * 60, spanS: 3600 });
    expect(hours[0]?.laeqDb).toBeCloseTo(44, 6);
  });

  test('is unknown where no minute that counts has one', () => {
    expect(nightOf({ lafmaxDb: null }).figures.highestPeak).toBeNull();
    expect(nightOf({ weatherS: 60 }).figures.highestPeak).toBeNull();
  });
});

describe('a minute', () => {
  test('of just the least valid time counts, of less it is missing', () => {
    expect(night({ 3: { validS: 45 } }).minutes[3]?.invalid).toBeNull();
    expect(night({ 3: { validS: 44.9 } }).minutes[3]?.invalid).toBe('missing');
  });

  test('without any valid second is missing whatever else is wrong with it', () => {
    expect(night({ 3: { validS: 0, clockStepped: true, weatherS: 60 } }).minutes[3]?.invalid).toBe('missing');
  });

  test('that does not count shows its level all the same', () => {
    const shown = night({ 3: { ...at(61), weatherS: 1, lafmaxDb: 77 } }).minutes[3];
    expect(shown).toMatchObject({ invalid: 'weather', lafmaxDb: 77, validS: 60 });
    expect(shown?.laeqDb).toBeCloseTo(61, 6);
  });

  test('is above the limit only beyond it', () => {
    const { figures } = night({ 1: at(LIMIT_DB), 2: at(LIMIT_DB + 0.01), 3: at(LIMIT_DB - 0.01) });
    expect(figures.above.all).toBe(1);
  });

  test('above the limit is the equipment’s only where the equipment alone is beyond it', () => {
    const { figures } = night({
      1: { ...at(50), equipmentDb: LIMIT_DB - 0.1 },
      2: { ...at(50), equipmentDb: LIMIT_DB + 0.1 },
    });
    expect(figures.above).toEqual({ all: 2, equipment: 1, other: 1, unknown: 0 });
  });

  test('whose source is not sure is nobody’s', () => {
    const sure = { expandedDb: 2, isLearned: true, gate: 'trusted', change: 'none' } as const;
    const loud = { ...at(50), equipmentDb: 41 };
    const { figures, minutes } = night({
      1: { ...loud, equipment: sure },
      // Within the uncertainty of the limit.
      2: { ...loud, equipmentDb: LIMIT_DB - 1, equipment: sure },
      3: { ...loud, equipment: { ...sure, gate: 'learning' } },
      4: { ...loud, equipment: { ...sure, change: 'found' } },
      5: { ...loud, equipmentDb: null },
      6: { ...loud, equipmentDb: LIMIT_DB + 2, equipment: sure },
    });
    expect(minutes.slice(1, 7).map(({ source }) => source)).toEqual([
      'other',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'equipment',
    ]);
    expect(figures.above).toEqual({ all: 6, equipment: 1, other: 1, unknown: 4 });
  });

  test('of before, without a certainty, blames nobody', () => {
    const { minutes } = nominalNight(48, 38);
    expect(minutes.map(({ source }) => source)).toContain('unknown');
    expect(minutes.map(({ source }) => source)).not.toContain('other');
  });
});

describe('stretches', () => {
  test('of minutes that do not count are joined by reason and neighbourhood', () => {
    const wet = { weatherS: 60 };
    const { invalid } = night({ 1: wet, 2: wet, 3: { clockStepped: true }, 5: wet });
    const startMs = night({}).minutes[0]?.startMs ?? 0;
    expect(
      invalid.map(({ startMs: fromMs, endMs, reason }) => [
        (fromMs - startMs) / MINUTE_MS,
        (endMs - startMs) / MINUTE_MS,
        reason,
      ]),
    ).toEqual([
      [1, 3, 'weather'],
      [3, 4, 'clock'],
      [5, 6, 'weather'],
    ]);
  });

  test('of minutes above the limit end where a minute is not above it, or does not count', () => {
    const loud = { ...at(50), equipmentDb: 48, lafmaxDb: 66 };
    const { exceedances } = night({
      1: loud,
      2: { ...loud, lafmaxDb: 69 },
      4: loud,
      5: { ...loud, weatherS: 9 },
      6: loud,
    });
    expect(exceedances.map(({ startMs, endMs }) => (endMs - startMs) / MINUTE_MS)).toEqual([2, 1, 1]);
    expect(exceedances[0]).toMatchObject({ lafmaxDb: 69, above: { all: 2, equipment: 2 } });
    expect(exceedances[0]?.laeqDb).toBeCloseTo(50, 6);
    expect(exceedances[0]?.equipmentDb).toBeCloseTo(48, 6);
  });

  test('have no equipment level where none is known', () => {
    expect(night({ 1: { ...at(50), equipmentDb: null } }).exceedances[0]?.equipmentDb).toBeNull();
  });
});

describe('how sure it is', () => {
  test('the background is what the model leaves, with 3 dB of uncertainty', () => {
    const { assessment, figures } = nominalNight(48, 45);
    expect(assessment?.background).toEqual({
      source: 'attribution',
      levelDb: expect.closeTo(levelOf(energyOf(48) - energyOf(45)) ?? 0, 6),
      uncertaintyDb: expect.closeTo(3, 6),
    });
    expect(figures).toMatchObject({
      equipmentFrom: 'nominal',
      equipmentExpandedDb: expect.closeTo(6, 6),
      trustedMinutes: 0,
    });
    expect(figures.equipmentDb).toBeCloseTo(45, 6);
  });

  test('at least a twentieth of the energy is background, however loud the model says the equipment is', () => {
    const { assessment } = nightOf({ ...at(48), equipmentDb: 60 });
    expect(assessment?.background?.levelDb).toBeCloseTo(48 + 10 * Math.log10(0.05), 6);
  });

  test('without a background the uncertainty is that of meter and place, 1.5 dB', () => {
    const { assessment, figures } = nightOf({ equipmentDb: null });
    expect(assessment?.background).toBeNull();
    expect(assessment?.uncertaintyDb).toBe(1.5);
    expect(figures).toMatchObject({ equipmentDb: null, equipmentFrom: 'none' });
  });

  test('the uncertainty with a background is that of the energy difference', () => {
    const { assessment } = nominalNight(50, 49);
    const background = levelOf(energyOf(50) - energyOf(49)) ?? 0;
    const [total, rest] = [energyOf(50) * 1.5, energyOf(background) * 3];
    const expected = Math.hypot(total, rest) / (energyOf(50) - energyOf(background));
    expect(assessment?.uncertaintyDb).toBeCloseTo(expected, 6);
  });

  test('the level of the equipment has the uncertainty that was learned, and its chance to keep the limit', () => {
    const equipment = { expandedDb: 6, isLearned: true, gate: 'trusted', change: 'none' } as const;
    const { figures } = nightOf({ ...at(46), equipmentDb: 36, equipment });
    expect(figures).toMatchObject({ equipmentFrom: 'learned', trustedMinutes: 480, withinMinutes: 480 });
    expect(figures.equipmentExpandedDb).toBeCloseTo(6, 6);
    // 36 +- 3 dB below 45: three standard deviations.
    expect(figures.equipmentWithin).toBeCloseTo(0.99865, 4);
  });

  test('minutes whose equipment is not known, or that do not count, make no background', () => {
    const changes = Object.fromEntries(
      Array.from({ length: 480 }, (_, minute) => [
        minute,
        minute % 3 === 0
          ? { ...at(48), equipmentDb: 45 }
          : minute % 3 === 1
            ? { ...at(48), equipmentDb: null }
            : { ...at(48), equipmentDb: 20, weatherS: 60 },
      ]),
    );
    expect(night(changes).assessment?.background?.levelDb).toBeCloseTo(
      levelOf(energyOf(48) - energyOf(45)) ?? 0,
      6,
    );
  });
});
