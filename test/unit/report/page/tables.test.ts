/** What stands in the tables and figures of the page is what the report says, in a reader's digits. */

import { describe, expect, test } from 'vitest';
import { dictionaries } from '../../../../src/language/languages.ts';
import type { NightReport } from '../../../../src/report/data/shape/report-data.ts';
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
      'learned from what the meter heard',
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

describe('what stands in a table', () => {
  const page = pageOf(madeReport());
  /** Classes of the cells of the first row under a heading, '' for none. */
  const kinds = (heading: string): string[] => {
    const after = page.html.slice(page.html.indexOf(`>${heading}</h`));
    const row = /<tbody>\s*<tr>(.*?)<\/tr>/s.exec(after)?.[1] ?? '';
    return [...row.matchAll(/<t[hd](?: scope="row")?(?: class="([a-z]+)")?>/g)].map(([, kind = '']) => kind);
  };

  test('numbers stand at the right, text of any length may break, the rest is as wide as it is', () => {
    expect(kinds('Other meters, not assessed')).toEqual(['', '', 'n', 'n', 'n']);
    expect(kinds('Events')).toEqual(['', '', 'w']);
  });

  test('levels have one decimal, of each meter', () => {
    for (const [, , laeq = '', lafmax = ''] of page.rows('Other meters, not assessed'))
      expect([laeq, lafmax].every((text) => /^\d+\.\d$/.test(text))).toBe(true);
  });
});

test('a single event of a night is a row, and a night without one says so', () => {
  const withEvents = (count: number): Page =>
    pageOf(madeReport({ change: (records) => ({ ...records, events: records.events.slice(0, count) }) }));
  expect(withEvents(1).rows('Events')).toHaveLength(1);
  const none = withEvents(0);
  expect(none.html.slice(none.html.indexOf('>Events</h'))).toMatch(/^>Events<\/h2><p>[^<]{5,}<\/p>/);
});

test('outputs that moved before the night only are no actuations of it; one that moves in it has its table', () => {
  const after = ({ html }: Page): string => html.slice(html.indexOf('>What the controller did, and why</h'));
  const still = pageOf(
    madeReport({
      change: (records) => ({
        ...records,
        decisions: records.decisions.filter(({ wallMs }) => wallMs < (records.minutes[0]?.startWallMs ?? 0)),
      }),
    }),
  );
  expect(after(still)).toMatch(/^>What the controller did, and why<\/h2><p>/);
  expect(after(pageOf(madeReport()))).toMatch(
    /^>What the controller did, and why<\/h2>\s*<div class="scroll"><table/,
  );
});

test('the reason of the verdict is a whole sentence with a capital and a full stop', () => {
  const { html } = pageOf(madeReport({ levelDb: () => 40 }));
  const sentences = [...html.matchAll(/<p[^>]*>([^<]*?below[^<]*|[^<]*?limit[^<]*)<\/p>/g)].map(
    ([, text = '']) => text,
  );
  expect(sentences.length).toBeGreaterThan(0);
  for (const sentence of sentences.filter((text) => /dB/.test(text))) {
    expect(sentence).toMatch(/^[A-Z]/);
    expect(sentence.slice(0, 1)).not.toBe(sentence.slice(1, 2).toUpperCase());
  }
});

test('a name along a narrow stretch stands inside of its own box', () => {
  const { html } = pageOf(madeReport());
  const boxes = [
    ...html.matchAll(
      /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="[^"]+"\/><text transform="translate\(([\d.]+) ([\d.]+)\) rotate\(-90\)"/g,
    ),
  ];
  expect(boxes.length).toBeGreaterThan(0);
  for (const box of boxes) {
    const [x = 0, y = 0, width = 0, height = 0, textX = 0, textY = 0] = box.slice(1).map(Number);
    expect(textX).toBeGreaterThan(x);
    expect(textX).toBeLessThan(x + width);
    expect(textY).toBeGreaterThan(y + height / 2);
    expect(textY).toBeLessThan(y + height);
  }
});
