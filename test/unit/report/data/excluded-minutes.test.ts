/** Minutes that a person left out: hatched, not counted, and never without the level with them. */

import { expect, test } from 'vitest';
import { dictionaries } from '../../../../src/language/languages.ts';
import { message } from '../../../../src/model/message.ts';
import type { Marking, MinuteRecord } from '../../../../src/ports/history.ts';
import type { NightReport } from '../../../../src/report/data/shape/report-data.ts';
import { nightHtml } from '../../../../src/report/page/page.ts';
import { madeReport } from '../made-night.ts';

const MINUTE_MS = 60_000;
/** Half an hour of fireworks. */
const [FROM, TO] = [100, 130];

/** 44 dB, and 60 dB in the half hour that was left out. */
function night(more: readonly Partial<Marking>[] = []): NightReport {
  return madeReport({
    levelDb: (minute) => (minute >= FROM && minute < TO ? 60 : 44),
    change: (records) => {
      const startMs = records.minutes[0]?.startWallMs ?? 0;
      const reason = message('excluded', { by: 'Li Wei', why: 'fireworks', on: '2026-07-16 09:12' });
      const span = { fromMs: startMs + FROM * MINUTE_MS, toMs: startMs + TO * MINUTE_MS };
      const own: Marking = { ...span, meter: 'slm-north', quality: 'uncertain', reason, calibration: null };
      const minutes = records.minutes.map((record): MinuteRecord => {
        const isOut = record.startWallMs >= span.fromMs && record.startWallMs < span.toMs;
        return {
          ...{ ...record, weatherS: 0, lafmaxDb: 50 },
          quality: isOut && record.level === 'north' ? 'uncertain' : 'good',
        };
      });
      return { ...records, minutes, markings: [own, ...more.map((one) => ({ ...own, ...one }))] };
    },
  });
}

test('they do not count, and the level with them stands beside the one without', () => {
  const [north] = night().receptors;
  expect(north?.excluded).toMatchObject({ minutes: 30, stretches: [{ reason: { key: 'excluded' } }] });
  expect(north?.figures.laeqDb).toBeCloseTo(44, 1);
  expect(north?.excluded?.withThemDb).toBeGreaterThan(48);
  expect(north?.figures.validS).toBe(27_000);
  expect(north?.invalid).toMatchObject([{ reason: 'excluded' }]);
  expect(north?.figures.loudestMinute?.laeqDb).toBeLessThan(45);
});

test('a night with a part left out is compliant in the hours measured at most', () => {
  const [north] = night().receptors;
  expect(north?.assessment?.reason.key).not.toBe('within');
  expect(north?.outcome).not.toBe('exceeded');
});

test('minutes that a calibration takes out stay those of the calibration', () => {
  const [north] = night([{ calibration: 'c0ffee', reason: message('calibrator-sounded') }]).receptors;
  expect(north?.invalid).toMatchObject([{ reason: 'calibration' }]);
  expect(north?.excluded?.minutes).toBe(0);
});

test('what was taken back counts, and page 1 still says that it had been left out, and who took it back', () => {
  const excluded = message('excluded', { by: 'Li Wei', why: 'fireworks', on: '2026-07-16 09:12' });
  const withdrawn = message('withdrawn', { by: 'Wang Fang', why: 'our own fan', on: '2026-07-17 08:00' });
  const report = madeReport({
    levelDb: () => 44,
    change: (records) => {
      const startMs = records.minutes[0]?.startWallMs ?? 0;
      const minutes = records.minutes.map(
        (one): MinuteRecord => ({ ...one, weatherS: 0, lafmaxDb: 50, quality: 'good' }),
      );
      const marking: Marking = {
        ...{ fromMs: startMs, toMs: startMs + 30 * MINUTE_MS, meter: 'slm-north', quality: 'good' },
        ...{ reason: message('excluded-withdrawn', { excluded, withdrawn }), calibration: null },
      };
      return { ...records, minutes, markings: [marking] };
    },
  });
  const [north] = report.receptors;
  expect(north?.excluded).toMatchObject({
    minutes: 0,
    stretches: [{ reason: { key: 'excluded-withdrawn' } }],
  });
  expect(north?.invalid).toEqual([]);
  const page = nightHtml(report, dictionaries.en);
  for (const said of ['Li Wei', 'fireworks', 'Wang Fang', 'our own fan', '2026-07-17 08:00'])
    expect(page).toContain(said);
});

test.each(['en', 'zh'] as const)('page 1 says who left out what, and both levels (%s)', (language) => {
  const report = night();
  const page = nightHtml(report, dictionaries[language]);
  const front = page.slice(page.indexOf('<ul class="front">'), page.indexOf('<h2>'));
  for (const said of ['Li Wei', 'fireworks', '2026-07-16 09:12', '30', '44.0']) expect(front).toContain(said);
  const withThemDb = report.receptors[0]?.excluded?.withThemDb ?? 0;
  expect(front).toContain(withThemDb.toFixed(1));
  expect(page).toContain(language === 'en' ? 'left out by hand' : '人工剔除');
  expect(page).toContain('url(#hatch-north)');
});
