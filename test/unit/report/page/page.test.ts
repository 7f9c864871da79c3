import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dictionaries, languages } from '../../../../src/language/languages.ts';
import { message, plain } from '../../../../src/model/message.ts';
import type { NightReport } from '../../../../src/report/data/shape/report-data.ts';
import { nightCsv } from '../../../../src/report/page/minutes-csv.ts';
import { nightHtml } from '../../../../src/report/page/page.ts';
import { type MadeNight, madeReport, sitePlan } from '../made-night.ts';

const holes = /\b(NaN|undefined|Infinity|null|\[object Object\])\b|\[object/;
/** What a browser would fetch or run. */
const reaches = /<(script|link|img|iframe|object|embed|base)\b|\bsrc=|\bhref=|@import|url\((?!#)|https?:/i;

const nights: Readonly<Record<string, MadeNight>> = {
  'an ordinary night': {},
  'a night without data': {
    levelDb: () => null,
    change: (records) => ({
      ...records,
      seconds: { wallMs: [], columns: {}, samples: [] },
      decisions: [],
      events: [],
      calibrations: [],
      configs: [],
    }),
  },
  'a running night': { nowAfterMs: 2 * 3_600_000 },
  'a night that has not begun': { nowAfterMs: -60_000 },
  'an hour that comes twice': {
    date: '2026-10-24',
    zone: 'Europe/Berlin',
    offsetAt: (wallMs) => (wallMs < Date.parse('2026-10-25T01:00:00Z') ? 120 : 60),
    nowAfterMs: 20 * 3_600_000,
  },
  'minutes without seconds': {
    change: (records) => ({ ...records, seconds: { wallMs: [], columns: {}, samples: [] } }),
  },
};

describe.each(Object.entries(nights))('%s', (_, night) => {
  const report = madeReport(night);

  test.each(languages)('says no value as a number or a dash, and asks for nothing (%s)', (language) => {
    const page = nightHtml(report, dictionaries[language]);
    expect(page).not.toMatch(holes);
    expect(page).not.toMatch(reaches);
  });

  test('has tables with heads for screen readers, and a picture with a title and a description', () => {
    const page = nightHtml(report, dictionaries.en);
    expect(page.match(/<table/g)?.length).toBe(page.match(/<thead>/g)?.length);
    expect(page).not.toMatch(/<th(?! scope="(col|row)")[ >]/);
    expect(page).toMatch(/<svg [^>]*role="img" aria-labelledby="title-north text-north"/);
    expect(page).toContain('<title id="title-north">');
    expect(page).toContain('<desc id="text-north">');
  });

  test('is a table of as many rows as minutes', () => {
    const [receptor] = report.receptors;
    const csv = nightCsv(report);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + (receptor?.minutes.length ?? 0));
    expect(csv).not.toMatch(holes);
  });
});

test('the page is in the language it says it is in', () => {
  const english = nightHtml(madeReport(), dictionaries.en);
  const chinese = nightHtml(madeReport(), dictionaries.zh);
  expect(english).toContain('<html lang="en">');
  expect(english).not.toMatch(/\p{Script=Han}/u);
  expect(chinese).toContain('<html lang="zh-Hans">');
  for (const term of ['等效连续A声级', '夜间', '背景噪声', '最大声级', '限值', '达标', '测点'])
    expect(chinese).toContain(term);
});

test('each outcome has its word and its own sign', () => {
  const report = madeReport();
  const pages = (['compliant', 'exceeded', 'undetermined', 'no-data'] as const).map((outcome) =>
    nightHtml(
      { ...report, receptors: report.receptors.map((own) => ({ ...own, outcome })) },
      dictionaries.zh,
    ),
  );
  const words = pages.map((page) => /<p class="outcome">([^<]+)</.exec(page)?.[1]);
  expect(words).toEqual(['达标', '超标', '无法判定', '无数据']);
  expect(new Set(pages.map((page) => /class="sign"[^>]*>(.*?)<\/svg>/.exec(page)?.[1])).size).toBe(4);
});

test('a night within the limit warns of minutes in which a spot check could fail', () => {
  const report = madeReport({
    change: (records) => ({
      ...records,
      minutes: records.minutes.map((record, index) =>
        index % 400 === 0 && record.level === 'north'
          ? { ...record, weatherS: 0, energyS: 60 * 10 ** 4.8, equipmentDb: 46 }
          : record,
      ),
    }),
  });
  expect(report.receptors[0]?.outcome).toBe('compliant');
  expect(nightHtml(report, dictionaries.en)).toMatch(/above the limit in \d single minutes: an inspector/);
});

test('how good the forecast of the night was is printed as the morning told it, and nothing where it told nothing', () => {
  const figure = message('figure-scored', {
    figure: message('figure-served'),
    ...{ loss: 9.12, asLastNight: 14.5, insidePct: 75, hours: 8 },
  });
  const told = message('night-scored', { night: '2026-07-15', scores: [figure] });
  const event = {
    class: 'lifecycle',
    severity: 'info',
    wallMs: 0,
    subject: 'forecast',
    state: 'noted',
  } as const;
  const withScore = madeReport({
    change: (records) => ({ ...records, later: [{ ...event, message: told }] }),
  });
  expect(nightHtml(withScore, dictionaries.en)).toContain(
    'energy, kWh 9.12 (&quot;as last night&quot; 14.50; 75 % of 8',
  );
  expect(nightHtml(withScore, dictionaries.zh)).toContain('本夜间的预报');
  expect(nightHtml(madeReport(), dictionaries.en)).not.toContain('Forecast of this night');
  const other = message('night-scored', { night: '2026-07-14', scores: [figure] });
  const ofOther = madeReport({
    change: (records) => ({ ...records, later: [{ ...event, message: other }] }),
  });
  expect(ofOther.forecast).toBeNull();
});

test('whatever was recorded is text: no name, sentence or reason becomes markup', () => {
  const nasty = `"><img src=x onerror=alert(1)>&'</style><script>`;
  const base = madeReport();
  const report: NightReport = {
    ...base,
    site: nasty,
    station: nasty,
    madeBy: nasty,
    night: { ...base.night, zone: nasty },
    receptors: base.receptors.map((own) => ({ ...own, id: nasty })),
    otherLevels: base.otherLevels.map((own) => ({ ...own, id: nasty })),
    outputs: base.outputs.map((own) => ({ ...own, output: nasty })),
    actuations: base.actuations.map((own) => ({ ...own, outputs: [nasty], by: nasty, reason: plain(nasty) })),
    events: base.events.map((own) => ({ ...own, subject: nasty, class: nasty, message: plain(nasty) })),
    instruments: base.instruments.map((own) => ({ ...own, id: nasty, title: nasty, serial: nasty })),
    calibrations: base.calibrations.map((own) => ({ ...own, meter: nasty, calibratorSerial: nasty })),
    configurations: base.configurations.map((own) => ({ ...own, hash: nasty })),
    evidence: {
      ...base.evidence,
      hash: nasty,
      file: nasty,
      gaps: [{ fromMs: 0, toMs: 1, reason: plain(nasty) }],
    },
  };
  for (const language of languages) {
    const page = nightHtml(report, dictionaries[language]);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  }
});

test('a rule that nobody knows, and a reason that was recorded as text, stay as they were recorded', () => {
  const base = madeReport();
  const report = {
    ...base,
    actuations: base.actuations.map((own) => ({ ...own, by: 'new-rule', reason: plain('a new reason') })),
  };
  const page = nightHtml(report, dictionaries.zh);
  expect(page).toContain('new-rule');
  expect(page).toContain('<span lang="en">a new reason</span>');
});

test('property: random minutes with holes make a page and a table, whatever they hold', () => {
  const level = fc.option(fc.double({ min: -5, max: 139, noNaN: true }), { nil: null, freq: 3 });
  fc.assert(
    fc.property(fc.array(level, { maxLength: 40 }), fc.integer({ min: -5, max: 600 }), (levels, now) => {
      const report = madeReport({
        levelDb: (minute) => levels[minute % Math.max(1, levels.length)] ?? null,
        nowAfterMs: now * 60_000,
      });
      for (const language of languages) expect(nightHtml(report, dictionaries[language])).not.toMatch(holes);
      expect(nightCsv(report)).not.toMatch(holes);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
    { numRuns: 15 },
  );
});

test('a table field that holds a comma or a quote is quoted', () => {
  const base = madeReport({ nowAfterMs: 10 * 60_000 });
  const report = { ...base, receptors: base.receptors.map((own) => ({ ...own, id: 'a,"b"' })) };
  expect(nightCsv(report)).toContain(',"a,""b""",');
});

test('a minute in the table carries local time with its offset, its level and why it does not count', () => {
  const rows = nightCsv(madeReport()).split('\r\n');
  expect(rows[0]?.split(',')).toHaveLength(15);
  expect(rows[1]).toMatch(/^2026-07-15T22:00\+08:00,north,4\d\.\d\d,\d\d\.\d,60\.0,,45,0,/);
  const missing = rows.find((row) => row.includes(',missing,'));
  expect(missing).toMatch(/^2026-07-16T01:02\+08:00,north,,,0\.0,missing,45,,,,/);
});

test('several receptors have a part each', () => {
  const [own] = sitePlan.control.receptors;
  if (own === undefined) throw new Error('assertion: the site has a receptor');
  const control = { ...sitePlan.control, receptors: [own, { ...own, id: 'rest' }], otherLevels: [] };
  const page = nightHtml(madeReport({ plan: { ...sitePlan, control } }), dictionaries.en);
  expect(page.match(/<section class="receptor">/g)).toHaveLength(2);
  // One for a desk and paper, one for a phone.
  expect(page.match(/<svg [^>]*class="curve"/g)).toHaveLength(4);
});
