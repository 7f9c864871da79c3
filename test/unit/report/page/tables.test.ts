/** What stands in the tables and figures of the page is what the report says, in a reader's digits. */

import { describe, expect, test } from 'vitest';
import { dictionaries } from '../../../../src/language/languages.ts';
import type { NightReport } from '../../../../src/report/data/report-data.ts';
import { palette } from '../../../../src/report/markup/palette.ts';
import { nightHtml } from '../../../../src/report/page/page.ts';
import { madeReport } from '../made-night.ts';

const DASH = '–';

interface Page {
  /** Cells of the body of the table under this heading. */
  rows(heading: string): string[][];
  /** Value and note of a figure. */
  figure(term: string): readonly [value: string, note: string | null];
  readonly html: string;
}

function pageOf(report: NightReport): Page {
  const html = nightHtml(report, dictionaries.en);
  const textOf = (markup: string): string => markup.replaceAll(/<[^>]+>/g, '').trim();
  return {
    html,
    rows(heading) {
      const after = html.slice(html.indexOf(`>${heading}</h`));
      const body = /<tbody>(.*?)<\/tbody>/s.exec(after)?.[1] ?? '';
      return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
        [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => textOf(cell)),
      );
    },
    figure(term) {
      const found = new RegExp(
        `<dt>${term}</dt><dd class="value">(.*?)</dd>(?:<dd class="faint">(.*?)</dd>)?</div>`,
      ).exec(html);
      if (found === null) throw new Error(`no figure ${term}`);
      return [textOf(found[1] ?? ''), found[2] === undefined ? null : textOf(found[2])];
    },
  };
}

const db = (levelDb: number | null): string => (levelDb === null ? DASH : levelDb.toFixed(1));
const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

function onlyReceptor({ receptors: [receptor] }: NightReport) {
  if (receptor === undefined) throw new Error('the made night has a receptor');
  return receptor;
}

describe('a night with rain, a hole and drivers talking', () => {
  const report = madeReport();
  const receptor = onlyReceptor(report);
  const page = pageOf(report);

  test('each hour shows its levels, what of it is valid, the worst case and the minutes above the limit', () => {
    const rows = page.rows('Hour by hour').map(([, ...cells]) => cells);
    const expected = receptor.hours.map((hour) => [
      ...[hour.laeqDb, hour.lafmaxDb, hour.l10Db, hour.l50Db, hour.l90Db].map(db),
      percent(hour.validS / hour.spanS),
      db(hour.worstCaseDb),
      String(hour.above.all),
      String(hour.above.equipment),
    ]);
    expect(rows.slice(0, -1)).toEqual(expected);
    const { figures } = receptor;
    expect(rows.at(-1)).toEqual([
      ...[
        figures.laeqDb,
        figures.highestPeak?.lafmaxDb ?? null,
        figures.l10Db,
        figures.l50Db,
        figures.l90Db,
      ].map(db),
      percent(figures.validS / figures.spanS),
      db(figures.worstCaseDb),
      String(figures.above.all),
      String(figures.above.equipment),
    ]);
  });

  test('each stretch above the limit shows what the equipment alone gave, and where the sound came from', () => {
    const [first] = page.rows('Minutes above the limit');
    const { laeqDb, lafmaxDb, equipmentDb, above } = receptor.exceedances[0] ?? {};
    expect(first?.slice(1)).toEqual([
      String(above?.all),
      ...[laeqDb ?? null, lafmaxDb ?? null, equipmentDb ?? null].map(db),
      'elsewhere',
    ]);
  });

  test('the meters that are not judged show level, peak and valid time', () => {
    expect(page.rows('Other meters, not assessed')).toEqual(
      report.otherLevels.map(({ id, laeqDb, lafmaxDb }) => [
        id,
        expect.any(String),
        db(laeqDb),
        db(lafmaxDb),
        '7 h 21 min',
      ]),
    );
  });

  test('the figures have their units, and notes only where there is something to say', () => {
    const { figures } = receptor;
    expect(page.figure('LAeq of the night')[0]).toBe(`${db(figures.laeqDb)} dB(A)`);
    expect(page.figure('Equipment alone, LAeq')).toEqual([
      `${db(figures.equipmentDb)} dB(A)`,
      'calculated from fan speeds and power, not measured',
    ]);
    expect(page.figure('Minutes above the limit')).toEqual([
      String(figures.above.all),
      `${figures.above.equipment} of them by the equipment alone`,
    ]);
    expect(page.figure('Loudest minute')[0]).toBe(`${db(figures.loudestMinute?.laeqDb ?? null)} dB(A)`);
    expect(page.figure('Worst-case LAeq')[0]).toBe(`${db(figures.worstCaseDb)} dB(A)`);
    expect(page.figure('Valid time')).toEqual([percent(figures.validS / figures.spanS), '7 h 21 min of 8 h']);
  });

  test('what the background is worth is said under a verdict that uses a calculated one', () => {
    const loud = pageOf(madeReport({ levelDb: () => 50 }));
    expect(loud.html).toMatch(/<p class="indicative">[^<]{20,}<\/p>/);
    expect(page.html).not.toContain('<p class="indicative">');
  });
});

test('a quiet night: no minute above, no note about minutes above, and that is said in words', () => {
  const page = pageOf(madeReport({ levelDb: () => 35 }));
  expect(page.figure('Minutes above the limit')).toEqual(['0', null]);
  expect(page.html).not.toContain('and 0 more');
});

test('an hour without data is a row of dashes, its minutes too', () => {
  const report = madeReport({ levelDb: (minute) => (minute < 60 ? null : 40) });
  const [first, second] = pageOf(report).rows('Hour by hour');
  expect(first?.slice(1, 6)).toEqual([DASH, DASH, DASH, DASH, DASH]);
  expect(first?.slice(-2)).toEqual([DASH, DASH]);
  expect(second?.[1]).toBe('40.0');
  expect(second?.slice(-2)).toEqual(['0', '0']);
});

test('no shape of the picture has a width or height below zero, and the part that is to come is shaded while the night runs', () => {
  const running = pageOf(madeReport({ nowAfterMs: 2 * 3_600_000 })).html;
  const over = pageOf(madeReport()).html;
  const sizes = [...`${running}${over}`.matchAll(/<rect [^>]*width="([^"]+)" height="([^"]+)"/g)];
  expect(sizes.length).toBeGreaterThan(5);
  for (const [, width, height] of sizes) {
    expect(Number(width)).toBeGreaterThan(0);
    expect(Number(height)).toBeGreaterThan(0);
  }
  const shaded = (html: string): number => html.split(`fill="${palette.shade}"`).length - 1;
  expect(shaded(running)).toBeGreaterThan(shaded(over));
});

test('a stretch of missing minutes is hatched over as long as it lasted', () => {
  const { html } = pageOf(madeReport());
  const widths = [
    ...html.matchAll(/<rect x="[^"]+" y="[^"]+" width="([^"]+)" height="[^"]+" fill="url\(#hatch-north\)"/g),
  ];
  // Rain for 22 minutes, then a hole of 17.
  const [rain = Number.NaN, hole = Number.NaN] = widths.map(([, width]) => Number(width));
  expect(rain / hole).toBeCloseTo(22 / 17, 1);
});
