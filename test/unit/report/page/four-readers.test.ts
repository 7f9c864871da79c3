/** Page 1 read as resident, operator, technician and inspector would, on a healthy night and on one with a lost fan. */

import { describe, expect, test } from 'vitest';
import { dictionaries, languages } from '../../../../src/language/languages.ts';
import { message } from '../../../../src/model/message.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import type { NightRecords } from '../../../../src/report/data/night-records.ts';
import type { NightReport } from '../../../../src/report/data/shape/report-data.ts';
import { nightHtml } from '../../../../src/report/page/page.ts';
import { pseudo } from '../../language/pseudo-locale.ts';
import { madeReport, sitePlan } from '../made-night.ts';

const MINUTE_MS = 60_000;

/** The shipped site with all that a record names. */
const named: SitePlan = {
  ...sitePlan,
  record: {
    names: { en: 'Riverside Garden', zh: '滨河花园' },
    address: '12 Binhe Road',
    contact: { name: 'Wang Fang', phone: '+86 10 5550 1234' },
    instruments: [{ device: 'slm-north', serial: 'SN-20417', certificate: 'LSsx2026-0815' }],
    places: { north: { names: { en: 'north boundary', zh: '北侧边界' }, heightM: 1.5, distanceM: 1 } },
  },
};

/** Fan b2 is lost at 23:10 and stays so. */
function withLostFan(records: NightRecords): NightRecords {
  const startMs = records.minutes[0]?.startWallMs ?? 0;
  const reason = message('device-silent', { device: 'fan-b2', bus: 'fans', fault: message('link-closed') });
  return {
    ...records,
    events: [
      ...records.events,
      {
        ...({
          class: 'fault',
          severity: 'alarm',
          state: 'raised',
          subject: 'fan-b2',
          message: reason,
        } as const),
        wallMs: startMs + 70 * MINUTE_MS,
      },
    ],
  };
}

/** The text of the page up to the annex of hours. */
function frontText(report: NightReport): string {
  const page = nightHtml(report, dictionaries.en);
  const front = page.slice(page.indexOf('<main>'), page.indexOf('<h2>Key figures</h2>'));
  return front
    .replace(/<svg.*?<\/svg>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

const healthy = madeReport({ plan: named, change: (records) => ({ ...records, events: [] }) });
const faulty = madeReport({ plan: named, change: withLostFan });

describe.each([
  ['a healthy night', healthy],
  ['a night with a lost fan', faulty],
])('on %s page 1 answers', (_night, report) => {
  const text = frontText(report);

  test('how loud it was at 23:40, what the equipment was, and whether that was allowed', () => {
    const minute = report.receptors[0]?.minutes[100];
    expect(text).toContain(`23:40 ${minute?.laeqDb?.toFixed(1)}`);
    expect(text).toMatch(/23:40 \d\d\.\d \d\d\.\d ± \d+\.\d/);
  });

  test('whom to call', () => {
    expect(text).toContain('Wang Fang · +86 10 5550 1234');
  });

  test('how sure it is, and what the measurement is worth', () => {
    expect(text).toMatch(/Station equipment alone: \d\d\.\d ± \d+\.\d dB\(A\)/);
    expect(text).toMatch(/With \d\d(\.\d)? % certainty it (kept|was above) the limit|is not sure/);
    expect(text).toContain('Standing of this measurement:');
  });

  test('what quiet cost, and what is worth doing', () => {
    for (const term of [
      'Held back by power limits',
      'Held back by warm modules',
      'Energy of the fans',
      'Margin to the limit',
    ])
      expect(text).toContain(term);
    expect(text).toContain('Worth doing');
  });

  test('what an inspector asks, and what of it nobody has given', () => {
    expect(text).toContain('12 Binhe Road');
    expect(text).toContain('SN-20417');
    expect(text).toContain('Not given in the site file:');
    expect(text).toContain('Approved by');
  });
});

test('what is broken is said: nothing, or which device, since when, and what it changes', () => {
  expect(frontText(healthy)).toContain('Nothing to do: no device failed in this night.');
  const text = frontText(faulty);
  expect(text).toContain('fan-b2 is lost since 23:10 and was not back at the end.');
  expect(text).toContain('count as standing in their own fail-safe');
  expect(text).toContain('still open');
  expect(text).not.toContain('Nothing to do');
});

test('places and the station have the names of the site file in each language', () => {
  expect(nightHtml(healthy, dictionaries.zh)).toContain('北侧边界');
  expect(nightHtml(healthy, dictionaries.zh)).toContain('滨河花园');
  expect(frontText(healthy)).toContain('north boundary');
});

test('in a further language a name is what somebody wrote in it, else the English one', () => {
  const names = { en: 'Riverside Garden', xx: 'Gardeno ce Rivero' };
  const record = { instruments: [], names, places: { north: { names: { en: 'north boundary' } } } };
  const page = nightHtml(madeReport({ plan: { ...sitePlan, record } }), pseudo);
  expect(page).toContain('Gardeno ce Rivero');
  expect(page).not.toContain('Riverside Garden');
  expect(page).toContain('north boundary');
});

test('without a calibration no verdict is green, and none is said to be more than an indication', () => {
  const bare = madeReport({ levelDb: () => 38, change: (records) => ({ ...records, calibrations: [] }) });
  expect(bare.receptors[0]?.outcome).toBe('compliant');
  for (const language of languages) {
    const page = nightHtml(bare, dictionaries[language]);
    expect(page).toContain('<div class="verdict hollow">');
    expect(page).not.toContain('<div class="verdict compliant">');
    expect(page).toContain(dictionaries[language].page['outcome-not-official']);
  }
});

test('what was given by hand stands before the verdict', () => {
  const page = nightHtml({ ...healthy, givenByHand: ['site', 'class'] }, dictionaries.en);
  const banner = page.indexOf(
    'Not as the station was set: for this report another site file, the class of area given by hand',
  );
  expect(banner).toBeGreaterThan(0);
  expect(banner).toBeLessThan(page.indexOf('class="verdict'));
  expect(page).not.toContain('Configuration in force');
});
